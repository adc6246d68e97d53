/** The wire of what is told of a fit, and of rows that a model judged: also the JSON of the command line. */
import type { DatePartName } from './dateWords';
import type { Component, Estimate, Kind, Method } from '../options';
import type { PassedOverLines } from './tableReport';

export type StopReason = 'converged' | 'maxIterations' | 'cancelled' | 'degenerate';

export interface ColumnReport {
  readonly name: string;
  readonly kind: Kind | 'ignored';
  /** Why this kind, in words. */
  readonly reason: string;
  /** Number of missing cells. */
  readonly missing: number;
  /** Under `robust`, of a column that takes part: the share ε of its cells that are wrong. */
  readonly errorRate?: number;
  /** Likewise: how many of its cells were set aside in the fit. */
  readonly setAside?: number;
  /** Of numbers: the step to which they are written, in the data's units; left out where there is none. */
  readonly step?: number;
  /**
   * Of numbers: what they count, as it is written beside them, such as "kg", "%" or "$"; empty where they only have
   * thousands marks or the like; left out where all are plain.
   */
  readonly unit?: string;
  /**
   * Of an ignored column whose cells are checked by others of their row: the formula by which it follows from these,
   * such as "1.8 × temp_c + 32".
   */
  readonly follows?: string;
  /**
   * Of dates and times: the form in which most of them are written, such as "DD.MM.YYYY". Their form is looked at, and
   * far ones are, whether they take part or not.
   */
  readonly dates?: string;
  /**
   * What its numbers or levels are of the table's column, where not all of it. Of dates: days since 1970-01-01; hours
   * of the day, those beyond 24 after midnight; weekdays. Of numbers of which many are zero: those above, and whether
   * one is zero.
   */
  readonly part?: DatePartName | 'amount' | 'zero';
  /** Where it is a further part: the name of that column in the table. */
  readonly of?: string;
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
  /**
   * NLML per row of rows that took no part in the fit (5 seeded folds; of large files as many rows as were sampled);
   * null where it is unknown or infinite.
   */
  readonly heldOut: number | null;
  readonly reason: StopReason;
  /**
   * The figures are estimates from so many rows of a large file, on which this number is clearly worse; those of all
   * rows where left out.
   */
  readonly estimatedFrom?: number;
}

/** What became of a start, or of a move that led to a better optimum. */
export interface StartReport {
  readonly start: number;
  /**
   * Rows near seeds; the same refined; slices of a column; at random; a component split or placed elsewhere; as asked
   * for.
   */
  readonly kind: 'k-means++' | 'k-means' | 'cut' | 'random' | 'split' | 'place' | 'merge' | 'given';
  readonly iterations: number;
  /**
   * The penalised objective that the search minimises, over the rows that it searched: comparable among starts alone.
   */
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
  /**
   * Starts and moves were made on a sample of so many rows (each as often as it counts) and speak of that alone; left
   * out where they had all.
   */
  readonly rowsSearched?: number;
  /**
   * Norm of the gradient at the result over the unconstrained parameters, in nats; means in standard deviations of
   * their columns.
   */
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
  /** What was meant, as it would be written there, where its odds are good; '' for a missing value. */
  readonly meant?: string;
  /** How what was meant became what is written; also where two are about alike, or where it cannot be said. */
  readonly reason?: string;
  /**
   * `cell.slip`: what was meant is known by how people mistype numbers; `cell.sentinel`: the number stands for a
   * missing value.
   */
  readonly code?: Exclude<GuiltyCellCode, 'cell.unlikely'>;
  /**
   * Of a slip: that it is one of those which hardly anything else looks like, such as a lost decimal mark, so that it
   * may be mended unseen.
   */
  readonly isSure?: boolean;
}

/** What is known of an unlikely cell: no more than that, how it was mistyped, or that it stands for a missing value. */
export type GuiltyCellCode = 'cell.unlikely' | 'cell.slip' | 'cell.sentinel';

/** The codes of rows in which something is wrong. */
export const ROW_CODES = [
  'cell.unlikely',
  'cell.slip',
  'cell.sentinel',
  'row.low-likelihood',
] as const satisfies readonly (GuiltyCellCode | 'row.low-likelihood')[];

export function isRowCode(code: unknown): boolean {
  return ROW_CODES.some((own) => own === code);
}

/** A row in which something is wrong. */
export interface RowFinding {
  /** Of the first cell; or `row.low-likelihood`: the row as a whole, of which its cells are hints. */
  readonly code: (typeof ROW_CODES)[number];
  /** Data row, counted from 0. */
  readonly row: number;
  /** Line of the file on which the row starts, counted from 1. */
  readonly line: number;
  /** Natural logarithm; the least double stands for −∞, which JSON does not have. */
  readonly logDensity: number;
  /** Tail probability of the row under the common components, all its cells taken as they are. */
  readonly tail: number;
  /**
   * The most surprising first; guilty cells are only those that stay surprising once the guiltier ones are set aside.
   */
  readonly cells: readonly CellFinding[];
}

/** A small dense component: its rows are like each other and unlike the others. */
export interface GroupFinding {
  readonly code: 'group.small';
  /** Its component, counted from 0. */
  readonly component: number;
  /** Its data rows, counted from 0, ascending. */
  readonly rows: readonly number[];
  /** Line of the file on which its first row starts, counted from 1. */
  readonly line: number;
  /** The columns that set it apart, the plainest first: its mean or likeliest level, and that of the other rows. */
  readonly differences: readonly {
    readonly column: string;
    readonly own: number | string;
    readonly others: number | string;
  }[];
}

