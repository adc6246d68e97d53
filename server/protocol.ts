/**
 * The wire: what the language server, its clients and the command line exchange.
 *
 * Plain data only, so that every side may import this file and none learns of another. The server is
 * talked to by the VS Code client, by any other LSP client, and, in the same JSON, by readers of
 * `mixture-lens fit --json`. Natural logarithms and the data's own units throughout.
 */

/** A family of distributions. A newer server may have more than these: readers show a name that they do not know. */
export type Kind = 'normal' | 'lognormal' | 'poisson' | 'bernoulli' | 'categorical' | (string & {});
export type Estimate = 'map' | 'ml';
export type Method = 'em' | 'lbfgs';
export type StopReason = 'converged' | 'maxIterations' | 'cancelled' | 'degenerate';

/** What a person may ask of a fit. Everything may be left out; the engine's defaults are then used. */
export interface FitOptions {
  /** Number of components, or `auto` for the lowest BIC. */
  readonly k?: number | 'auto';
  /** Only these columns (by header name). */
  readonly columns?: readonly string[];
  /** All but these columns. */
  readonly ignore?: readonly string[];
  /** Overrides of the inferred kinds, by column name. */
  readonly kinds?: Readonly<Record<string, Kind | 'ignored'>>;
  readonly estimate?: Estimate;
  readonly method?: Method;
  /** Number of random starts for each number of components. */
  readonly starts?: number;
  readonly seed?: number;
  readonly maxIterations?: number;
  /** Estimated distance to the limit of the objective, in nats per row, at which a run has converged. */
  readonly tolerance?: number;
  /** By which the log prior of `map` is multiplied; a number above 0, 1 by default. */
  readonly priorStrength?: number;
  /** Greatest K that `auto` tries. */
  readonly maxComponents?: number;
  /** False discovery rate of the flagged rows. */
  readonly falseDiscoveryRate?: number;
  readonly delimiter?: ',' | ';' | '\t' | '|';
  readonly header?: boolean;
  /** Cells that count as missing (compared without surrounding blanks and without case). */
  readonly missing?: readonly string[];
  /** Name of a column that says how often each row counts; it is no column of the model. */
  readonly rowWeights?: string;
  /** Only these data rows are fitted, counted from 0: from each first one up to, but not including, the second; ascending and apart. All are judged. */
  readonly rows?: readonly (readonly [number, number])[];
  /** Parameters to start from; no other start is tried. */
  readonly start?: StartParameters;
  /** Most threads to compute on; no answer depends on it. As many as there are processors when left out. */
  readonly threads?: number;
}

/** Mean and standard deviation in the data's units, and the family's own parameters where these are others. */
export interface NumericParameters {
  readonly mean: number;
  readonly sd: number;
  readonly [own: string]: number;
}
export interface LevelParameters {
  readonly probabilities: Readonly<Record<string, number>>;
}
export type ColumnParameters = NumericParameters | LevelParameters;

export interface Component {
  readonly weight: number;
  /** By column name. */
  readonly columns: Readonly<Record<string, ColumnParameters>>;
}

/** What `--start FILE` holds; a fit's own JSON may be used as it is. */
export interface StartParameters {
  readonly weights?: readonly number[];
  readonly components: readonly {
    readonly weight?: number;
    /** By column name: of numbers, the family's own parameters are enough. */
    readonly columns: Readonly<Record<string, ColumnParameters | Readonly<Record<string, number>>>>;
  }[];
}

export interface ColumnReport {
  readonly name: string;
  readonly kind: Kind | 'ignored';
  /** Why this kind, in words. */
  readonly reason: string;
  /** Number of missing cells. */
  readonly missing: number;
}

export interface TracePoint {
  readonly iteration: number;
  readonly nlml: number;
  readonly objective: number;
}

/** The best fit for one number of components. Of `bic`, `icl`, `aic` and `heldOut` the lower is the better. */
export interface SelectionPoint {
  readonly k: number;
  readonly nlml: number;
  readonly objective: number;
  readonly bic: number;
  readonly icl: number;
  readonly aic: number;
  /** NLML per row of rows that took no part in the fit (5 seeded folds; of large files as many rows as were sampled); null where it is unknown or infinite. */
  readonly heldOut: number | null;
  readonly reason: StopReason;
  /** The figures are estimates from so many rows of a large file, on which this number is clearly worse; those of all rows where left out. */
  readonly estimatedFrom?: number;
}

/** What became of a start, or of a move that led to a better optimum. */
export interface StartReport {
  readonly start: number;
  /** Rows near seeds; the same refined; slices of a column; at random; a component split or placed elsewhere; as asked for. */
  readonly kind: 'k-means++' | 'k-means' | 'cut' | 'random' | 'split' | 'place' | 'merge' | 'given';
  readonly iterations: number;
  /** The penalised objective that the search minimises, over the rows that it searched: comparable among starts alone. */
  readonly objective: number;
  readonly reason: StopReason;
}

