/**
 * The wire: the messages between the language server, its clients and the command line.
 *
 * Plain data only, so that every side may import these files without depending on another side. The VS Code client uses
 * the server, as does any other LSP client, and, in the same JSON, any reader of `mixture-lens fit --json`. Natural
 * logarithms and the data's own units throughout.
 */
import type { FitOptions } from './protocol/options';
import type { FitReport, RowFinding, TracePoint } from './protocol/report/report';

export type * from './protocol/options';
export type * from './protocol/report/report';
export type * from './protocol/report/tableReport';
export type * from './protocol/report/comparisonReports';

/** Commands of a client; each takes one object, `{ uri, … }`. */
export const ClientCommand = {
  fit: 'mixtureLens.fit',
  fitWithOptions: 'mixtureLens.fitWithOptions',
  showPanel: 'mixtureLens.showPanel',
  nextFinding: 'mixtureLens.nextFinding',
  /** `{ uri, row }` */
  markExpected: 'mixtureLens.markExpected',
  /** `{ uri, row }` */
  showSimilarRows: 'mixtureLens.showSimilarRows',
  /** `{ uri, row }` or `{ uri, column }` */
  refitWithout: 'mixtureLens.refitWithout',
  /** `{ uri, column }`: asks for the kind, and fits again. */
  changeKind: 'mixtureLens.changeKind',
  /** `{ uri, values }`: texts of cells that count as missing in this file from now on. */
  countAsMissing: 'mixtureLens.countAsMissing',
  /** `{ uri, range }`: shows a range of a file. */
  revealRow: 'mixtureLens.revealRow',
} as const;

/** The server's own commands, called by `workspace/executeCommand`. */
export const ServerCommand = {
  /** `[{ uri, options }]` → `FitReport`, when the fit is done. A newer fit of a file supersedes it. */
  fit: 'mixtureLens.server.fit',
  /** `[{ uri }]` → `boolean`: whether there was a running fit to stop. */
  cancel: 'mixtureLens.server.cancel',
  /** `[{ uri, row } or { uri, column }]` → `FitReport`: fits as before, without one data row or one column. */
  refitWithout: 'mixtureLens.server.refitWithout',
  /** `[{ uri }]` → `boolean`: whether there was a model to forget. */
  forget: 'mixtureLens.server.forget',
  /** `[{ uri, column, kind }]` → `FitOptions`: the options of the previous fit with another kind for a column. */
  withKind: 'mixtureLens.server.withKind',
  /** `NameClusterArguments` → `boolean`: gives a cluster another name or colour. */
  nameCluster: 'mixtureLens.server.nameCluster',
  /** `[{ uri, row, reason }]` → `boolean`: marks a data row as expected. */
  expect: 'mixtureLens.server.expect',
  /** `[{ uri, ranges }]` → the data rows that begin on the lines of these ranges, as in `FitOptions.rows`. */
  rowsIn: 'mixtureLens.server.rowsIn',
  /**
   * `[{ uri }]` → `TableReport`. A file that is not open is read from disk completely, unless its current state was
   * fitted; this can be cancelled.
   */
  describe: 'mixtureLens.server.describe',
  /** `[{ uri, row }]` → ranges of the ordinary rows most like it. */
  similarRows: 'mixtureLens.server.similarRows',
  /** `ExportArguments` → the text, or `true` once it is written to the given file. */
  export: 'mixtureLens.server.export',
  /** `CompareArguments` → `CompareAnswer` (protocol/commands/compareCommand.ts), when the comparison is done. */
  compare: 'mixtureLens.server.compare',
  /** `[{ uri }]` of a folder → `FolderReport` (protocol/commands/folder.ts): fits every table below it. */
  checkFolder: 'mixtureLens.server.checkFolder',
} as const;

export interface FitCommandArguments {
  readonly uri: string;
  readonly options?: FitOptions;
  /** Whether to reuse the options requested for the last fit, except those given here. */
  readonly again?: boolean;
}
/** Range with lines and characters from 0, as everywhere in the Language Server Protocol. */
export interface TextRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}
export interface RowsInArguments {
  readonly uri: string;
  readonly ranges: readonly TextRange[];
}
/** Arguments of `describe`, `forget` and `cancel`. */
export interface FileArguments {
  readonly uri: string;
}

