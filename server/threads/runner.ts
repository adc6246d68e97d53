/** Starts fits and other work in worker threads, and reports how they end. The main thread stays free to answer. */
import { Worker } from 'node:worker_threads';
import { say } from '../../language/language';
import { heapIsFull, isHeapError } from '../disk/heapLimit';
import type { ComparisonReport, FailureData, Iteration, TableReport } from '../protocol';
import type { FitOutput } from '../pipeline/fitTable';
import type {
  ComparisonInput,
  DescriptionInput,
  FitInput,
  ProposalInput,
  ProposalOutput,
  WorkerMessage,
} from './worker';

type Unfinished =
  | { readonly state: 'cancelled' }
  | {
      readonly state: 'failed';
      readonly message: string;
      readonly cause: FailureData['cause'];
      /** The one of two compared tables that has the problem, if only one has it. */
      readonly table?: 'a' | 'b';
    };

export type FitEnd = { readonly state: 'fitted'; readonly output: FitOutput } | Unfinished;
export type ProposalEnd = { readonly state: 'proposed'; readonly output: ProposalOutput } | Unfinished;
export type ComparisonEnd = { readonly state: 'compared'; readonly report: ComparisonReport } | Unfinished;
export type DescriptionEnd = { readonly state: 'described'; readonly table: TableReport } | Unfinished;

/** Work in progress. */
export interface Job<End> {
  /** Never rejects: a crash of the worker becomes a failure. */
  readonly end: Promise<End | Unfinished>;
  /** Stops the worker at once. `end` then becomes cancelled, unless it is already settled. */
  cancel(): void;
}
export type FitJob = Job<FitEnd>;

/**
 * Starts a fit.
 *
 * @param script path of the bundled worker
 * @param onSteps receives the iterations as they arrive, a few times a second
 */
export function startFit(script: string, input: FitInput, onSteps: (steps: readonly Iteration[]) => void): FitJob {
  return start(script, input, 'fit', (message): FitEnd | undefined => {
    if (message.type === 'steps') onSteps(message.steps);
    return message.type === 'done' ? { state: 'fitted', output: message.output } : undefined;
  });
}

/** Starts the description of a file. @param script path of the bundled worker */
export function startDescription(script: string, input: DescriptionInput): Job<DescriptionEnd> {
  return start(script, input, 'description', (message): DescriptionEnd | undefined =>
    message.type === 'described' ? { state: 'described', table: message.table } : undefined,
  );
}

/** Starts the search for changes of a file. @param script path of the bundled worker */
export function startProposal(script: string, input: ProposalInput): Job<ProposalEnd> {
  return start(script, input, 'proposal', (message): ProposalEnd | undefined =>
    message.type === 'proposed' ? { state: 'proposed', output: message.output } : undefined,
  );
}

/**
 * Starts a comparison.
 *
 * @param script path of the bundled worker
 * @param onSteps receives the iterations of its fits as they arrive, a few times a second
 */
export function startComparison(
  script: string,
  input: ComparisonInput,
  onSteps: (steps: readonly Iteration[]) => void,
): Job<ComparisonEnd> {
  return start(script, input, 'comparison', (message): ComparisonEnd | undefined => {
    if (message.type === 'steps') onSteps(message.steps);
    return message.type === 'compared' ? { state: 'compared', report: message.report } : undefined;
  });
}

type Work = 'fit' | 'description' | 'proposal' | 'comparison';

/** Starts a worker. @param endOf returns the end that a message reports, if any */
function start<End>(
  script: string,
  input: FitInput | DescriptionInput | ProposalInput | ComparisonInput,
  work: Work,
  endOf: (message: WorkerMessage) => End | undefined,
): Job<End> {
  const worker = new Worker(script, { workerData: input });
  let settle: (end: End | Unfinished) => void = () => undefined;
  let settled = false;
  const end = new Promise<End | Unfinished>((resolve) => {
    settle = (value) => {
      if (settled) return;
      settled = true;
      resolve(value);
      void worker.terminate();
    };
  });
  const failure = (message: string): Unfinished => ({ state: 'failed', message, cause: 'program' });
  worker.on('message', (message: WorkerMessage) => {
    if (settled) return;
    const outcome =
      message.type === 'problem'
        ? ({ state: 'failed', cause: 'data', message: message.message, ...tableOf(message) } as const)
        : endOf(message);
    if (outcome !== undefined) settle(outcome);
  });
  worker.on('error', (error) =>
    settle(
      isHeapError(error)
        ? { state: 'failed', message: heapIsFull().message, cause: 'data' }
        : failure(errorWords(work, error.message)),
    ),
  );
  worker.on('exit', () => settle(failure(silenceWords(work))));
  return { end, cancel: () => settle({ state: 'cancelled' }) };
}

function tableOf({ table }: { readonly table?: 'a' | 'b' }): { readonly table?: 'a' | 'b' } {
  return table === undefined ? {} : { table };
}

/** Says that work ended with an error of the program. */
function errorWords(work: Work, error: string): string {
  switch (work) {
    case 'fit':
      return say('The fit stopped by an error of its own: {error}. Fit again, and report it if it comes back.', {
        error,
      });
    case 'description':
      return say(
        'Reading the columns stopped by an error of its own: {error}. Ask again, and report it if it comes back.',
        { error },
      );
    case 'proposal':
      return say(
        'Proposing fixes stopped by an error of its own: {error}. Ask again, and report it if it comes back.',
        { error },
      );
    case 'comparison':
      return say(
        'The comparison stopped by an error of its own: {error}. Compare again, and report it if it comes back.',
        { error },
      );
  }
}

/** Says that work ended without a result. */
function silenceWords(work: Work): string {
  switch (work) {
    case 'fit':
      return say('The fit stopped without an answer. Fit again, and report it if it comes back.');
    case 'description':
      return say('Reading the columns stopped without an answer. Ask again, and report it if it comes back.');
    case 'proposal':
      return say('Proposing fixes stopped without an answer. Ask again, and report it if it comes back.');
    case 'comparison':
      return say('The comparison stopped without an answer. Compare again, and report it if it comes back.');
  }
}
