/**
 * Weighs the possible meanings of a number that does not fit the other cells of its row: P(meant | written, rest) ∝
 * P(written | meant) p(meant | rest), against each other, against a code for a missing value, and against a number that
 * is wrong without a known cause.
 */
import { conversions } from './conversions';
import { digitSlips, typedNumber, type NumberCandidate } from './digitSlips';
import { OFF_STEP_PROBABILITY, UNKNOWN_SHARE, SHARES, type NumberSlip } from './slipShares';

/** A possible explanation of a wrong number. */
export interface MeantNumber {
  readonly kind: NumberSlip;
  /** Digits with a decimal point; '' for a missing value; undefined where the meant number is unknown. */
  readonly plain: string | undefined;
  readonly detail?: string;
  readonly isGuess?: true;
  /** Probability among all hypotheses. */
  readonly probability: number;
}

export interface WeighedNumber {
  /** Meanings to report: one with good odds, two about equally likely ones far ahead of a third, or none. */
  readonly reported: readonly MeantNumber[];
  /** Further candidates, the likeliest first. */
  readonly further: readonly MeantNumber[];
}

/** A number in an adjacent cell, which may have been exchanged with the wrong one. */
export interface AdjacentNumber {
  readonly name: string;
  readonly number: number;
  /** Digits with a decimal point. */
  readonly plain: string;
  /**
   * Conditional log density, given the rest, of the wrong number in the adjacent cell, minus that of its own number.
   */
  readonly gain: number;
}

export interface WrongNumber {
  readonly number: number;
  /** Number of decimals as written. */
  readonly decimals: number;
  readonly hasThousands: boolean;
  readonly unit: string | undefined;
  /** Step to which the column's numbers are written, in the data's units; undefined where there is none. */
  readonly step: number | undefined;
  /** log p(x | rest) of a number in the data's units, or log P of a count; −∞ where the column cannot hold it. */
  readonly logDensity: (number: number) => number;
  /** Log density of a wrong number without a known cause. */
  readonly logWrong: number;
  /** Whether a number is plausible given the row's other cells; implausible numbers are not reported as meant. */
  readonly isOrdinary: (number: number) => boolean;
  readonly adjacent: readonly AdjacentNumber[];
  /** Number of other cells of the column with this number. */
  readonly repeats: number;
}

/** Minimum probability of a meaning that is reported alone… */
const LEAST_SINGLE_PROBABILITY = 0.75;
/** …and of two meanings together that are about equally likely. */
const LEAST_JOINT_PROBABILITY = 0.85;
const MOST_RATIO_OF_EQUALS = 4;
const MOST_FURTHER = 3;
const LEAST_FURTHER = 0.02;
/** Conventional codes for missing numbers. */
const MISSING_CODE = /^-?(?:9{2,}|9+[78]|8{2,}|7{2,})(?:\.[09]+)?$/;
/** Assumed number of equally common codes. */
const USUAL_CODES = 8;
/** Maximum number of digits of other codes; people choose short ones, and long repeated numbers were computed. */
const MOST_CODE_DIGITS = 5;

export function weighMeanings(wrong: WrongNumber): WeighedNumber {
  const hypotheses = hypothesesOf(wrong);
  const logUnknown = Math.log(UNKNOWN_SHARE) + wrong.logWrong + Math.log(10 ** -wrong.decimals);
  const largest = hypotheses.reduce((max, { log }) => Math.max(max, log), logUnknown);
  const total = hypotheses.reduce((sum, { log }) => sum + Math.exp(log - largest), Math.exp(logUnknown - largest));
  const ranked = hypotheses
    .map(({ log, kind, plain, detail, isGuess }): MeantNumber => ({
      kind,
      plain,
      ...(detail !== undefined && { detail }),
      ...(isGuess && { isGuess }),
      probability: Math.exp(log - largest) / total,
    }))
    .sort((a, b) => b.probability - a.probability);
  const likely = reportable(ranked);
  const reported = likely.every(
    ({ plain, isGuess }) =>
      isGuess !== true && (plain === undefined || plain === '' || wrong.isOrdinary(Number(plain))),
  )
    ? likely
    : [];
  return {
    reported,
    further: ranked
      .filter(
        (meaning) => !reported.includes(meaning) && meaning.plain !== undefined && meaning.probability >= LEAST_FURTHER,
      )
      .slice(0, MOST_FURTHER),
  };
}

function reportable([first, second]: readonly MeantNumber[]): readonly MeantNumber[] {
  if (first === undefined) return [];
  if (first.probability >= LEAST_SINGLE_PROBABILITY) return [first];
  if (
    second === undefined ||
    first.probability + second.probability < LEAST_JOINT_PROBABILITY ||
    first.probability > MOST_RATIO_OF_EQUALS * second.probability
  )
    return [];
  return first.plain === undefined || second.plain === undefined ? [] : [first, second];
}

interface Hypothesis {
  readonly kind: NumberSlip;
  readonly plain: string | undefined;
  readonly detail?: string | undefined;
  readonly isGuess?: true | undefined;
  readonly log: number;
}