/** What speaks for and against the result of a search. */
export interface Certificate {
  /** Starts that were run to an optimum, and how many came within 10⁻⁴ nats per row of the best. */
  readonly starts: number;
  readonly reached: number;
  /** Moves of single components since the best optimum was found, all without gain. */
  readonly moves: number;
  /** Starts and moves were made on a sample of so many rows (each as often as it counts) and speak of that alone; left out where they had all. */
  readonly rowsSearched?: number;
  /** Norm of the gradient at the result over the unconstrained parameters, in nats; means in standard deviations of their columns. */
  readonly gradientNorm: number;
  /** In sentences: components without rows, on one point, on tied values. */
  readonly warnings: readonly string[];
}

export interface CellFinding {
  readonly column: string;
  /** The cell as it stands in the file. */
  readonly value: string;
  /** The conditional mean, or the likeliest level, given the row's other cells. */
  readonly expected: number | string;
  /** 95 % interval of a numeric cell; the levels that together hold 95 % of a categorical one. */
  readonly interval: readonly [number, number] | readonly string[];
  /** Tail probability of the cell given the row's other cells. */
  readonly tail: number;
}

export interface Finding {
  /** Data row, counted from 0. */
  readonly row: number;
  /** Line of the file on which the row starts, counted from 1. */
  readonly line: number;
  /** Natural logarithm; the least double stands for −∞, which JSON does not have. */
  readonly logDensity: number;
  /** Tail probability of the row under the model. */
  readonly tail: number;
  /** The most surprising first. */
  readonly cells: readonly CellFinding[];
}

/** The answer to a fit: the one JSON object of `mixture-lens fit --json` and of `mixtureLens.server.fit`. */
export interface FitReport {
  readonly rows: number;
  /** So many of them were fitted; left out where all were. */
  readonly rowsFitted?: number;
  /** N: the number of rows, each as often as it counts. */
  readonly totalWeight: number;
  readonly seed: number;
  readonly k: number;
  readonly estimate: Estimate;
  readonly method: Method;
  /** By which the log prior of `map` was multiplied. */
  readonly priorStrength: number;
  readonly nlml: number;
  readonly objective: number;
  readonly bic: number;
  readonly icl: number;
  readonly aic: number;
  readonly iterations: number;
  readonly reason: StopReason;
  readonly seconds: {
    readonly read: number;
    readonly scan: number;
    readonly encode: number;
    readonly fit: number;
    readonly score: number;
  };
  readonly columns: readonly ColumnReport[];
  readonly components: readonly Component[];
  /** The best start's course; iteration 0 is the start itself, before any step. */
  readonly trace: readonly TracePoint[];
  readonly selection: readonly SelectionPoint[];
  /** Of the chosen number of components. */
  readonly starts: readonly StartReport[];
  readonly certificate: Certificate;
  readonly findings: readonly Finding[];
  /** So many more unlikely rows are marked as expected; left out where none is. */
  readonly expectedRows?: number;
}

/** What a model says of the rows of a file: the one JSON object of `mixture-lens score --json`. */
export interface ScoreReport {
  readonly rows: number;
  /** The number of rows, each as often as it counts. */
  readonly totalWeight: number;
  /** The model by which they are judged, and the rows that it was fitted to. */
  readonly model: {
    /** Version of the program that fitted it. */
    readonly engine: string;
    readonly rows: number;
    readonly totalWeight: number;
    readonly k: number;
    readonly estimate: Estimate;
    readonly nlml: number;
  };
  /** −Σ log p of the file's rows under the model. */
  readonly nlml: number;
  /** Standard error of the NLML per row; left out where there is one row alone, and where rows have weights. */
  readonly nlmlPerRowError?: number;
  readonly seconds: {
    readonly read: number;
    readonly scan: number;
    readonly encode: number;
    readonly score: number;
  };
  readonly findings: readonly Finding[];
  readonly expectedRows?: number;
  /** What is wrong with the file itself, a line for each sort of trouble. */
  readonly notes: readonly string[];
}

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
} as const;

