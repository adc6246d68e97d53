/** The wire of the reports about a fit, and about rows judged by a model: also the JSON of the command line. */
import type { DatePartName, NumberPartName } from './dateWords';
import type { Component, Estimate, Kind, Method, StopReason } from '../options';
import type { HeldOutReason } from '../reportJson';
import type { LeftOutFinding, PassedOverLines, TableProblem, WithoutCellsFinding } from './tableReport';
import type { RowPlace } from '../places';

export interface ColumnReport {
  readonly name: string;
  readonly kind: Kind | 'ignored';
  /** Reason for this kind, in words. */
  readonly reason: string;
  /** Number of missing cells. */
  readonly missing: number;
  /** Under `robust`, for a column that takes part: the share ε of wrong cells. */
  readonly errorRate?: number;
  /** Under `robust`, for a column that takes part: the number of its cells that were set aside in the fit. */
  readonly setAside?: number;
  /** Step to which the numbers are written, in the data's units; left out where there is none. */
  readonly step?: number;
  /**
   * Unit of the numbers as written beside them, such as "kg", "%" or "$"; empty where they only have thousands marks or
   * the like; left out where all are plain.
   */
  readonly unit?: string;
  /**
   * For an ignored column whose cells are checked by others of their row: the formula by which it follows from these,
   * such as "1.8 × temp_c + 32".
   */
  readonly follows?: string;
  /**
   * For dates and times: the form in which most of them are written, such as "DD.MM.YYYY". Deviating forms and far-off
   * dates are reported, whether the column takes part or not.
   */
  readonly dates?: string;
  /**
   * Part of the table's column that this is, if not all of it. For dates: days since 1970-01-01; hours of the day,
   * beyond 24 after midnight; weekdays. For numbers many of which are zero: those above zero, and whether one is zero;
   * for amounts of either sign: their sizes without the sign, and the sign.
   */
  readonly part?: DatePartName | NumberPartName;
  /** For a further part: the name of its column in the table. */
  readonly of?: string;
}

export interface TracePoint {
  readonly iteration: number;
  readonly nlml: number;
  readonly objective: number;
}

/** The best fit for one number of components. For `bic`, `icl`, `aic` and `heldOut`, lower is better. */
export interface SelectionPoint {
  readonly k: number;
  readonly nlml: number;
  readonly objective: number;
  readonly bic: number;
  readonly icl: number;
  readonly aic: number;
  /**
   * NLML per row of rows that took no part in the fit (5 seeded folds; for large files as many rows as were sampled);
   * null where `heldOutReason` says why.
   */
  readonly heldOut: number | null;
  /** Left out where `heldOut` is a number. */
  readonly heldOutReason?: HeldOutReason;
  readonly reason: StopReason;
  /**
   * Number of rows of a large file from which the figures are estimated, because this K is clearly worse on them; left
   * out where the figures come from all rows.
   */
  readonly estimatedFrom?: number;
}

/** Outcome of a start, or of a move that led to a better optimum. */
export interface StartReport {
  readonly start: number;
  /**
   * Start from rows near seeds; from these, refined; from slices of a column; from random rows; from a component split,
   * placed elsewhere or merged; or from given parameters.
   */
  readonly kind: 'k-means++' | 'k-means' | 'cut' | 'random' | 'split' | 'place' | 'cross' | 'merge' | 'given';
  readonly iterations: number;
  /** The penalised objective that the search minimises, over the searched rows: comparable only among starts. */
  readonly objective: number;
  readonly reason: StopReason;
}

/** Evidence for and against the result of a search. */
export interface Certificate {
  /** Number of starts that were run to an optimum, and number of these within 10⁻⁴ nats per row of the best. */
  readonly starts: number;
  readonly reached: number;
  /** Number of moves of single components since the best optimum was found, all without gain. */
  readonly moves: number;
  /**
   * Number of sampled rows (each as often as it counts) on which starts and moves were made, and to which they refer;
   * left out where they used all rows.
   */
  readonly rowsSearched?: number;
  /**
   * Norm of the gradient at the result over the unconstrained parameters, in nats; means in standard deviations of
   * their columns.
   */
  readonly gradientNorm: number;
  /** Sentences on components without rows, on one point, or on tied values. */
  readonly warnings: readonly string[];
}

export interface CellFinding {
  readonly column: string;
  /** Source text of the cell. */
  readonly value: string;
  /** The conditional mean, or the likeliest level, given the row's other cells. */
  readonly expected: number | string;
  /** 95 % interval of a numeric cell; the levels that together hold 95 % of a categorical one. */
  readonly interval: readonly [number, number] | readonly string[];
  /** Tail probability of the cell given the row's other cells. */
  readonly tail: number;
  /** The meant text in the form of the cell, if its odds are good; '' for a missing value. */
  readonly meant?: string;
  /** Reason for the written text; also given if two meant texts are about equal, or if the meant text is unknown. */
  readonly reason?: string;
  /** `cell.slip`: typing slips reveal the meant value; `cell.sentinel`: the number stands for a missing value. */
  readonly code?: Exclude<GuiltyCellCode, 'cell.unlikely'>;
  /**
   * For a slip: whether hardly anything else looks like it, such as a lost decimal mark, so that it may be fixed
   * without review.
   */
  readonly isSure?: boolean;
}

