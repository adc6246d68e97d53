/** Starts fits in worker threads and tells how they end. The main thread stays free to answer. */
import { Worker } from 'node:worker_threads';
import type { FailureData, Iteration } from '../protocol';
import type { FitOutput } from './pipeline';
import type { FitInput, WorkerMessage } from './worker';

export type FitEnd =
  | { readonly state: 'fitted'; readonly output: FitOutput }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly message: string; readonly cause: FailureData['cause'] };

/** A fit under way. */
export interface FitJob {
  /** Never rejects: a crash of the worker is told as a failure. */
  readonly end: Promise<FitEnd>;
  /** Stops the worker at once. `end` then says cancelled, unless it already said otherwise. */
  cancel(): void;
}

/**
 * @param script path of the bundled worker
 * @param onSteps is called with the iterations as they come, a few times a second
 */
export function startFit(script: string, input: FitInput, onSteps: (steps: readonly Iteration[]) => void): FitJob {
  const worker = new Worker(script, { workerData: input });
  let settle: (end: FitEnd) => void = () => undefined;
  let settled = false;
  const end = new Promise<FitEnd>((resolve) => {
    settle = (value) => {
      if (settled) return;
      settled = true;
      resolve(value);
      void worker.terminate();
    };
  });
  worker.on('message', (message: WorkerMessage) => {
    if (settled) return;
    if (message.type === 'steps') onSteps(message.steps);
    else if (message.type === 'done') settle({ state: 'fitted', output: message.output });
    else settle({ state: 'failed', message: message.message, cause: 'data' });
  });
  worker.on('error', (error) => settle({ state: 'failed', message: `The fit stopped by an error of its own: ${error.message}. Fit again, and report it if it comes back.`, cause: 'program' }));
  worker.on('exit', () => settle({ state: 'failed', message: 'The fit stopped without an answer. Fit again, and report it if it comes back.', cause: 'program' }));
  return { end, cancel: () => settle({ state: 'cancelled' }) };
}
