/**
 * A soft functional dependency: cells of one column determine those of another in nearly all rows, as a postcode
 * determines the town (Ilyas et al. 2004, "CORDS"; Kivinen & Mannila 1995 for g3, the share of rows that would have to
 * be removed for it to hold in all).
 */

/** Role of a column in dependencies: which of its texts take part, and which columns determine it. */
export interface DependencyRole {
  /** Texts that occur in several rows. Variants in capitals, blanks and accents are one text. */
  readonly texts: readonly string[];
  /** Whether its cells are compared as numbers. */
  readonly areNumbers?: true;
  /** Columns that determine this one; left out where none does. */
  readonly by?: readonly Dependency[];
}

export interface Dependency {
  /** Name of the column that determines this one. */
  readonly of: string;
  /** Whether texts other than the usual one are mostly right, so that only those similar to it are reported. */
  readonly hasExceptions?: true;
  /** Rows to which the dependency does not apply. */
  readonly unless?: readonly Exception[];
  readonly groups: readonly Implication[];
}

/** Rows with these texts of a third column. */
export interface Exception {
  /** Name of the third column. */
  readonly of: string;
  /** Indices among its texts. */
  readonly texts: readonly number[];
}

/** The text of another column that a text of the determining column implies. */
export interface Implication {
  /** Index among the texts of the determining column. */
  readonly given: number;
  /** Index of the implied text among the texts of the determined column. */
  readonly usual: number;
  /** Number of rows of the fit that agree. */
  readonly count: number;
  /** Number of rows that have both cells. */
  readonly rows: number;
  /** Indices of further texts that are right there, since they occur in several rows. */
  readonly also?: readonly number[];
}
