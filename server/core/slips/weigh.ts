/**
 * Weighs the possible meanings of a number that does not fit the other cells of its row: P(meant | written, rest) ∝
 * P(written | meant) p(meant | rest), against each other, against a code for a missing value, and against a number that
 * is wrong without a known cause.
 */
import { conversions } from './conversions';
import { digitSlips, typedNumber, type Possible } from './digitSlips';
import { OFF_GRID, OTHER, SHARES, type NumberSlip } from './shares';

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
  /** One where its odds are good; two where they are about equal and no third is near; else none. */
  readonly told: readonly MeantNumber[];
  /** Further candidates, the likeliest first. */
  readonly further: readonly MeantNumber[];
}

/** A neighbouring cell of the row that may have been exchanged with it. */
export interface BesideNumbers {
  readonly name: string;
  readonly number: number;
  /** Its digits with a decimal point. */
  readonly plain: string;
  /** Conditional log density, given the rest, of the own number in the neighbour's cell, minus the neighbour's own. */
  readonly gain: number;
}

export interface WrongNumber {
  readonly number: number;
  /** Number of decimals as written. */
  readonly decimals: number;
  readonly hasThousands: boolean;
  readonly unit: string | undefined;
  /** Step to which the column's numbers are written, in its own units; undefined where there is none. */
  readonly step: number | undefined;
  /** log p(x | rest) of a number in the data's units, or log P of a count; −∞ where the column cannot hold it. */
  readonly logDensity: (number: number) => number;
  /** Log density of a wrong number without a known cause. */
  readonly logWrong: number;
  /** Whether the row's other cells make a number plausible: an odd number is not reported as meant. */
  readonly isOrdinary: (number: number) => boolean;
  readonly beside: readonly BesideNumbers[];
  /** Number of other cells of its column with this number. */
  readonly repeats: number;
}

/** Minimum probability of a single reported meaning… */
const TOLD = 0.75;
/** …and of two together that are about equal. */
const BOTH = 0.85;
const ALIKE = 4;
const MOST_FURTHER = 3;
const LEAST_FURTHER = 0.02;
/** Conventional codes for missing numbers. */
const CODE = /^-?(?:9{2,}|9+[78]|8{2,}|7{2,})(?:\.[09]+)?$/;
/** Assumed number of equally common codes. */
const CODES = 8;

export function weighed(wrong: WrongNumber): WeighedNumber {
  const all = hypotheses(wrong);
  const logOther = Math.log(OTHER) + wrong.logWrong + Math.log(10 ** -wrong.decimals);
  const most = all.reduce((max, { log }) => Math.max(max, log), logOther);
  const total = all.reduce((sum, { log }) => sum + Math.exp(log - most), Math.exp(logOther - most));
  const ranked = all
    .map(({ log, kind, plain, detail, isGuess }): MeantNumber => ({
      kind,
      plain,
      ...(detail !== undefined && { detail }),
      ...(isGuess && { isGuess }),
      probability: Math.exp(log - most) / total,
    }))
    .sort((a, b) => b.probability - a.probability);
  const likely = toldOf(ranked);
  const told = likely.every(
    ({ plain, isGuess }) =>
      isGuess !== true && (plain === undefined || plain === '' || wrong.isOrdinary(Number(plain))),
  )
    ? likely
    : [];
  return {
    told,
    further: ranked
      .filter((own) => !told.includes(own) && own.plain !== undefined && own.probability >= LEAST_FURTHER)
      .slice(0, MOST_FURTHER),
  };
}