/**
 * Sort of an unlikely cell: without explanation, with a recognised slip, or with a number that stands for a missing
 * value.
 */
export type GuiltyCellCode = 'cell.unlikely' | 'cell.slip' | 'cell.sentinel';

/** Codes of rows in which something is wrong. */
export const ROW_CODES = [
  'cell.unlikely',
  'cell.slip',
  'cell.sentinel',
  'row.low-likelihood',
] as const satisfies readonly (GuiltyCellCode | 'row.low-likelihood')[];

export function isRowCode(code: unknown): boolean {
  return ROW_CODES.some((rowCode) => rowCode === code);
}

/** A row in which something is wrong. */
export interface RowFinding {
  /** Code of the first cell; or `row.low-likelihood` for a row as a whole, whose cells are only hints. */
  readonly code: (typeof ROW_CODES)[number];
  /** Index of the data row, from 0. */
  readonly row: number;
  /** Line of the file on which the row starts, from 1; the number of the row where the report counts rows. */
  readonly line: number;
  /** Texts of the requested key columns, by their names. */
  readonly key?: Readonly<Record<string, string>>;
  /** Natural logarithm; the least double stands for −∞, which JSON lacks. */
  readonly logDensity: number;
  /** Tail probability of the row under the common components, with all its cells as they are. */
  readonly tail: number;
  /**
   * Cells, the most surprising first; guilty cells are only those that stay surprising once the guiltier ones are set
   * aside.
   */
  readonly cells: readonly CellFinding[];
}

/** A small dense component: its rows are similar to each other and unlike the others. */
export interface GroupFinding {
  readonly code: 'group.small';
  /** Index of its component, from 0. */
  readonly component: number;
  /** Its data rows, counted from 0, ascending. */
  readonly rows: readonly number[];
  /** Line of the file on which its first row starts, from 1. */
  readonly line: number;
  /** Columns that set it apart, the clearest first: its mean or likeliest level, and the other rows'. */
  readonly differences: readonly {
    readonly column: string;
    readonly own: number | string;
    readonly others: number | string;
  }[];
}

/**
 * A value that is repeated far from all other values of its column: probably a code for missing, or a top code, which
 * stands for all numbers from a limit on.
 */
export interface ColumnFinding {
  readonly code: 'column.repeated-value' | 'column.top-code';
  readonly column: string;
  /** Source text of the value. */
  readonly value: string;
  /** Data rows that have it, counted from 0, ascending. */
  readonly rows: readonly number[];
  /** Line of the file on which the first of them starts, from 1. */
  readonly line: number;
  /** Range of the column's other values. */
  readonly range: readonly [number, number];
}

/** A column whose cells thin out gradually far beyond its clusters: only the farthest of them are findings. */
export interface HeavyTailFinding {
  readonly code: 'column.heavy-tailed';
  readonly column: string;
  /** Number of its cells in the tail. */
  readonly count: number;
  /** Distance beyond which they lie, in standard deviations of a cluster. */
  readonly from: number;
}

/**
 * A column that follows from others of its row: it takes no part in the fit, which would count it twice, and the others
 * check its cells.
 */
export interface FollowsFinding {
  readonly code: 'column.follows';
  readonly column: string;
  /** Formula such as "1.8 × temp_c + 32". */
  readonly formula: string;
}

/** Words of a column in several spellings: other capitals, blanks, hyphens or accents. They count as one word. */
export interface VariantsFinding {
  readonly code: 'cell.variant';
  readonly column: string;
  /** Number of cells in another spelling than most of their word. */
  readonly count: number;
  /** Line of the first of these cells, from 1. */
  readonly line: number;
  /** The other spellings, each with its number of cells and the commonest spelling. */
  readonly spellings: readonly { readonly text: string; readonly meant: string; readonly count: number }[];
}

export type Finding =
  | RowFinding
  | GroupFinding
  | ColumnFinding
  | HeavyTailFinding
  | LeftOutFinding
  | WithoutCellsFinding
  | FollowsFinding
  | VariantsFinding;

/** A column that was not checked. */
export interface UncheckedColumn {
  readonly column: string;
  readonly reason: string;
  /** For a part of a column another part of which is checked: that column. */
  readonly of?: string;
}

/** Returns the findings of single rows, in order. */
export function rowFindings(findings: readonly Finding[]): readonly RowFinding[] {
  return findings.filter((finding): finding is RowFinding => 'row' in finding);
}

