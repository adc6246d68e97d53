/**
 * The worker thread of one fit: takes a text and options, sends steps while it runs, then the output.
 * It is started for one fit and ended with it, so a cancel is its termination and a crash costs one fit.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Judgement } from '../core/insight/fitted';
import { kernelEngine } from '../kernels/node';
import type { FitOptions, Iteration } from '../protocol';
import { FileSource } from './fileSource';
import { ALL, runPipeline, type FitOutput } from './pipeline';
import { FitProblem } from './problem';
import { ExpectedRows, type ExpectedRow } from './sidecar';

/** A text, or a file that is read in pieces. */
export type FitSource = { readonly text: string } | { readonly path: string };

export interface WorkerInput {
  readonly source: FitSource;
  readonly options: FitOptions;
  /** Rows that the report leaves out. */
  readonly expected?: readonly ExpectedRow[] | undefined;
}

export type WorkerMessage =
  | { readonly type: 'steps'; readonly steps: readonly Iteration[] }
  | { readonly type: 'done'; readonly output: FitOutput }
  | { readonly type: 'problem'; readonly message: string };

/** Steps are gathered for this long before they are sent: a small file makes thousands a second. */
const GATHER_MILLISECONDS = 40;

function send(message: WorkerMessage, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

/** Arrays that can be handed over: one in the kernels' memory would keep all of that alive. */
function owned(judgement: Judgement): Judgement & Record<'posterior' | 'logDensity' | 'tail', Float64Array<ArrayBuffer>> {
  const own = (array: Float64Array): Float64Array<ArrayBuffer> => (array.buffer instanceof ArrayBuffer ? (array as Float64Array<ArrayBuffer>) : new Float64Array(array));
  return { ...judgement, posterior: own(judgement.posterior), logDensity: own(judgement.logDensity), tail: own(judgement.tail) };
}

function run({ source, options, expected }: WorkerInput): void {
  try {
    fit('text' in source ? source.text : FileSource.open(source.path), options, expected && new ExpectedRows(expected));
  } catch (error) {
    if (!(error instanceof FitProblem)) throw error;
    send({ type: 'problem', message: 'path' in source ? `${source.path}: ${error.message}` : error.message });
  }
}

function fit(input: string | FileSource, options: FitOptions, expected: ExpectedRows | undefined): void {
  const engine = kernelEngine(__dirname, { threads: options.threads, tell: (line) => process.stderr.write(`${line}\n`) });
  const pipeline = runPipeline(input, options, () => performance.now() / 1000, engine, { ...ALL, ...(expected !== undefined && { expected }) });
  let steps: Iteration[] = [];
  let sent = performance.now();
  const flush = (): void => {
    if (steps.length > 0) send({ type: 'steps', steps });
    steps = [];
    sent = performance.now();
  };
  for (;;) {
    const next = pipeline.next();
    if (next.done === true) {
      flush();
      const { report, model, dialect, notes } = next.value;
      const judgement = owned(next.value.judgement);
      send({ type: 'done', output: { report, model, dialect, notes, judgement } }, [judgement.posterior, judgement.logDensity, judgement.tail].map(({ buffer }) => buffer));
      return;
    }
    if (next.value !== undefined) steps.push(next.value);
    if (performance.now() - sent > GATHER_MILLISECONDS) flush();
  }
}

run(workerData as WorkerInput);