function toldOf([first, second]: readonly MeantNumber[]): readonly MeantNumber[] {
  if (first === undefined) return [];
  if (first.probability >= TOLD) return [first];
  if (
    second === undefined ||
    first.probability + second.probability < BOTH ||
    first.probability > ALIKE * second.probability
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

/** Each number once, whichever slips lead from it: the likeliest one is its reason. */
function hypotheses(wrong: WrongNumber): readonly Hypothesis[] {
  const found = new Map<number, { readonly best: Possible; readonly log: number }>();
  for (const each of possibles(wrong)) {
    const possible = { ...each, logChannel: each.logChannel + logOfForm(wrong, each) };
    const log = possible.logChannel + logMeant(wrong, possible);
    if (!(log > -Infinity) || possible.number === wrong.number) continue;
    const known = found.get(possible.number);
    if (known === undefined) found.set(possible.number, { best: possible, log });
    else
      found.set(possible.number, {
        best: known.best.logChannel >= possible.logChannel ? known.best : possible,
        log: logAdd(known.log, log),
      });
  }
  return [
    ...[...found.values()].map(({ best: { kind, plain, detail, isGuess }, log }) => ({
      kind,
      plain,
      detail,
      isGuess,
      log,
    })),
    ...copied(wrong),
    ...codes(wrong),
  ];
}

function possibles({ number, decimals, hasThousands, unit, step, beside }: WrongNumber): readonly Possible[] {
  const typed = typedNumber(number, decimals, hasThousands);
  const places = beside
    .filter((other) => other.number !== number)
    .map(({ number: own, plain, gain, name }): Possible => ({
      number: own,
      plain,
      kind: 'places',
      detail: name,
      logChannel: Math.log(SHARES.places / 2) + gain,
    }));
  if (typed === undefined) return places;
  const ownStep = step ?? 10 ** -decimals;
  return [...digitSlips(typed), ...conversions(typed, unit, ownStep, decimalsOf(ownStep)), ...places];
}

/** log P(meant | rest): the density times a step. */
function logMeant({ logDensity, step, decimals }: WrongNumber, { number }: Possible): number {
  return logDensity(number) + Math.log(step ?? 10 ** -decimals);
}

/**
 * Penalty for a number that is finer than its column. A lost decimal mark reveals the number of decimals, including
 * zeros.
 */
function logOfForm({ step }: WrongNumber, { kind, plain }: Possible): number {
  if (step === undefined) return 0;
  const hadMark = kind === 'markLost' || kind === 'markMoved';
  return isFiner(plain, step) || (hadMark && (plain.split('.')[1] ?? '').length > decimalsOf(step))
    ? Math.log(OFF_GRID)
    : 0;
}

/** Whether a number has more digits than the step allows: 3.75 where all have one decimal, 3705 where all are tens. */
function isFiner(plain: string, step: number): boolean {
  const decimals = decimalsOf(step);
  const fraction = plain.split('.')[1] ?? '';
  if (/[1-9]/.test(fraction.slice(decimals))) return true;
  const zeros = decimals > 0 ? 0 : (/0*$/.exec(String(step))?.[0].length ?? 0);
  return zeros > 0 && Number(plain) % 10 ** zeros !== 0;
}

/** @example decimalsOf(0.05) === 2 */
export function decimalsOf(step: number): number {
  const [digits, exponent = '0'] = String(step).split('e');
  return Math.max(0, (digits.split('.')[1] ?? '').length - Number(exponent));
}

/** The number of the neighbouring cell, read or written twice: the meant number is unknown. */
function copied({ number, beside }: WrongNumber): readonly Hypothesis[] {
  return beside
    .filter((other) => other.number === number)
    .map(({ name }) => ({ kind: 'copied', plain: undefined, detail: name, log: Math.log(SHARES.copied / 2) }));
}

function codes({ number, repeats }: WrongNumber): readonly Hypothesis[] {
  const isUsual = CODE.test(String(number));
  if (!isUsual && repeats < 2) return [];
  return [
    {
      kind: 'code',
      plain: '',
      log: Math.log(SHARES.code / CODES) + (isUsual ? 0 : Math.log(OFF_GRID)) + Math.log1p(repeats),
    },
  ];
}

function logAdd(a: number, b: number): number {
  return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
}
