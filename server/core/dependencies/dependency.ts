/**
 * A soft functional dependency: cells of one column say those of another in nearly all rows, as a postcode says the
 * town (Ilyas et al. 2004, "CORDS"; Kivinen & Mannila 1995 for g3, the share of rows that would have to go for it to
 * hold in all).
 */

/** What a column is to dependencies: which of its texts take part, and by which columns it is said. */
export interface Depending {
  /** Those that stand in several rows. Other capitals, blanks and accents are the same text. */
  readonly texts: readonly string[];
  /** Whether its cells are compared as numbers. */
  readonly areNumbers?: true;
  /** Left out where it says others and is said by none. */
  readonly by?: readonly Dependency[];
}

export interface Dependency {
  /** Name of the column that says this one. */
  readonly of: string;
  /** Whether other texts than the usual one are mostly right, so that only those that are like it are told. */
  readonly hasExceptions?: true;
  /** Where it says nothing. */
  readonly unless?: readonly Exception[];
  readonly groups: readonly Said[];
}

/** Rows with these texts of a third column. */
export interface Exception {
  /** Name of that column. */
  readonly of: string;
  /** Positions among its texts. */
  readonly texts: readonly number[];
}

/** What one text of a column says of another column. */
export interface Said {
  /** Position among the texts of the column that says it. */
  readonly given: number;
  /** Position among the texts of the column of which it is said. */
  readonly usual: number;
  /** In so many rows of the fit. */
  readonly count: number;
  /** Of so many that have both cells. */
  readonly rows: number;
  /** Positions of other texts that stand there in several rows, and are right, too. */
  readonly also?: readonly number[];
}
