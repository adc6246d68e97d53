/** Something a person can mend: one clear line that says what is wrong, where, and what to do. */
export class FitProblem extends Error {
  override readonly name = 'FitProblem';
}

/** The text changed while something was found out about it: the person may ask again. */
export class TextChanged extends FitProblem {}
