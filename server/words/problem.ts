/** Something a person can mend: one clear line that says what is wrong, where, and what to do. */
export class FitProblem extends Error {
  override readonly name = 'FitProblem';
}
