/**
 * What the extension host and the panel's web page say to each other, both ways.
 *
 * The page is told whole snapshots or small additions to them; a hidden page receives nothing, so on
 * `ready` it is always sent a complete snapshot. Cell text in here is untrusted: it reaches the page as
 * text nodes only. Whoever receives a message asks the guards at the end of this file first, and logs
 * and drops what they refuse.
 */
import type {
  CellFinding,
  Certificate,
  ColumnFinding,
  ColumnReport,
  Component,
  DidFitParams,
  DidIterateParams,
  DidReportParams,
  Finding,
  FitOutcome,
  FitReport,
  GroupFinding,
  FollowsFinding,
  VariantsFinding,
  HeavyTailFinding,
  Iteration,
  LeftOutFinding,
  LevelParameters,
  NumericParameters,
  RowFinding,
  SelectionPoint,
  RowCluster,
  StartReport,
  PassedOverLines,
  TableReport,
  TextRange,
  TracePoint,
  UncheckedColumn,
  UnlikelyRowReport,
  UnreadableCell,
} from '../server/protocol';
import type { ClusterLook } from '../server/protocol/clusters';
import type { CopyFormat } from '../server/protocol/exports';
import type { LeastCertainRow, TypicalRow } from '../server/protocol/places';
import { ROW_CODES } from '../server/protocol/report';
import type { DidJudgeParams, ModelStatus, TableStatus } from '../server/protocol/status';
import type { InsightAnswer, InsightQuestion, RowView } from '../server/protocol/insight';
import {
  among,
  either,
  isBoolean,
  isInterval,
  isNull,
  isNumber,
  isString,
  listOf,
  optional,
  recordOf,
  shape,
  union,
  wholeFrom,
} from './guards';
import type { Fields, Guard } from './guards';
import { isInsightAnswer, isInsightQuestion, isRowView } from './insightGuards';

export { isInsightAnswer } from './insightGuards';
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

const tracePoint: Fields<TracePoint> = { iteration: isNumber, nlml: isNumber, objective: isNumber };
const isIteration = shape<Iteration>({ ...tracePoint, k: isNumber, start: isNumber });
const areIterations = listOf(isIteration);

const isCellFinding = shape<CellFinding>({
  column: isString,
  value: isString,
  expected: either(isNumber, isString),
  interval: either(isInterval, listOf(isString)),
  tail: isNumber,
  meant: optional(isString),
  reason: optional(isString),
  code: optional(among('cell.slip', 'cell.sentinel')),
  isSure: optional(isBoolean),
});
const isNumberOrText = either(isNumber, isString);
const isDifference = shape<GroupFinding['differences'][number]>({
  column: isString,
  own: isNumberOrText,
  others: isNumberOrText,
});
const isRowCode = among(...ROW_CODES);
const isRowFinding = shape<RowFinding>({
  code: isRowCode,
  row: isNumber,
  line: isNumber,
  logDensity: isNumber,
  tail: isNumber,
  cells: listOf(isCellFinding),
});
const isGroupFinding = shape<GroupFinding>({
  code: among('group.small'),
  component: wholeFrom(0),
  rows: listOf(isNumber),
  line: isNumber,
  differences: listOf(isDifference),
});
const isColumnFinding = shape<ColumnFinding>({
  code: among('column.repeated-value'),
  column: isString,
  value: isString,
  rows: listOf(isNumber),
  line: isNumber,
  range: isInterval,
});
const isHeavyTailFinding = shape<HeavyTailFinding>({
  code: among('column.heavy-tailed'),
  column: isString,
  count: isNumber,
  from: isNumber,
});
const isLeftOutFinding = shape<LeftOutFinding>({
  code: among('column.left-out'),
  column: isString,
  share: isNumber,
  reason: isString,
});
const isFollowsFinding = shape<FollowsFinding>({ code: among('column.follows'), column: isString, formula: isString });
const isVariantsFinding = shape<VariantsFinding>({
  code: among('cell.variant'),
  column: isString,
  count: isNumber,
  line: isNumber,
  spellings: listOf(shape<VariantsFinding['spellings'][number]>({ text: isString, meant: isString, count: isNumber })),
});
const isFinding: Guard<Finding> = either(
  either(isRowFinding, isGroupFinding),
  either(
    either(isColumnFinding, isHeavyTailFinding),
    either(isVariantsFinding, either(isLeftOutFinding, isFollowsFinding)),
  ),
);

const look: Fields<ClusterLook> = { name: optional(isString), colour: optional(wholeFrom(0)) };
const isComponent = shape<Component>({
  ...look,
  weight: isNumber,
  columns: recordOf(
    either(
      shape<NumericParameters>({ mean: isNumber, sd: isNumber }),
      shape<LevelParameters>({ probabilities: recordOf(isNumber) }),
    ),
  ),
});

const arePassedOver = shape<PassedOverLines>({ count: isNumber, line: isNumber, text: isString });
const isColumnReport = shape<ColumnReport>({
  name: isString,
  kind: isString,
  reason: isString,
  missing: isNumber,
  errorRate: optional(isNumber),
  setAside: optional(isNumber),
  step: optional(isNumber),
  unit: optional(isString),
  dates: optional(isString),
  follows: optional(isString),
  part: optional(among('day', 'hour', 'weekday', 'amount', 'zero')),
  of: optional(isString),
});
const isStopReason = among('converged', 'maxIterations', 'cancelled', 'degenerate');

