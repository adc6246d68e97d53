/** Candidates for the meant number: slips of keys, marks and signs, each with log P(written | meant). */
import { ADJACENT_DIGITS, ADJACENT_KEY_SHARE } from '../spelling/texts/adjacentKeys';
import { SHARES, type NumberSlip } from './slipShares';

/** A number that may have been meant. */
export interface NumberCandidate {
  readonly number: number;
  /** Digits with a decimal point, and a minus if negative. */
  readonly plain: string;
  readonly kind: NumberSlip;
  /** log P(written | meant), natural logarithm. */
  readonly logChannel: number;
  /** The operation for powers of ten and conversions; both digits for a mistyped one. */
  readonly detail?: string;
  /** Whether the candidate only reduces the probability of others, and is too weak to be reported. */
  readonly isGuess?: true;
}

/** A number as written in a cell. */
export interface TypedNumber {
  readonly number: number;
  readonly isNegative: boolean;
  /** Digits without sign and marks. */
  readonly digits: string;
  /** Number of digits before the decimal mark. */
  readonly whole: number;
  readonly hasThousands: boolean;
}

/** Maximum number of digits that a number can be split into exactly. */
const MOST_DIGITS = 15;
/** Maximum number of digits of a typed number; longer ones are computed, and keys and marks are no cause of theirs. */
const MOST_TYPED_DIGITS = 12;

/** Splits a number into its digits; undefined for numbers of too many digits. @param decimals as written */
export function typedNumber(number: number, decimals: number, hasThousands: boolean): TypedNumber | undefined {
  if (!Number.isFinite(number) || Math.abs(number) >= 10 ** MOST_DIGITS || decimals > MOST_DIGITS) return undefined;
  const [whole, fraction = ''] = Math.abs(number).toFixed(decimals).split('.');
  const digits = whole + fraction;
  return digits.length > MOST_DIGITS
    ? undefined
    : { number, isNegative: number < 0, digits, whole: whole.length, hasThousands };
}

/** Finds all numbers that a slip of digits, marks or the sign turns into the written number. */
export function digitSlips(typed: TypedNumber): readonly NumberCandidate[] {
  const ofKeys =
    typed.digits.length > MOST_TYPED_DIGITS
      ? []
      : [
          ...missingDigits(typed),
          ...extraDigits(typed),
          ...exchangedDigits(typed),
          ...mistypedDigits(typed),
          ...wrongMarks(typed),
        ];
  return [...ofKeys, ...wrongSign(typed), ...powersOfTen(typed)];
}

/** A slip that turns a meant number into the written one. */
interface Slip extends Pick<NumberCandidate, 'kind' | 'detail'> {
  /** P(written | meant). */
  readonly probability: number;
}

function candidateOf(
  { isNegative }: Pick<TypedNumber, 'isNegative'>,
  digits: string,
  whole: number,
  { kind, probability, detail }: Slip,
): readonly NumberCandidate[] {
  const padded = whole <= 0 ? '0'.repeat(1 - whole) + digits : digits.padEnd(whole, '0');
  const markPosition = Math.max(1, whole);
  const wholeDigits = padded.slice(0, markPosition).replace(/^0+(?=\d)/, '');
  const fraction = padded.slice(markPosition);
  const plain = `${isNegative ? '-' : ''}${wholeDigits}${fraction === '' ? '' : `.${fraction}`}`;
  const number = Number(plain);
  return Number.isFinite(number)
    ? [{ number, plain, kind, logChannel: Math.log(probability), ...(detail !== undefined && { detail }) }]
    : [];
}

/** Whether digits can begin a number: none begins with a zero before other digits, so 63000 is no slip of 03000. */
function beginsAsNumber(digits: string, whole: number): boolean {
  return whole < 2 || !digits.startsWith('0');
}

/** Candidates for a missing digit. */
function missingDigits(typed: TypedNumber): readonly NumberCandidate[] {
  const { digits, whole } = typed;
  const candidates: NumberCandidate[] = [];
  const addCandidates = (at: number, digit: string, isWhole: boolean): void => {
    if (isWhole && at === 0 && digit === '0') return;
    candidates.push(
      ...candidateOf(typed, digits.slice(0, at) + digit + digits.slice(at), whole + (isWhole ? 1 : 0), {
        kind: 'missing',
        probability: SHARES.missing / (digits.length + 1),
        detail: digit,
      }),
    );
  };
  for (let at = 0; at <= digits.length; at++) {
    for (const digit of '0123456789') {
      if (at <= whole) addCandidates(at, digit, true);
      if (at >= whole && digits.length > whole) addCandidates(at, digit, false);
    }
  }
  return candidates.filter(({ number }) => number !== typed.number);
}

