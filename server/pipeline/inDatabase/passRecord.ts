/** Record of the passes of a fit in a database, from which an interrupted fit takes the results that it already has. */
import { hashOf, StateProblem, type RecordedPass, type StateValue } from '../../formats/fitState';

type Results = RecordedPass['results'];

/** Passes of a fit in their order. */
export class PassRecord {
  private readonly passes: RecordedPass[] = [];

  /** @param earlier passes of the run that is continued */
  constructor(private readonly earlier: readonly RecordedPass[] = []) {}

  /** All passes so far. */
  get all(): readonly RecordedPass[] {
    return this.passes;
  }

  /**
   * Takes the results of the next pass from the earlier run; undefined where it did not come so far.
   *
   * @throws FitProblem if the earlier run sent other statements
   */
  take(statements: readonly string[]): Results | undefined {
    if (this.passes.length >= this.earlier.length) return undefined;
    const pass = this.earlier[this.passes.length];
    const isSame =
      pass.statements.length === statements.length && statements.every((sql, i) => hashOf(sql) === pass.statements[i]);
    if (!isSame)
      throw new StateProblem('the state belongs to a fit that took other steps; start again without --resume');
    this.passes.push(pass);
    return pass.results;
  }

  add(statements: readonly string[], results: readonly (readonly (readonly StateValue[])[])[]): void {
    this.passes.push({ statements: statements.map(hashOf), results });
  }
}
