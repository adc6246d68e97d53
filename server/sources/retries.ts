/** Repeats statements that fail for a reason that may pass, after pauses that double. */
import { setTimeout } from 'node:timers/promises';
import { seededRandom, type Random } from '../core/numeric/random';
import { FitProblem } from '../words/fitProblem';

/**
 * Why a statement failed that may succeed later: the connection was lost, no server answers, the answer takes too long,
 * or a server lost one of its shards.
 */
export type FaultKind = 'lost' | 'unreachable' | 'slow' | 'shard';

/** A problem that may pass. */
export class PassingProblem extends FitProblem {
  /** @param fault what went wrong, without the remedy */
  constructor(
    readonly kind: FaultKind,
    readonly fault: string,
    remedy: string,
  ) {
    super(`${fault}; ${remedy}`);
  }
}

/** Number and times of the repetitions of a statement. */
export interface Retries {
  /** Maximum number of repetitions of a statement. */
  readonly count: number;
  /** Mean of the first pause, in milliseconds; each further one is twice as long. */
  readonly firstPause: number;
  readonly kinds: readonly FaultKind[];
  /** Numbers that spread the pauses, so that many clients do not return at once. */
  readonly random: Random;
  /** Waits for a time in milliseconds; rejects once the signal is aborted. */
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
  /** Receives a line for each repetition. */
  readonly report?: ((line: string) => void) | undefined;
}

/** Longest mean of a pause, in milliseconds. */
const LONGEST_PAUSE = 30_000;

/** Number of repetitions of a pass where the user gives none: about a minute, in which a server can start again. */
export const DEFAULT_RETRIES = 6;

async function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal });
}

/** Repetitions of any statement: two at once, where a connection is lost. */
export const QUICK_RETRIES: Retries = { count: 2, firstPause: 200, kinds: ['lost'], random: seededRandom(0), wait };

/** Repetitions of the statements of a long run, of which much would be lost. */
export function patientRetries(count: number, seed: number, report: (line: string) => void): Retries {
  const kinds: readonly FaultKind[] = ['lost', 'unreachable', 'slow', 'shard'];
  return { count, firstPause: 1000, kinds, random: seededRandom(seed), wait, report };
}

/** Returns the pause before a repetition, in milliseconds: half to one and a half times its mean. */
export function pauseBefore(
  repetition: number,
  { firstPause, random }: Pick<Retries, 'firstPause' | 'random'>,
): number {
  return Math.min(LONGEST_PAUSE, firstPause * 2 ** repetition) * (0.5 + random());
}

/**
 * Runs work, and again after a pause where it fails for a reason that may pass.
 *
 * @param mayRepeat whether what the failed attempt did can be done again
 * @throws what the last attempt throws; the reason of the signal once it is aborted
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  retries: Retries,
  signal?: AbortSignal,
  mayRepeat: () => boolean = () => true,
): Promise<T> {
  for (let repetition = 0; ; repetition++) {
    try {
      return await work();
    } catch (error) {
      const isPassing = error instanceof PassingProblem && retries.kinds.includes(error.kind);
      if (!isPassing || repetition >= retries.count || !mayRepeat()) throw error;
      const pause = pauseBefore(repetition, retries);
      const seconds = (pause / 1000).toFixed(1);
      retries.report?.(`${error.fault}; trying again in ${seconds} s (${repetition + 1} of ${retries.count})`);
      try {
        await retries.wait(pause, signal);
      } finally {
        signal?.throwIfAborted();
      }
    }
  }
}