/** Candidates for a surplus digit: from a key held too long, or from a key hit next to the right one. */
function extraDigits(typed: TypedNumber): readonly NumberCandidate[] {
  const { digits, whole } = typed;
  if (digits.length < 2) return [];
  return Array.from(digits).flatMap((digit, at) => {
    const isDoubled = digit === digits[at - 1];
    const keys = ADJACENT_DIGITS.get(digits[at - 1] ?? digits[at + 1]) ?? '';
    const keyProbability =
      (1 - ADJACENT_KEY_SHARE) / 10 + (keys.includes(digit) ? ADJACENT_KEY_SHARE / keys.length : 0);
    const probability = isDoubled
      ? SHARES.doubled / (digits.length - 1)
      : (SHARES.extra / digits.length) * keyProbability;
    const rest = digits.slice(0, at) + digits.slice(at + 1);
    return rest.length === 0 || !beginsAsNumber(rest, whole - (at < whole ? 1 : 0))
      ? []
      : candidateOf(typed, rest, whole - (at < whole ? 1 : 0), {
          kind: isDoubled ? 'doubled' : 'extra',
          probability,
          detail: digit,
        });
  });
}

function exchangedDigits(typed: TypedNumber): readonly NumberCandidate[] {
  const { digits, whole } = typed;
  const candidates: NumberCandidate[] = [];
  for (let at = 0; at + 1 < digits.length; at++) {
    const meant = digits.slice(0, at) + digits[at + 1] + digits[at] + digits.slice(at + 2);
    if (digits[at] === digits[at + 1] || !beginsAsNumber(meant, whole)) continue;
    const probability = SHARES.exchanged / (digits.length - 1);
    candidates.push(...candidateOf(typed, meant, whole, { kind: 'exchanged', probability }));
  }
  return candidates;
}

function mistypedDigits(typed: TypedNumber): readonly NumberCandidate[] {
  const { digits, whole } = typed;
  return Array.from(digits).flatMap((digit, at) =>
    Array.from('0123456789').flatMap((meant) => {
      const changed = digits.slice(0, at) + meant + digits.slice(at + 1);
      if (meant === digit || !beginsAsNumber(changed, whole)) return [];
      const keys = ADJACENT_DIGITS.get(meant) ?? '';
      const probability = keys.includes(digit)
        ? ADJACENT_KEY_SHARE / keys.length
        : (1 - ADJACENT_KEY_SHARE) / (9 - keys.length);
      return candidateOf(typed, changed, whole, {
        kind: 'mistyped',
        probability: (SHARES.mistyped / digits.length) * probability,
        detail: `${digit}${meant}`,
      });
    }),
  );
}

/** Candidates for a decimal mark that is lost, moved by a digit or two, or read as a thousands mark. */
function wrongMarks(typed: TypedNumber): readonly NumberCandidate[] {
  const { digits, whole, hasThousands } = typed;
  const decimals = digits.length - whole;
  const thousands: Slip = { kind: 'thousands', probability: SHARES.thousands };
  const candidates: NumberCandidate[] = [];
  if (decimals === 0)
    for (let at = 0; at < digits.length; at++)
      candidates.push(...candidateOf(typed, digits, at, { kind: 'markLost', probability: SHARES.markLost }));
  else {
    for (const [shift, share] of [
      [-1, 0.4],
      [1, 0.4],
      [-2, 0.1],
      [2, 0.1],
    ])
      if (whole + shift >= 0 && whole + shift <= digits.length)
        candidates.push(
          ...candidateOf(typed, digits, whole + shift, { kind: 'markMoved', probability: SHARES.markMoved * share }),
        );
  }
  if (hasThousands && decimals === 0 && whole > 3) candidates.push(...candidateOf(typed, digits, whole - 3, thousands));
  if (!hasThousands && decimals === 3) candidates.push(...candidateOf(typed, digits, whole + 3, thousands));
  return candidates;
}

function wrongSign(typed: TypedNumber): readonly NumberCandidate[] {
  return typed.number === 0
    ? []
    : candidateOf({ isNegative: !typed.isNegative }, typed.digits, typed.whole, {
        kind: 'sign',
        probability: SHARES.sign,
      });
}

const POWERS: readonly (readonly [number, string])[] = [
  [1, '10'],
  [2, '100'],
  [3, '1,000'],
];

/** Candidates for a wrong power of ten: thousands for ones, per cent for parts, centimetres for metres. */
function powersOfTen(typed: TypedNumber): readonly NumberCandidate[] {
  const { digits, whole } = typed;
  const probability = SHARES.tens / 6;
  const hasZero = whole === digits.length && digits.length > 1 && digits.endsWith('0');
  return typed.number === 0
    ? []
    : POWERS.flatMap(([power, factor]) => [
        // Readers see a surplus zero.
        ...(power === 1 && hasZero
          ? candidateOf(typed, digits.slice(0, -1), whole - 1, { kind: 'extra', probability, detail: '0' })
          : candidateOf(typed, digits, whole - power, { kind: 'tens', probability, detail: `-${factor}` })),
        ...candidateOf(typed, digits, whole + power, { kind: 'tens', probability, detail: factor }),
      ]);
}
