/**
 * State of an unfinished fit in a database, as JSON: the results of its passes, from which a later run takes the same
 * steps to the same numbers. A check sum shows whether the file is whole.
 */
import { complete } from '../core/numeric/generators';
import { FitProblem } from '../words/fitProblem';
import { contentHash } from './contentHash';
import { fieldOf, fieldsOf, integerOf, isObject, listOf, textOf } from './jsonFields';

/** A value of a result. */
export type StateValue = number | string | boolean | bigint | null;

/** Statements of a pass that has been run. */
export interface RecordedPass {
  /** Hashes of the statements, which hold the parameters θ of the pass. */
  readonly statements: readonly number[];
  /** Rows of their results: the sums S, with all digits. */
  readonly results: readonly (readonly (readonly StateValue[])[])[];
}

/** Everything that a fit depends on. A state goes on only if all of it is unchanged. */
export interface FitOrigin {
  /** Version of the program. */
  readonly program: string;
  /** Address of the table, without user and password. */
  readonly source: string;
  readonly seed: number;
  /** Options of the fit and of its sample, by name. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Hash of the rows of the sample and of the number of all rows. */
  readonly sample: string;
}

/** State of a fit after its last pass. */
export interface FitState extends FitOrigin {
  /** Number of the last iteration of EM; −1 before the first. */
  readonly iteration: number;
  /** Parameters θ of the last pass, in the order of the model; empty before the first. */
  readonly theta: readonly number[];
  readonly passes: readonly RecordedPass[];
}

/** A state that does not fit, damaged or of another fit. */
export class StateProblem extends FitProblem {}

const FORMAT = 'mixture-lens fit state';
const VERSION = 1;
const DAMAGED = 'the state is damaged or no state of a fit; start again without --resume';

/** Returns a state as the text of a file. */
export function fitStateJson({ program, source, seed, options, sample, iteration, theta, passes }: FitState): string {
  const body = JSON.stringify({
    format: FORMAT,
    version: VERSION,
    program,
    source,
    seed,
    options,
    sample,
    iteration,
    theta,
    passes: passes.map(({ statements, results }) => ({
      statements,
      results: results.map((rows) => rows.map((row) => row.map(encoded))),
    })),
  });
  return `{"checksum":${hashOf(body)},"state":${body}}\n`;
}

/** Reads a state. @throws FitProblem that does not name the file */
export function readFitState(text: string): FitState {
  const [, checksum, body] = /^\{"checksum":(\d{1,16}),"state":(.*)\}\n$/s.exec(text) ?? [];
  if (body === undefined || hashOf(body) !== Number(checksum)) throw new StateProblem(DAMAGED);
  const fields = fieldsOf(JSON.parse(body), "the state's", 'content');
  if (textOf(fields, 'format') !== FORMAT) throw new StateProblem(DAMAGED);
  const version = integerOf(fields, 'version', 0);
  if (version !== VERSION)
    throw new StateProblem(
      `the state has the format ${version}, and this program reads ${VERSION}; start again without --resume`,
    );
  return {
    program: textOf(fields, 'program'),
    source: textOf(fields, 'source'),
    seed: integerOf(fields, 'seed', 0),
    options: fieldsOf(fieldOf(fields, 'options'), "the state's", '"options"').object as FitState['options'],
    sample: textOf(fields, 'sample'),
    iteration: integerOf(fields, 'iteration', -1),
    theta: listOf(fields, 'theta').map(Number),
    passes: listOf(fields, 'passes').map(passOf),
  };
}

/** Requires that a state was written by the same fit. @throws FitProblem that says what differs */
export function requireOrigin(state: FitState, { program, source, seed, options, sample }: FitOrigin): void {
  const remedy = 'start again without --resume';
  if (state.program !== program)
    throw new StateProblem(`the state was written by another version of the program; ${remedy}`);
  if (state.source !== source)
    throw new StateProblem(`the state belongs to another table; name that table, or ${remedy}`);
  const [before, now] = [
    { ...state.options, seed: state.seed },
    { ...options, seed },
  ].map((given) => new Map(Object.entries(given).map(([name, value]) => [name, JSON.stringify(value)])));
  const different = [...new Set([...before.keys(), ...now.keys()])].find((name) => before.get(name) !== now.get(name));
  if (different !== undefined)
    throw new StateProblem(
      `the state has another value of the option ${different}; give the same options, or ${remedy}`,
    );
  if (state.sample !== sample)
    throw new StateProblem(`the rows of the table have changed since the state was written; ${remedy}`);
}

/** Returns a hash of 53 bits of a text. */
export function hashOf(text: string): number {
  return complete(contentHash(text));
}

function passOf(value: unknown): RecordedPass {
  const fields = fieldsOf(value, "the state's", '"passes"');
  return {
    statements: listOf(fields, 'statements').map(Number),
    results: listOf(fields, 'results').map((rows) =>
      listIn(rows).map((row) => listIn(row).map((cell) => decoded(cell))),
    ),
  };
}

function listIn(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new StateProblem(DAMAGED);
  return value;
}

/** JSON has neither −0, infinities and NaN nor integers beyond doubles. */
function encoded(value: StateValue): unknown {
  if (typeof value === 'bigint') return { integer: String(value) };
  const isPlain = typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0));
  return isPlain ? value : { double: Object.is(value, -0) ? '-0' : String(value) };
}

function decoded(value: unknown): StateValue {
  if (!isObject(value)) return value as StateValue;
  const { integer, double } = value as { readonly integer?: unknown; readonly double?: unknown };
  if (typeof integer === 'string' && /^-?\d+$/.test(integer)) return BigInt(integer);
  if (typeof double === 'string') return Number(double);
  throw new StateProblem(DAMAGED);
}