/** Lists each candidate number once, with its likeliest slip as the reason. */
function hypothesesOf(wrong: WrongNumber): readonly Hypothesis[] {
  const byNumber = new Map<number, { readonly best: NumberCandidate; readonly log: number }>();
  const form = stepForm(wrong.step);
  const logStep = Math.log(stepOf(wrong));
  for (const slip of slipCandidates(wrong)) {
    const candidate = { ...slip, logChannel: slip.logChannel + logFormPenalty(form, slip) };
    // log P(meant | rest) is that of the density times a step.
    const log = candidate.logChannel + (wrong.logDensity(candidate.number) + logStep);
    if (!(log > -Infinity) || candidate.number === wrong.number) continue;
    const previous = byNumber.get(candidate.number);
    if (previous === undefined) byNumber.set(candidate.number, { best: candidate, log });
    else
      byNumber.set(candidate.number, {
        best: previous.best.logChannel >= candidate.logChannel ? previous.best : candidate,
        log: logAdd(previous.log, log),
      });
  }
  return [
    ...[...byNumber.values()].map(({ best: { kind, plain, detail, isGuess }, log }) => ({
      kind,
      plain,
      detail,
      isGuess,
      log,
    })),
    ...copiedNumbers(wrong),
    ...missingCodes(wrong),
  ];
}

function slipCandidates(wrong: WrongNumber): readonly NumberCandidate[] {
  const { number, decimals, hasThousands, unit, adjacent } = wrong;
  const typed = typedNumber(number, decimals, hasThousands);
  const places = adjacent
    .filter((cell) => cell.number !== number)
    .map(({ number: adjacentNumber, plain, gain, name }): NumberCandidate => ({
      number: adjacentNumber,
      plain,
      kind: 'places',
      detail: name,
      logChannel: Math.log(SHARES.places / 2) + gain,
    }));
  if (typed === undefined) return places;
  const columnStep = stepOf(wrong);
  return [...digitSlips(typed), ...conversions(typed, unit, columnStep, decimalsOf(columnStep)), ...places];
}

/** Returns the step of the column, or that of the number as written. */
function stepOf({ step, decimals }: WrongNumber): number {
  return step ?? 10 ** -decimals;
}

/** Digits that a step allows. */
interface StepForm {
  readonly decimals: number;
  /** Number of zeros at the end of a step without decimals. */
  readonly zeros: number;
}

function stepForm(step: number | undefined): StepForm | undefined {
  if (step === undefined) return undefined;
  const decimals = decimalsOf(step);
  return { decimals, zeros: decimals > 0 ? 0 : (/0*$/.exec(String(step))?.[0].length ?? 0) };
}

/**
 * Returns the penalty for a number that is finer than its column. A lost decimal mark reveals the number of decimals,
 * including zeros.
 */
function logFormPenalty(form: StepForm | undefined, { kind, plain }: NumberCandidate): number {
  if (form === undefined) return 0;
  const hadMark = kind === 'markLost' || kind === 'markMoved';
  return isFiner(plain, form) || (hadMark && fractionOf(plain).length > form.decimals)
    ? Math.log(OFF_STEP_PROBABILITY)
    : 0;
}

/** Whether a number has more digits than the step allows: 3.75 where all have one decimal, 3705 where all are tens. */
function isFiner(plain: string, { decimals, zeros }: StepForm): boolean {
  const fraction = fractionOf(plain);
  if (fraction.length > decimals && /[1-9]/.test(fraction.slice(decimals))) return true;
  return zeros > 0 && Number(plain) % 10 ** zeros !== 0;
}

/** @example fractionOf('3.75') === '75' */
function fractionOf(plain: string): string {
  const mark = plain.indexOf('.');
  return mark < 0 ? '' : plain.slice(mark + 1);
}

/** @example decimalsOf(0.05) === 2 */
function decimalsOf(step: number): number {
  const [digits, exponent = '0'] = String(step).split('e');
  return Math.max(0, (digits.split('.')[1] ?? '').length - Number(exponent));
}

/** Hypotheses that the number of an adjacent cell was written twice: the meant number is unknown. */
function copiedNumbers({ number, adjacent }: WrongNumber): readonly Hypothesis[] {
  return adjacent
    .filter((cell) => cell.number === number)
    .map(({ name }) => ({ kind: 'copied', plain: undefined, detail: name, log: Math.log(SHARES.copied / 2) }));
}

function missingCodes({ number, repeats }: WrongNumber): readonly Hypothesis[] {
  const isUsual = MISSING_CODE.test(String(number));
  if (!isUsual && (repeats < 2 || digitCount(number) > MOST_CODE_DIGITS)) return [];
  return [
    {
      kind: 'code',
      plain: '',
      log: Math.log(SHARES.code / USUAL_CODES) + (isUsual ? 0 : Math.log(OFF_STEP_PROBABILITY)) + Math.log1p(repeats),
    },
  ];
}

/** Number of digits as written, without leading zeros. */
function digitCount(number: number): number {
  return String(number).replace(/^-?[0.]*|\D/g, '').length;
}

function logAdd(a: number, b: number): number {
  return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
}
