/**
 * What the extension host and the panel's web page say to each other, both ways.
 *
 * The page is told whole snapshots or small additions to them; a hidden page receives nothing, so on
 * `ready` it is always sent a complete snapshot. Cell text in here is untrusted: it reaches the page as
 * text nodes only. Whoever receives a message asks the guards at the end of this file first, and logs
 * and drops what they refuse.
 */
import type { FitReport, Iteration, SelectionPoint, TracePoint } from '../server/protocol';
import type { CopyFormat } from '../server/protocol/exportFormats';
import type { InsightAnswer, InsightQuestion, RowView } from '../server/protocol/insight';
import {
  among,
  either,
  isBoolean,
  isNull,
  isNumber,
  isString,
  listOf,
  optional,
  shape,
  union,
  wholeFrom,
  type Fields,
  type Guard,
} from '../server/protocol/guards/guards';
import { isInsightAnswer, isInsightQuestion, isRowView } from '../server/protocol/guards/insightGuards';
import { areIterations, isFitReport, isSelectionPoint, tracePoint } from '../server/protocol/guards/reportGuards';

export { readSavedPanel } from './savedPanel';
export type { Measure, Place, SavedPanel, Scale, Scope, View } from './savedPanel';

/**
 * What the panel shows. One of these states always holds; `fit` numbers the fits of the host's life. Until a
 * fit ends well, the model of the one before it, `earlier`, is still what the editor's hovers speak of.
 */
export type PanelState =
  | { readonly state: 'empty' }
  /** `since`: milliseconds of the clock. */
  | {
      readonly state: 'running';
      readonly fit: number;
      readonly steps: readonly Iteration[];
      readonly since?: number | undefined;
      readonly earlier?: Model | undefined;
    }
  | ({
      readonly state: 'fitted';
      readonly steps: readonly Iteration[];
      readonly stale: boolean;
      readonly former?: Former | undefined;
    } & Model)
  | {
      readonly state: 'cancelled';
      readonly fit: number;
      readonly steps: readonly Iteration[];
      readonly reason: CancelReason;
      readonly earlier?: Model | undefined;
    }
  | { readonly state: 'failed'; readonly message: string; readonly earlier?: Model | undefined };

/** What a fit found, and which fit that was. */
export interface Model {
  readonly fit: number;
  readonly report: FitReport;
  /** Numbers of clusters that were compared by a fit before this one, of the same rows and columns. */
  readonly choice?: Choice | undefined;
}

/** What a fit compared, and the number of clusters that it chose. */
export interface Choice {
  readonly k: number;
  readonly selection: readonly SelectionPoint[];
}

/** The course of the fit before. */
export interface Former {
  readonly k: number;
  readonly trace: readonly TracePoint[];
}

/** `asked`: the person cancelled. `overtaken`: the file was edited or closed while it was fitted. */
export type CancelReason = 'asked' | 'overtaken';

export type HostMessage =
  /** `remark`: what a person should know of the file, whatever was found in it. */
  | {
      readonly type: 'snapshot';
      readonly uri: string;
      readonly fileName: string;
      readonly remark?: string | undefined;
      readonly panel: PanelState;
    }
  /** Steps to add to those of the snapshot whose `fit` is the same. */
  | { readonly type: 'iterations'; readonly fit: number; readonly steps: readonly Iteration[] }
  /** To the question with this number. */
  | { readonly type: 'answer'; readonly id: number; readonly answer: InsightAnswer }
  /** The row under the editor's cursor; null where there is none. */
  | { readonly type: 'cursor'; readonly row: RowView | null };

export type PanelMessage =
  | { readonly type: 'ready' }
  /** `k`: with that number of clusters, and everything else as for the model that is there. */
  | { readonly type: 'fit'; readonly k?: number | undefined }
  | { readonly type: 'cancel' }
  /** Show this line (counted from 1) of the file in the editor. */
  | { readonly type: 'reveal'; readonly line: number; readonly column?: string | undefined }
  /** Mark this data row as expected: the person is asked why. */
  | { readonly type: 'expect'; readonly row: number }
  /** Mark these lines in the editor and go to the first of them; none takes the marks away. */
  | { readonly type: 'mark'; readonly lines: readonly number[] }
  /** Give this cluster (from 0) another name, or another colour: the person is asked which. */
  | { readonly type: 'name'; readonly cluster: number }
  | { readonly type: 'colour'; readonly cluster: number }
  /** Wants one `answer` with the same number. */
  | { readonly type: 'ask'; readonly id: number; readonly question: InsightQuestion }
  /** Copy the parameters of the clusters. */
  | { readonly type: 'copy'; readonly format: ParameterFormat }
  /** Save what was found as one page. */
  | { readonly type: 'saveReport' }
  /** Ask where to, and write it there. */
  | { readonly type: 'savePicture'; readonly picture: SavedPicture }
  /** Something went wrong in the page; it belongs in the host's log. */
  | { readonly type: 'log'; readonly message: string };

