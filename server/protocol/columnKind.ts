/** The wire: another kind for a column. Plain data. */

/** The argument of `ServerCommand.withKind`. */
export interface WithKindArguments {
  readonly uri: string;
  readonly column: string;
  /** A family; `ignored` leaves the column out, `auto` leaves the choice to the settings and the column's content. */
  readonly kind: 'ignored' | 'auto' | (string & {});
}
