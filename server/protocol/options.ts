/**
 * The wire of a fit's options, and of parameters, as a start or a result. Natural logarithms and the data's own units
 * throughout.
 */

/** A family of distributions. A newer server may have more than these: readers show an unknown name as it is. */
export type Kind =
  'normal' | 'lognormal' | 'poisson' | 'negativeBinomial' | 'bernoulli' | 'categorical' | (string & {});
/** Reason why the iterations of a start ended. */
export type StopReason = 'converged' | 'maxIterations' | 'cancelled' | 'degenerate';
/** `robust`: `map` under an error channel in every column, with rounding taken into account. */
export type Estimate = 'robust' | 'map' | 'ml';
export type Method = 'em' | 'lbfgs';

/** Options of a fit. Every option may be left out; the engine's defaults then apply. */
export interface FitOptions {
  /** Number of components, or `auto` for the lowest BIC. */
  readonly k?: number | 'auto';
  /** Names of the columns to use; all others are ignored. */
  readonly columns?: readonly string[];
  /** Names of the columns to ignore. */
  readonly ignore?: readonly string[];
  /** Overrides of the inferred kinds, by column name. */
  readonly kinds?: Readonly<Record<string, Kind | 'ignored'>>;
  readonly estimate?: Estimate;
  readonly method?: Method;
  /** Maximum number of starts from scratch for each number of components. */
  readonly starts?: number;
  readonly seed?: number;
  readonly maxIterations?: number;
  /** Estimated distance to the limit of the objective, in nats per row, below which a run has converged. */
  readonly tolerance?: number;
  /** Factor on the log prior of `robust` and `map`; a number above 0, 1 by default. */
  readonly priorStrength?: number;
  /** Largest K that `auto` tries; those above 10 only while the BIC falls. */
  readonly maxComponents?: number;
  /** False discovery rate of the flagged rows. */
  readonly falseDiscoveryRate?: number;
  /** Delimiter of cells. One blank stands for any number of blanks, two blanks for at least two. */
  readonly delimiter?: ',' | ';' | '\t' | '|' | '#' | '~' | '^' | ' ' | '  ';
  /** Quote of cells; doubled inside them. */
  readonly quote?: '"' | "'";
  readonly header?: boolean;
  readonly decimal?: '.' | ',';
  /**
   * Mark between groups of three digits: a blank includes no-break ones, an apostrophe the typographic one, '' means
   * none. Any mark where left out.
   */
  readonly thousands?: ',' | '.' | "'" | ' ' | '';
  /** Prefix of lines that are comments, and no rows. */
  readonly comment?: string;
  /** Number of lines at the beginning, without blank ones and comments, that are not part of the table. */
  readonly skip?: number;
  /** Number of rows of units or types below the header. */
  readonly unitsRows?: number;
  /** Number of rows that name the columns; their names are joined by blanks. */
  readonly headerRows?: number;
  /** Cells that count as missing (compared without surrounding blanks and without case). */
  readonly missing?: readonly string[];
  /** Name of a column with the weight of each row; it is not a column of the model. */
  readonly rowWeights?: string;
  /**
   * Data rows to fit, counted from 0: ranges from a first row up to, but not including, a second; ascending and
   * disjoint. All rows are judged.
   */
  readonly rows?: readonly (readonly [number, number])[];
  /** Parameters to start from; no other start is tried. */
  readonly start?: StartParameters;
  /** Maximum number of threads; no answer depends on it. The number of processors when left out. */
  readonly threads?: number;
}

/** Mean and standard deviation in the data's units, and the family's own parameters where these differ. */
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
  /** Name from the user, like the colour: report/clusterLook.ts. */
  readonly name?: string;
  readonly colour?: number;
  readonly weight: number;
  /** By column name. */
  readonly columns: Readonly<Record<string, ColumnParameters>>;
}

/** Content of `--start FILE`; a fit's own JSON may be used unchanged. */
export interface StartParameters {
  readonly weights?: readonly number[];
  readonly components: readonly {
    readonly weight?: number;
    /** By column name; for numbers, the family's own parameters suffice. */
    readonly columns: Readonly<Record<string, ColumnParameters | Readonly<Record<string, number>>>>;
  }[];
}