/** As tables for people and programs; everything else that is copied of a fit is in the menus. */
export type ParameterFormat = Extract<CopyFormat, 'markdown' | 'csv' | 'latex'>;
export type PictureFormat = 'svg' | 'png';

/** A picture as a file. */
export interface SavedPicture {
  /** What is in it, as a part of the file's name; out of the data, so it may hold anything. */
  readonly name: string;
  readonly format: PictureFormat;
  /** The text of an SVG, a PNG in base64. */
  readonly content: string;
}

/** Longer contents are no picture of ours; the largest has some thousand points. */
export const MOST_PICTURE_CHARACTERS = 2 ** 24;

const isChoice = shape<Choice>({ k: isNumber, selection: listOf(isSelectionPoint) });
const model: Fields<Model> = { fit: isNumber, report: isFitReport, choice: optional(isChoice) };
const isModel = shape<Model>(model);
const isFormer = shape<Former>({ k: isNumber, trace: listOf(shape<TracePoint>(tracePoint)) });

const isPanelState = union<'state', PanelState>('state', {
  empty: shape({ state: among('empty') }),
  running: shape({
    state: among('running'),
    fit: isNumber,
    steps: areIterations,
    since: optional(isNumber),
    earlier: optional(isModel),
  }),
  fitted: shape({
    state: among('fitted'),
    ...model,
    steps: areIterations,
    stale: isBoolean,
    former: optional(isFormer),
  }),
  cancelled: shape({
    state: among('cancelled'),
    fit: isNumber,
    steps: areIterations,
    reason: among('asked', 'overtaken'),
    earlier: optional(isModel),
  }),
  failed: shape({ state: among('failed'), message: isString, earlier: optional(isModel) }),
});

/** From the host, to the page. */
export const isHostMessage = union<'type', HostMessage>('type', {
  snapshot: shape({
    type: among('snapshot'),
    uri: isString,
    fileName: isString,
    remark: optional(isString),
    panel: isPanelState,
  }),
  iterations: shape({ type: among('iterations'), fit: isNumber, steps: areIterations }),
  answer: shape({ type: among('answer'), id: isNumber, answer: isInsightAnswer }),
  cursor: shape({ type: among('cursor'), row: either(isRowView, isNull) }),
});

const isLine = wholeFrom(1);

const isPicture = shape<SavedPicture>({ name: isString, format: among('svg', 'png'), content: isString });
/** Content that is what the format says, as far as its beginning tells. */
export const isSavedPicture: Guard<SavedPicture> = (value): value is SavedPicture => {
  if (!isPicture(value) || value.content.length > MOST_PICTURE_CHARACTERS) return false;
  return value.format === 'svg'
    ? value.content.startsWith('<svg ')
    : /^iVBORw0KGgo[A-Za-z0-9+/]*={0,2}$/.test(value.content);
};

/** From the page, to the host. */
export const isPanelMessage = union<'type', PanelMessage>('type', {
  ready: shape({ type: among('ready') }),
  fit: shape({ type: among('fit'), k: optional(wholeFrom(1)) }),
  cancel: shape({ type: among('cancel') }),
  reveal: shape({ type: among('reveal'), line: isLine, column: optional(isString) }),
  expect: shape({ type: among('expect'), row: wholeFrom(0) }),
  mark: shape({ type: among('mark'), lines: listOf(isLine) }),
  name: shape({ type: among('name'), cluster: wholeFrom(0) }),
  colour: shape({ type: among('colour'), cluster: wholeFrom(0) }),
  ask: shape({ type: among('ask'), id: isNumber, question: isInsightQuestion }),
  copy: shape({ type: among('copy'), format: among('markdown', 'csv', 'latex') }),
  saveReport: shape({ type: among('saveReport') }),
  savePicture: shape({ type: among('savePicture'), picture: isSavedPicture }),
  log: shape({ type: among('log'), message: isString }),
});