/** Whether a finding of a row blames single cells rather than the row as a whole. */
export function blamesCells({ code }: Pick<RowFinding, 'code'>): boolean {
  return code !== 'row.low-likelihood';
}

/** Returns the code of a finding that blames these cells, the guiltiest first. */
export function codeOfCells(cells: readonly Pick<CellFinding, 'code'>[]): GuiltyCellCode {
  return cells.at(0)?.code ?? 'cell.unlikely';
}

/** Returns the smallest tail probability in a finding: the guiltiest cell's, or the whole row's. */
export function smallestTail({ code, tail, cells }: RowFinding): number {
  return blamesCells({ code }) ? Math.min(tail, ...cells.map((cell) => cell.tail)) : tail;
}

/** The answer to a fit, of `mixtureLens.server.fit`; `fit --json` prints it with all findings in one list. */
export interface FitReport {
  readonly rows: number;
  /** Set where each `line` of the report is the number of a row, since the table has no lines. */
  readonly counts?: 'row';
  /** Number of fitted rows; left out where all were fitted. */
  readonly rowsFitted?: number;
  /** N: number of rows, each as often as it counts. */
  readonly totalWeight: number;
  readonly seed: number;
  readonly k: number;
  readonly estimate: Estimate;
  readonly method: Method;
  /** Factor on the log prior of `map`. */
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
  /** Steps of the best start; iteration 0 is the start itself, before any step. */
  readonly trace: readonly TracePoint[];
  readonly selection: readonly SelectionPoint[];
  /** Starts of the chosen number of components. */
  readonly starts: readonly StartReport[];
  readonly certificate: Certificate;
  readonly findings: readonly Finding[];
  /** Columns that were not checked, with the reasons. */
  readonly unchecked: readonly UncheckedColumn[];
  /** Number of further unlikely rows that are marked as expected; left out if zero. */
  readonly expectedRows?: number;
  /** Lines that are no rows, and totals of the rows above them; left out where there are none. */
  readonly passedOver?: PassedOverLines;
  readonly totals?: PassedOverLines;
  /** Faults of rows or quotes, by which cells may be missing or wrong; left out where there is none. */
  readonly problem?: TableProblem;
  /**
   * Cells that their columns cannot read, dates far from all others, and broken relations: the first thousand; left out
   * where there are none.
   */
  readonly unreadable?: readonly UnreadableCell[];
  /** Number of further such cells; left out if zero. */
  readonly unlistedCells?: number;
}

/**
 * A cell that is no number, no date of its column, far from the usual dates, in another unit, a misspelt word, or in
 * conflict with others of its row, unlike in all other rows. Cells of columns that take part count as missing, except
 * in the last case.
 */
export interface UnreadableCell {
  readonly code: string;
  /** Index of the row, from 0. */
  readonly row: number;
  /** Line of the file, from 1; the number of the row where the report counts rows. */
  readonly line: number;
  /** Texts of the requested key columns, by their names. */
  readonly key?: Readonly<Record<string, string>>;
  readonly column: string;
  readonly text: string;
  /** Continues after the text: "is in "g", but mass is in "kg"". */
  readonly reason: string;
  /** Number implied by other cells of the row, if any. */
  readonly expected?: number;
  /** The meant text, for a misspelt word, or a text in conflict with its row. */
  readonly meant?: string;
  /** For a cell in the wrong column: the cells of its row that change, and their right texts. */
  readonly moved?: readonly { readonly column: string; readonly text: string; readonly meant: string }[];
  /** For a break of a sequence: whether rows are missing before it. */
  readonly isGap?: true;
  /** For a repeated key or row: the earlier row. */
  readonly repeats?: RowPlace;
  /** For equal rows: further rows, each with the one that it repeats. */
  readonly more?: readonly (RowPlace & { readonly repeats: RowPlace })[];
}

/** Judgement of a file's rows by a model; `score --json` prints it with all findings in one list. */
export interface ScoreReport {
  readonly rows: number;
  /** Set where each `line` of the report is the number of a row, since the table has no lines. */
  readonly counts?: 'row';
  /** Number of rows, each as often as it counts. */
  readonly totalWeight: number;
  /** The model, and the rows that it was fitted to. */
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
  /** Standard error of the NLML per row; left out for a single row, and where rows have weights. */
  readonly nlmlPerRowError?: number;
  readonly seconds: { readonly read: number; readonly scan: number; readonly encode: number; readonly score: number };
  readonly findings: readonly Finding[];
  /** Columns that were checked, and those that were not. */
  readonly checked: number;
  readonly unchecked: readonly UncheckedColumn[];
  readonly expectedRows?: number;
  /** Faults that need no model, as in the report of a fit. */
  readonly problem?: TableProblem;
  readonly unreadable?: readonly UnreadableCell[];
  readonly unlistedCells?: number;
  /** Faults of the file itself, one line for each sort. */
  readonly notes: readonly string[];
}
