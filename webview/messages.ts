/**
 * The messages between the extension host and the panel's web page, both ways.
 *
 * The page receives whole snapshots or small additions to them; a hidden page receives nothing, so the host answers
 * `ready` with a complete snapshot. Cell text in here is untrusted: it reaches the page as text nodes only. Receivers
 * check each message with the guards at the end of this file, and log and drop what these refuse.
 */
import type { FitReport, Iteration, SelectionPoint, TracePoint } from '../server/protocol';
import type { CopyFormat } from '../server/protocol/commands/exportFormats';
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
import { areIterations, isFitReport, isSelectionPoint, tracePointFields } from '../server/protocol/guards/reportGuards';

export { readSavedPanel } from './savedPanel';
export type { Measure, Place, SavedPanel, Scale, Scope, View } from './savedPanel';

/**
 * State of the panel. Exactly one of these applies; `fit` numbers the fits of the host's life. Until a fit succeeds,
 * the editor's hovers still refer to the previous model, `earlier`.
 */
export type PanelState =
  | { readonly state: 'empty' }
  /** `elapsed`: milliseconds since the start of the fit, by the clock of the host, when the message was made. */
  | {
      readonly state: 'running';
      readonly fit: number;
      readonly steps: readonly Iteration[];
      readonly elapsed?: number | undefined;
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

/** Result of a fit, with the number of the fit. */
export interface Model {
  readonly fit: number;
  readonly report: FitReport;
  /** Numbers of clusters that an earlier fit compared, on the same rows and columns. */
  readonly choice?: Choice | undefined;
}

/** The numbers of clusters that a fit compared, and the one that it chose. */
export interface Choice {
  readonly k: number;
  readonly selection: readonly SelectionPoint[];
}

/** The course of the previous fit. */
export interface Former {
  readonly k: number;
  readonly trace: readonly TracePoint[];
}

/** `asked`: the user cancelled. `overtaken`: the file was edited or closed during the fit. */
export type CancelReason = 'asked' | 'overtaken';

export type HostMessage =
  /** `remark`: a remark on the file for the user, independent of the fit. */
  | {
      readonly type: 'snapshot';
      readonly uri: string;
      readonly fileName: string;
      readonly remark?: string | undefined;
      readonly panel: PanelState;
    }
  /** Steps to add to the snapshot with the same `fit`. */
  | { readonly type: 'iterations'; readonly fit: number; readonly steps: readonly Iteration[] }
  /** Answer to the question with this number. */
  | { readonly type: 'answer'; readonly id: number; readonly answer: InsightAnswer }
  /** The row under the editor's cursor; null where there is none. */
  | { readonly type: 'cursor'; readonly row: RowView | null };

export type PanelMessage =
  | { readonly type: 'ready' }
  /** Fit again; `k`: with this number of clusters, and otherwise like the current model. */
  | { readonly type: 'fit'; readonly k?: number | undefined }
  | { readonly type: 'cancel' }
  /** Show this line (counted from 1) of the file in the editor. */
  | { readonly type: 'reveal'; readonly line: number; readonly column?: string | undefined }
  /** Mark this data row as expected: the host asks the user for the reason. */
  | { readonly type: 'expect'; readonly row: number }
  /** Mark these lines in the editor and go to the first of them; an empty list removes the marks. */
  | { readonly type: 'mark'; readonly lines: readonly number[] }
  /** Change the name, or the colour, of this cluster (from 0): the host asks the user for it. */
  | { readonly type: 'name'; readonly cluster: number }
  | { readonly type: 'colour'; readonly cluster: number }
  /** Requests one `answer` with this number. */
  | { readonly type: 'ask'; readonly id: number; readonly question: InsightQuestion }
  /** Copy the parameters of the clusters. */
  | { readonly type: 'copy'; readonly format: ParameterFormat }
  /** Save the results as one page. */
  | { readonly type: 'saveReport' }
  /** Ask for a destination, and write the picture there. */
  | { readonly type: 'savePicture'; readonly picture: SavedPicture }
  /** An error in the page for the host's log. */
  | { readonly type: 'log'; readonly message: string };

/** Formats of tables for people and programs; the menus offer all other formats to copy. */
export type ParameterFormat = Extract<CopyFormat, 'markdown' | 'csv' | 'latex'>;
export type PictureFormat = 'svg' | 'png';

/** A picture as a file. */
export interface SavedPicture {
  /** Content of the picture for the file's name; it comes from the data, so it may hold anything. */
  readonly name: string;
  readonly format: PictureFormat;
  /** The text of an SVG, or a PNG in base64. */
  readonly content: string;
}

/** Maximum length of a picture, in UTF-16 units; the largest pictures have some thousand points. */
export const MOST_PICTURE_CHARACTERS = 2 ** 24;

const isChoice = shape<Choice>({ k: isNumber, selection: listOf(isSelectionPoint) });
const modelFields: Fields<Model> = { fit: isNumber, report: isFitReport, choice: optional(isChoice) };
const isModel = shape<Model>(modelFields);
const isFormer = shape<Former>({ k: isNumber, trace: listOf(shape<TracePoint>(tracePointFields)) });

const isPanelState = union<'state', PanelState>('state', {
  empty: shape({ state: among('empty') }),
  running: shape({
    state: among('running'),
    fit: isNumber,
    steps: areIterations,
    elapsed: optional(isNumber),
    earlier: optional(isModel),
  }),
  fitted: shape({
    state: among('fitted'),
    ...modelFields,
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

/** Messages from the host to the page. */
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
/** Whether the beginning of the content matches the format. */
export const isSavedPicture: Guard<SavedPicture> = (value): value is SavedPicture => {
  if (!isPicture(value) || value.content.length > MOST_PICTURE_CHARACTERS) return false;
  return value.format === 'svg'
    ? value.content.startsWith('<svg ')
    : /^iVBORw0KGgo[A-Za-z0-9+/]*={0,2}$/.test(value.content);
};

/** Messages from the page to the host. */
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