/** One value that is repeated far from all other values of its column, and is likely a code for missing. */
export interface ColumnFinding {
  readonly code: 'column.repeated-value';
  readonly column: string;
  /** As it stands in the file. */
  readonly value: string;
  /** The data rows that have it, counted from 0, ascending. */
  readonly rows: readonly number[];
  /** Line of the file on which the first of them starts, counted from 1. */
  readonly line: number;
  /** The range of the column's other values. */
  readonly range: readonly [number, number];
}

/** A column whose cells thin out gradually far beyond its clusters: only the farthest of them are findings. */
export interface HeavyTailFinding {
  readonly code: 'column.heavy-tailed';
  readonly column: string;
  /** How many of its cells lie in the tail. */
  readonly count: number;
  /** Standard deviations of a cluster beyond which they lie. */
  readonly from: number;
}

/** A column that is left out though half of its cells and more look like numbers. */
export interface LeftOutFinding {
  readonly code: 'column.left-out';
  readonly column: string;
  /** Which share of its cells begin as numbers do. */
  readonly share: number;
  /** Why it is left out. */
  readonly reason: string;
}

/**
 * A column that follows from others of its row: it takes no part in the fit, which would count it twice, and they check
 * its cells.
 */
export interface FollowsFinding {
  readonly code: 'column.follows';
  readonly column: string;
  /** Such as "1.8 × temp_c + 32". */
  readonly formula: string;
}

/**
 * Words of a column that are spelt in several ways: other capitals, blanks, hyphens or accents. They count as the same.
 */
export interface VariantsFinding {
  readonly code: 'cell.variant';
  readonly column: string;
  /** Cells that are spelt otherwise than most of their word. */
  readonly count: number;
  /** Of the first of them, from 1. */
  readonly line: number;
  /** The other spellings, in how many cells each stands, and the commonest one. */
  readonly spellings: readonly { readonly text: string; readonly meant: string; readonly count: number }[];
}

export type Finding =
  RowFinding | GroupFinding | ColumnFinding | HeavyTailFinding | LeftOutFinding | FollowsFinding | VariantsFinding;

/** A column in which nothing was looked for. */
export interface UncheckedColumn {
  readonly column: string;
  readonly reason: string;
  /** Of a part of a column of which another is checked: that column. */
  readonly of?: string;
}

/** The findings of single rows, in their order. */
export function rowFindings(findings: readonly Finding[]): readonly RowFinding[] {
  return findings.filter((finding): finding is RowFinding => 'row' in finding);
}

/** Whether a finding of a row blames cells of it; else the row as a whole is odd. */
export function blamesCells({ code }: Pick<RowFinding, 'code'>): boolean {
  return code !== 'row.low-likelihood';
}

/** The code of a finding that blames these cells, the guiltiest first. */
export function codeOfCells(cells: readonly Pick<CellFinding, 'code'>[]): GuiltyCellCode {
  return cells.at(0)?.code ?? 'cell.unlikely';
}

/** The smallest tail probability of what was found in a row: that of its guiltiest cell, or of the whole row. */
export function smallestTail({ code, tail, cells }: RowFinding): number {
  return blamesCells({ code }) ? Math.min(tail, ...cells.map((cell) => cell.tail)) : tail;
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
  /** Columns in which nothing was looked for, and why. */
  readonly unchecked: readonly UncheckedColumn[];
  /** So many more unlikely rows are marked as expected; left out where none is. */
  readonly expectedRows?: number;
  /** Lines that are no rows, and totals of the rows above them; left out where there are none. */
  readonly passedOver?: PassedOverLines;
  readonly totals?: PassedOverLines;
  /**
   * Cells that their columns cannot read, dates far from all others, and broken relations: the first thousand; left out
   * where there are none.
   */
  readonly unreadable?: readonly UnreadableCell[];
}

/**
 * A cell that is no number, no date of its column, far from the usual dates, in another unit, or a misspelt word, or
 * that is another one than others of its row say, as it does in all other rows. Cells of columns that take part count
 * as missing, but for the latter.
 */
export interface UnreadableCell {
  readonly code: string;
  /** From 0. */
  readonly row: number;
  /** From 1. */
  readonly line: number;
  readonly column: string;
  readonly text: string;
  /** Goes on after the text: "is in "g", but mass is in "kg"". */
  readonly reason: string;
  /** The number that other cells of the row say, where they do. */
  readonly expected?: number;
  /** Of a misspelt word, or a text that others of its row say: what was meant. */
  readonly meant?: string;
  /** Of a cell that stands in the column of another: the cells of its row that change, and what belongs there. */
  readonly moved?: readonly { readonly column: string; readonly text: string; readonly meant: string }[];
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
    /** Names and colours of its clusters; left out where it has none. */
    readonly clusters?: readonly { readonly name?: string; readonly colour?: number }[];
  };
  /** −Σ log p of the file's rows under the model. */
  readonly nlml: number;
  /** Standard error of the NLML per row; left out where there is one row alone, and where rows have weights. */
  readonly nlmlPerRowError?: number;
  readonly seconds: { readonly read: number; readonly scan: number; readonly encode: number; readonly score: number };
  readonly findings: readonly Finding[];
  /** Columns that were checked, and those that were not. */
  readonly checked: number;
  readonly unchecked: readonly UncheckedColumn[];
  readonly expectedRows?: number;
  /** As those of a fit. */
  readonly unreadable?: readonly UnreadableCell[];
  /** What is wrong with the file itself, a line for each sort of trouble. */
  readonly notes: readonly string[];
}
