/**
 * Kinds of number errors and their frequencies: the noisy channel P(written | meant) (Kernighan, Church & Gale 1990, "A
 * spelling correction program based on a noisy channel model"). The kinds are those of Wiseman, Cairns & Cox 2011, "A
 * taxonomy of number entry error", for digits and marks, and, for whole numbers, powers of ten, units and exchanged
 * cells. The shares are assumptions, rounded; only their orders of magnitude matter, since the row's other cells are
 * far stronger evidence.
 */

export type NumberSlip =
  | 'missing'
  | 'extra'
  | 'doubled'
  | 'exchanged'
  | 'mistyped'
  | 'markLost'
  | 'markMoved'
  | 'thousands'
  | 'sign'
  | 'tens'
  | 'unit'
  | 'places'
  | 'copied'
  | 'code';

/** Shares among all wrong numbers. The remainder is for numbers without a known cause. */
export const SHARES: Readonly<Record<NumberSlip, number>> = {
  missing: 0.1,
  extra: 0.08,
  doubled: 0.08,
  exchanged: 0.1,
  mistyped: 0.15,
  markLost: 0.1,
  markMoved: 0.05,
  thousands: 0.03,
  sign: 0.05,
  tens: 0.08,
  unit: 0.06,
  places: 0.03,
  copied: 0.03,
  code: 0.04,
};
export const UNKNOWN_SHARE = 0.02;

/**
 * Probability of a meant number that is finer than its column's step: the share of numbers that may lie off the step
 * (schema/roundingStep.ts).
 */
export const OFF_STEP_PROBABILITY = 0.01;
