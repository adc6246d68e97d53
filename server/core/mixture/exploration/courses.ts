/** Courses of a search: the runs of one K from their starts and moves, and the optima in which they end. */
import { lastStep, type EmStep, type Run } from '../em';
import type { StartKind } from '../start';
import type { MoveKind } from './moves';

/**
 * Beginning of a course; `cross` is a child of two optima, `merge` a start from the best mixture of one component more.
 */
export type CourseKind = StartKind | MoveKind | 'cross' | 'merge' | 'given';

/** A run with its number among the runs of this K. */
export interface Course {
  readonly index: number;
  readonly kind: CourseKind;
  /** Whether the course began by a move from another course, and so is not a start. */
  readonly isMove: boolean;
  readonly run: Run;
}

/** One step of one run. */
export interface CourseStep extends EmStep {
  /** Number of the run of this K, from 0. */
  readonly start: number;
}

/** Least difference of objectives, in nats per row, between distinct optima. */
export const LEAST_DISTINCT_DIFFERENCE = 1e-5;

/** Returns the courses that began from scratch, or from a mixture of fewer components. */
export function startsAmong(courses: readonly Course[]): readonly Course[] {
  return courses.filter(({ isMove }) => !isMove);
}

/**
 * Yields a run's steps as steps of a course, which may have made some already.
 *
 * @param index number of the course
 * @param earlierSteps number of steps that the course made before
 * @param skippedSteps number of steps at the beginning that were yielded before
 */
export function* courseSteps(
  steps: Generator<EmStep | undefined, Run>,
  index: number,
  earlierSteps = 0,
  skippedSteps = 0,
): Generator<CourseStep | undefined, Run> {
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
    const step = next.value;
    yield step === undefined || step.iteration < skippedSteps
      ? undefined
      : { ...step, iteration: step.iteration + earlierSteps, start: index };
  }
}

/** Returns the objective in which a course ends, in nats. */
export function objectiveOf({ run }: Course): number {
  return lastStep(run).objective;
}

/** Returns one course per optimum, the best first. */
export function distinctOptima(courses: readonly Course[], threshold: number): Course[] {
  const sorted = [...courses].sort((a, b) => objectiveOf(a) - objectiveOf(b) || a.index - b.index);
  return sorted.filter((course, i) => i === 0 || objectiveOf(course) - objectiveOf(sorted[i - 1]) > threshold);
}