export interface RefitWithoutArguments {
  readonly uri: string;
  readonly row?: number;
  readonly column?: string;
}
export interface ExpectArguments {
  readonly uri: string;
  readonly row: number;
  readonly reason?: string;
}
export type SimilarRowsArguments = Omit<ExpectArguments, 'reason'>;

/** Custom requests of the protocol, for frequent questions. */
export const ServerRequest = {
  /** `RowClustersParams` → `RowCluster[]` of the rows that begin on these lines; empty where there is no model. */
  rowClusters: 'mixtureLens/rowClusters',
  /** `LeastCertainParams` → `LeastCertainRow` or null. */
  leastCertainRow: 'mixtureLens/leastCertainRow',
  /** `{ uri }` → `TypicalRow[]`: one of each cluster; empty where there is no model. */
  typicalRows: 'mixtureLens/typicalRows',
  /** `{ uri }` → `UnlikelyRowReport[]`: the reported rows, the least likely first. */
  unlikelyRows: 'mixtureLens/unlikelyRows',
  /** `CellParams` → `TextRange` or null: range of a cell in an open document. */
  cell: 'mixtureLens/cell',
  /** `{ uri, question }` → `InsightAnswer` (protocol/insight.ts): data for pictures of the model and its rows. */
  insight: 'mixtureLens/insight',
} as const;

export interface RowClustersParams {
  readonly uri: string;
  readonly lines: TextRange;
}

/** A column's cell in the row that begins on a line, from 0. */
export interface CellParams {
  readonly uri: string;
  readonly line: number;
  readonly column: string;
}

/** A row's lines, from 0, and its likeliest cluster, from 0. */
export interface RowCluster {
  readonly from: number;
  readonly to: number;
  readonly cluster: number;
  /** Number of the cluster's colour, from 0. */
  readonly colour: number;
  readonly posterior: number;
}

export interface UnlikelyRowReport {
  readonly code: RowFinding['code'];
  /** Index of the data row, from 0. */
  readonly row: number;
  readonly range: TextRange;
  readonly tail: number;
  readonly message: string;
  /** The column that is most to blame, and the text of its cell; left out where the whole row is odd. */
  readonly column?: string;
  readonly value?: string;
}

/** Notifications from the server to its client. */
export const ServerNotification = {
  /** `DidJudgeParams`: the findings about a document's rows are up to date again. */
  didJudge: 'mixtureLens/didJudge',
  /**
   * `DidReportParams`: the report of a file changed without a fit: it was recalled, its rows were marked as expected,
   * or its clusters named.
   */
  didReport: 'mixtureLens/didReport',
  /** `DidIterateParams`: some iterations of a running fit, collected over a few milliseconds. */
  didIterate: 'mixtureLens/didIterate',
  /** `DidFitParams`: a fit has ended, successfully or not. */
  didFit: 'mixtureLens/didFit',
  /** `DidCheckTableParams` (protocol/commands/folder.ts): one more table of a folder is checked. */
  didCheckTable: 'mixtureLens/didCheckTable',
} as const;

export interface DidReportParams {
  readonly uri: string;
  readonly version: number;
  /** Whether the text differs from the one that was fitted. */
  readonly stale: boolean;
  readonly report: FitReport;
}

/** One step of one start of a running fit. */
export interface Iteration extends TracePoint {
  readonly k: number;
  /** Number of the start of this K, from 0. */
  readonly start: number;
}

export interface DidIterateParams {
  readonly uri: string;
  readonly version: number;
  /** Number of the fit in this server's life: a later fit of a file has a larger one. */
  readonly fit: number;
  readonly steps: readonly Iteration[];
}

export type FitOutcome =
  | { readonly state: 'fitted'; readonly report: FitReport }
  | { readonly state: 'cancelled' }
  /** The document changed during the fit, or a newer fit replaced this one. */
  | { readonly state: 'superseded' }
  /** One clear line: what, where, what to do. */
  | { readonly state: 'failed'; readonly message: string };

/**
 * Accompanies the error of a failed fit, or of a failed question about columns on disk: whether the data or the request
 * is to blame, which the user can fix.
 */
export interface FailureData {
  readonly cause: 'data' | 'program';
}

export interface DidFitParams {
  readonly uri: string;
  readonly version: number;
  readonly fit: number;
  readonly outcome: FitOutcome;
}