const isSelectionPoint = shape<SelectionPoint>({
  k: isNumber,
  nlml: isNumber,
  objective: isNumber,
  bic: isNumber,
  icl: isNumber,
  aic: isNumber,
  heldOut: either(isNumber, isNull),
  reason: isStopReason,
  estimatedFrom: optional(isNumber),
});

export const isFitReport: Guard<FitReport> = shape<FitReport>({
  rows: isNumber,
  rowsFitted: optional(isNumber),
  totalWeight: isNumber,
  seed: isNumber,
  k: isNumber,
  estimate: among('robust', 'map', 'ml'),
  method: among('em', 'lbfgs'),
  priorStrength: isNumber,
  nlml: isNumber,
  objective: isNumber,
  bic: isNumber,
  icl: isNumber,
  aic: isNumber,
  iterations: isNumber,
  reason: isStopReason,
  seconds: shape<FitReport['seconds']>({
    read: isNumber,
    scan: isNumber,
    encode: isNumber,
    fit: isNumber,
    score: isNumber,
  }),
  columns: listOf(isColumnReport),
  components: listOf(isComponent),
  trace: listOf(shape<TracePoint>(tracePoint)),
  selection: listOf(isSelectionPoint),
  starts: listOf(
    shape<StartReport>({
      start: isNumber,
      kind: among('k-means++', 'k-means', 'cut', 'random', 'split', 'place', 'merge', 'given'),
      iterations: isNumber,
      objective: isNumber,
      reason: isStopReason,
    }),
  ),
  certificate: shape<Certificate>({
    starts: isNumber,
    reached: isNumber,
    moves: isNumber,
    rowsSearched: optional(isNumber),
    gradientNorm: isNumber,
    warnings: listOf(isString),
  }),
  findings: listOf(isFinding),
  unchecked: listOf(shape<UncheckedColumn>({ column: isString, reason: isString, of: optional(isString) })),
  expectedRows: optional(isNumber),
  passedOver: optional(arePassedOver),
  totals: optional(arePassedOver),
  unreadable: optional(
    listOf(
      shape<UnreadableCell>({
        code: isString,
        row: isNumber,
        line: isNumber,
        column: isString,
        text: isString,
        reason: isString,
        expected: optional(isNumber),
        meant: optional(isString),
        moved: optional(
          listOf(
            shape<NonNullable<UnreadableCell['moved']>[number]>({ column: isString, text: isString, meant: isString }),
          ),
        ),
      }),
    ),
  ),
});

const isOutcome = union<'state', FitOutcome>('state', {
  fitted: shape({ state: among('fitted'), report: isFitReport }),
  cancelled: shape({ state: among('cancelled') }),
  superseded: shape({ state: among('superseded') }),
  failed: shape({ state: among('failed'), message: isString }),
});

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

const isPosition = shape<TextRange['start']>({ line: isNumber, character: isNumber });
export const isTextRange = shape<TextRange>({ start: isPosition, end: isPosition });
export const areTextRanges = listOf(isTextRange);
export const areRowClusters = listOf(
  shape<RowCluster>({ from: isNumber, to: isNumber, cluster: isNumber, colour: wholeFrom(0), posterior: isNumber }),
);
export const areUnlikelyRows = listOf(
  shape<UnlikelyRowReport>({
    code: isRowCode,
    row: isNumber,
    range: isTextRange,
    tail: isNumber,
    message: isString,
    column: optional(isString),
    value: optional(isString),
  }),
);
const isTableStatus = shape<TableStatus>({
  rows: isNumber,
  columns: isNumber,
  delimiter: isString,
  header: isBoolean,
  decimal: among('.', ','),
  missing: listOf(isString),
  thousands: optional(isString),
  quote: optional(among("'")),
  headerRows: optional(isNumber),
  comment: optional(isString),
  skipped: optional(isNumber),
  unitsRows: optional(isNumber),
  passedOver: optional(isNumber),
  model: optional(
    shape<ModelStatus>({
      k: isNumber,
      nlmlPerRow: isNumber,
      stale: isBoolean,
      suits: isBoolean,
      checked: isNumber,
      unchecked: listOf(isString),
      all: isNumber,
      unreadable: optional(isNumber),
    }),
  ),
});
export const isDidJudge = shape<DidJudgeParams>({ uri: isString, version: isNumber, table: isTableStatus });
export const isDidReport = shape<DidReportParams>({
  uri: isString,
  version: isNumber,
  stale: isBoolean,
  report: isFitReport,
});
export const isLeastCertainRow = shape<LeastCertainRow>({
  row: isNumber,
  line: isNumber,
  cluster: isNumber,
  name: optional(isString),
  posterior: isNumber,
});
export const areTypicalRows = listOf(
  shape<TypicalRow>({
    ...look,
    cluster: isNumber,
    weight: isNumber,
    rows: isNumber,
    row: optional(isNumber),
    line: optional(isNumber),
  }),
);
export const areRowRanges = listOf(isInterval);
export const isTableReport = shape<TableReport>({
  rows: isNumber,
  delimiter: isString,
  header: isBoolean,
  decimal: among('.', ','),
  columns: listOf(isColumnReport),
  quotes: optional(isString),
  passedOver: optional(arePassedOver),
  totals: optional(arePassedOver),
  problem: optional(shape<NonNullable<TableReport['problem']>>({ count: isNumber, line: isNumber, message: isString })),
});

/** From the server, to the host. The same data as above, so the same guards. */
export const isDidIterate = shape<DidIterateParams>({
  uri: isString,
  version: isNumber,
  fit: isNumber,
  steps: areIterations,
});
export const isDidFit = shape<DidFitParams>({ uri: isString, version: isNumber, fit: isNumber, outcome: isOutcome });