/** The server's own commands, called by `workspace/executeCommand`. */
export const ServerCommand = {
  /** `[{ uri, options }]` → `FitReport`, when the fit is done. A newer fit of the same file supersedes it. */
  fit: 'mixtureLens.server.fit',
  /** `[{ uri }]` → `boolean`: whether there was a running fit to stop. */
  cancel: 'mixtureLens.server.cancel',
  /** `[{ uri, row } or { uri, column }]` → `FitReport`: the fit from before without one data row, or without a column. */
  refitWithout: 'mixtureLens.server.refitWithout',
  /** `[{ uri }]` → `boolean`: whether there was a model to forget. */
  forget: 'mixtureLens.server.forget',
  /** `[{ uri, column, kind }]` → `FitOptions`: those of the fit from before with another kind for a column. */
  withKind: 'mixtureLens.server.withKind',
  /** `[{ uri, row, reason }]` → `boolean`: marks a data row as expected. */
  expect: 'mixtureLens.server.expect',
  /** `[{ uri, ranges }]` → the data rows that begin on the lines of these ranges, as in `FitOptions.rows`. */
  rowsIn: 'mixtureLens.server.rowsIn',
  /** `[{ uri }]` → `TableReport` of an open document. */
  describe: 'mixtureLens.server.describe',
  /** `[{ uri, row }]` → ranges of the ordinary rows most like it. */
  similarRows: 'mixtureLens.server.similarRows',
  /** `ExportArguments` → the text, or `true` once it is written to the file that was named. */
  export: 'mixtureLens.server.export',
} as const;

export interface FitCommandArguments {
  readonly uri: string;
  readonly options?: FitOptions;
  /** What was asked of the last fit holds again, where the options say nothing else. */
  readonly again?: boolean;
}
/** Lines and characters from 0, as everywhere in the Language Server Protocol. */
export interface TextRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}
export interface RowsInArguments {
  readonly uri: string;
  readonly ranges: readonly TextRange[];
}
/** Of `describe`, `forget` and `cancel`. */
export interface FileArguments {
  readonly uri: string;
}

/** How a text is read as a table. */
export interface TableReport {
  readonly rows: number;
  readonly delimiter: string;
  readonly header: boolean;
  readonly decimal: '.' | ',';
  readonly columns: readonly ColumnReport[];
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

/** Requests of the protocol's own kind, for what is asked often. */
export const ServerRequest = {
  /** `RowClustersParams` → `RowCluster[]`: of the rows that begin on these lines; none where there is no model. */
  rowClusters: 'mixtureLens/rowClusters',
  /** `LeastCertainParams` → `LeastCertainRow` or null. */
  leastCertainRow: 'mixtureLens/leastCertainRow',
  /** `{ uri }` → `TypicalRow[]`: one of each cluster; none where there is no model. */
  typicalRows: 'mixtureLens/typicalRows',
  /** `{ uri }` → `UnlikelyRowReport[]`: those that are told, the least likely first. */
  unlikelyRows: 'mixtureLens/unlikelyRows',
  /** `{ uri, question }` → `InsightAnswer` (protocol/insight.ts): what pictures of the model and its rows need. */
  insight: 'mixtureLens/insight',
} as const;

export interface RowClustersParams {
  readonly uri: string;
  readonly lines: TextRange;
}

/** A row's lines, from 0, and its likeliest cluster, from 0. */
export interface RowCluster {
  readonly from: number;
  readonly to: number;
  readonly cluster: number;
  readonly posterior: number;
}

export interface UnlikelyRowReport {
  /** Data row, from 0. */
  readonly row: number;
  readonly range: TextRange;
  readonly tail: number;
  readonly message: string;
  /** The column that is most to blame, and what stands there; left out where it is the whole row. */
  readonly column?: string;
  readonly value?: string;
}

/** Notifications from the server to its client. */
export const ServerNotification = {
  /** `DidJudgeParams`: what is told of a document's rows is up to date again. */
  didJudge: 'mixtureLens/didJudge',
  /** `DidReportParams`: what is known of a file's model is another without a fit: it was recalled, or its rows were marked as expected. */
  didReport: 'mixtureLens/didReport',
  /** `DidIterateParams`: some iterations of a running fit, gathered over a few milliseconds. */
  didIterate: 'mixtureLens/didIterate',
  /** `DidFitParams`: a fit has ended, well or not. */
  didFit: 'mixtureLens/didFit',
} as const;

export interface DidReportParams {
  readonly uri: string;
  readonly version: number;
  /** The text is not the one that was fitted. */
  readonly stale: boolean;
  readonly report: FitReport;
}

/** One step of one start of a running fit. */
export interface Iteration extends TracePoint {
  readonly k: number;
  /** Which start of this K, counted from 0. */
  readonly start: number;
}

export interface DidIterateParams {
  readonly uri: string;
  readonly version: number;
  /** Number of the fit in this server's life: a later fit of the same file has a larger one. */
  readonly fit: number;
  readonly steps: readonly Iteration[];
}

export type FitOutcome =
  | { readonly state: 'fitted'; readonly report: FitReport }
  | { readonly state: 'cancelled' }
  /** The document changed while it was fitted, or a newer fit replaced this one. */
  | { readonly state: 'superseded' }
  /** One clear line: what, where, what to do. */
  | { readonly state: 'failed'; readonly message: string };

export interface DidFitParams {
  readonly uri: string;
  readonly version: number;
  readonly fit: number;
  readonly outcome: FitOutcome;
}
