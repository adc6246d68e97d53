/**
 * The wire of what is asked of a fit, and of parameters, to start from or found. Natural logarithms and the data's own
 * units throughout.
 */

/** A family of distributions. A newer server may have more than these: readers show a name that they do not know. */
export type Kind =
  'normal' | 'lognormal' | 'poisson' | 'negativeBinomial' | 'bernoulli' | 'categorical' | (string & {});
/** `robust`: `map` under an error channel in every column, and rounding known. */
export type Estimate = 'robust' | 'map' | 'ml';
export type Method = 'em' | 'lbfgs';

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
  /** A blank stands for any number of them, two for two and more. */
  readonly delimiter?: ',' | ';' | '\t' | '|' | '#' | '~' | '^' | ' ' | '  ';
  /** What cells are quoted by; doubled where it is text. */
  readonly quote?: '"' | "'";
  readonly header?: boolean;
  readonly decimal?: '.' | ',';
  /**
   * Between groups of three digits: a blank stands for no-break ones, too, an apostrophe for a typographic one, '' for
   * none. Any where left out.
   */
  readonly thousands?: ',' | '.' | "'" | ' ' | '';
  /** How comment lines begin, and no rows. */
  readonly comment?: string;
  /** Lines at the beginning, blank ones and comments aside, that are no part of the table. */
  readonly skip?: number;
  /** How many rows below the header are of units or types. */
  readonly unitsRows?: number;
  /** How many rows name the columns; their names are joined by blanks. */
  readonly headerRows?: number;
  /** Cells that count as missing (compared without surrounding blanks and without case). */
  readonly missing?: readonly string[];
  /** Name of a column with the weight of each row; it is no column of the model. */
  readonly rowWeights?: string;
  /**
   * Only these data rows are fitted, counted from 0: from each first one up to, but not including, the second;
   * ascending and apart. All are judged.
   */
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
  /** Given by a person, as is its colour: clusters.ts. */
  readonly name?: string;
  readonly colour?: number;
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
