/**
 * Rounds of moves from the best optima of a search: optima are crossed, and components move within one.
 *
 * Crossing after Gribel & Vidal (2019, "HG-means: a scalable hybrid genetic algorithm for minimum sum-of-squares
 * clustering", Pattern Recognition 88): the optima are a population, a child of two takes the place of the worse one if
 * it is better, and most children are changed before they run.
 */
import { totalWeight, type Matrix } from '../../data/matrix';
import type { Space } from '../../data/rowPoints';
import type { Random } from '../../numeric/random';
import { runWithEarlyStopping } from '../earlyStopping';
import { em, FEW_PLAIN_STEPS, type RunOptions } from '../em';
import type { Mixture } from '../model';
import {
  distinctOptima,
  LEAST_DISTINCT_DIFFERENCE,
  objectiveOf,
  type Course,
  type CourseKind,
  type CourseStep,
} from './courses';
import { crossMixtures } from './crossing';
import { componentsByNeed, moveComponent, type MoveKind } from './moves';

/** Number of optima from which moves begin; half of the moves within an optimum begin from the best. */
const MOST_BASES = 10;
/** Share of the rounds of a thorough search that cross two optima; a short one gains more by moves. */
const CROSSED_SHARE = 0.8;
/** Share of children of two optima of which one component moves as well. */
const MUTATED_SHARE = 0.7;
/**
 * Exponent of the uniform number by which half of the moves prefer the least needed components; the others take any.
 */
const NEED_EXPONENT = 3;

/** The planned moves: their number, the share of them that place a component, and the options of each run. */
export interface Plan {
  readonly moves: number;
  /** Number of consecutive moves without a better optimum after which the moves end. */
  readonly patience: number;
  readonly placedShare: number;
  /** Whether optima are crossed, and a pass per component is made to find the least needed ones. */
  readonly isThorough: boolean;
  readonly emOptions: RunOptions;
}

/** The rows, and what is drawn from. */
interface Field {
  readonly matrix: Matrix;
  readonly space: Space;
  readonly random: Random;
}

/** A mixture from which a run begins. */
interface Beginning {
  readonly mixture: Mixture;
  readonly kind: CourseKind;
  /** Index of the optimum that the run must beat, and then replaces. */
  readonly rival: number;
}

/**
 * Makes moves from the best optima; a move that leads to a better optimum becomes a course.
 *
 * @param courses at least one; better courses are added
 * @returns number of moves since the best optimum was found
 */
export function* makeMoves(field: Field, courses: Course[], plan: Plan): Generator<CourseStep | undefined, number> {
  const { matrix } = field;
  const minDifference = LEAST_DISTINCT_DIFFERENCE * totalWeight(matrix);
  const bases = distinctOptima(courses, minDifference).slice(0, MOST_BASES);
  const needs = new Needs(matrix, plan.isThorough);
  let movesSinceBest = 0;
  for (let i = 0; i < plan.moves && movesSinceBest < plan.patience; i++) {
    movesSinceBest++;
    const { mixture, kind, rival } = yield* nextBeginning(field, bases, needs, plan);
    const run = yield* runWithEarlyStopping(
      em(mixture, matrix, plan.emOptions, FEW_PLAIN_STEPS),
      objectiveOf(bases[rival]) - minDifference,
    );
    if (run === undefined) continue;
    const course: Course = { index: courses[0].index + courses.length, kind, isMove: true, run };
    if (objectiveOf(course) < objectiveOf(bases[0]) - minDifference) movesSinceBest = 0;
    bases.splice(rival, 1);
    // The run may have reached an optimum that another base already represents.
    if (bases.some((other) => Math.abs(objectiveOf(other) - objectiveOf(course)) <= minDifference)) continue;
    courses.push(course);
    bases.push(course);
    bases.sort((a, b) => objectiveOf(a) - objectiveOf(b));
    for (const step of run.trace) yield { ...step, start: course.index };
  }
  return movesSinceBest;
}

/** Draws what the next run begins from: two optima crossed, a component moved, or both. */
function* nextBeginning(
  { matrix, space, random }: Field,
  bases: readonly Course[],
  needs: Needs,
  { placedShare, isThorough, emOptions: { estimate } }: Plan,
): Generator<undefined, Beginning> {
  const at = random() < 0.5 ? 0 : Math.floor(random() * bases.length);
  const kind: MoveKind = random() < placedShare ? 'place' : 'split';
  const base = bases[at];
  const component = drawComponent(base.run.mixture, yield* needs.of(base), random);
  const insertion = { matrix, space, estimate, kind };
  if (!isThorough || bases.length === 1 || random() >= CROSSED_SHARE)
    return { mixture: yield* moveComponent(base.run.mixture, component, insertion, random), kind, rival: at };
  const drawn = Math.floor(random() * (bases.length - 1));
  const other = drawn < at ? drawn : drawn + 1;
  const child = yield* crossMixtures(base.run.mixture, bases[other].run.mixture, matrix, random);
  const mixture = random() < MUTATED_SHARE ? yield* moveComponent(child, component, insertion, random) : child;
  return { mixture, kind: 'cross', rival: Math.max(at, other) };
}

/** The components of optima by need, computed once for each optimum. */
class Needs {
  private readonly orders = new Map<Course, readonly number[]>();

  constructor(
    private readonly matrix: Matrix,
    private readonly isThorough: boolean,
  ) {}

  /** Returns the indices of the components, the least needed first; undefined where needs are not computed. */
  *of(course: Course): Generator<undefined, readonly number[] | undefined> {
    if (!this.isThorough) return undefined;
    const order = this.orders.get(course) ?? (yield* componentsByNeed(course.run.mixture, this.matrix));
    this.orders.set(course, order);
    return order;
  }
}

/** Draws the component to move: any, or one that is little needed. */
function drawComponent({ shape: { k } }: Mixture, order: readonly number[] | undefined, random: Random): number {
  return order === undefined || random() < 0.5
    ? Math.floor(k * random())
    : order[Math.floor(k * random() ** NEED_EXPONENT)];
}
