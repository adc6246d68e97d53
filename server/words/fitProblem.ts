/** A problem that the user can fix: one clear line that says what is wrong, where, and what to do. */
export class FitProblem extends Error {
  override readonly name = 'FitProblem';
}

/** The text changed during the work: the user may ask again. */
export class TextChanged extends FitProblem {}

/** A problem in one of two tables that are compared. */
export class TableProblem extends FitProblem {
  constructor(
    readonly table: 'a' | 'b',
    message: string,
  ) {
    super(message);
  }
}
