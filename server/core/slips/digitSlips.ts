/** Possible meanings of a number's digits: slips of keys, marks and signs, each with log P(written | meant). */
import { BESIDE, BESIDE_KEYS, SHARES, type NumberSlip } from './shares';

/** A number that may have been meant. */
export interface Possible {
  readonly number: number;
  /** Digits with a decimal point, and a minus if negative. */
  readonly plain: string;
  readonly kind: NumberSlip;
  /** log P(written | meant), natural logarithm. */
  readonly logChannel: number;
  /** The operation for powers of ten and conversions; both digits for a mistyped one. */
  readonly detail?: string;
  /** Whether it only serves to reduce the certainty of others, and is too weak to be reported. */
  readonly isGuess?: true;
}

/** A number as it stands in a cell. */
export interface Typed {
  readonly number: number;
  readonly isNegative: boolean;
  /** Digits without sign and marks. */
  readonly digits: string;
  /** Number of digits before the decimal mark. */
  readonly whole: number;
  readonly hasThousands: boolean;
}

/** Maximum number of digits of a typed number; longer ones are computed. */
const MOST_DIGITS = 15;

/** @param decimals number of digits after the mark, as written. Undefined for numbers that are never typed. */
export function typedNumber(number: number, decimals: number, hasThousands: boolean): Typed | undefined {
  if (!Number.isFinite(number) || Math.abs(number) >= 10 ** MOST_DIGITS || decimals > MOST_DIGITS) return undefined;
  const [whole, fraction = ''] = Math.abs(number).toFixed(decimals).split('.');
  const digits = whole + fraction;
  return digits.length > MOST_DIGITS
    ? undefined
    : { number, isNegative: number < 0, digits, whole: whole.length, hasThousands };
}

/** All numbers from which a slip of digits, marks or the sign leads to the written number. */
export function digitSlips(typed: Typed): readonly Possible[] {
  return [
    ...missing(typed),
    ...extra(typed),
    ...exchanged(typed),
    ...mistyped(typed),
    ...marks(typed),
    ...sign(typed),
    ...tens(typed),
  ];
}

function possible(
  { isNegative }: Pick<Typed, 'isNegative'>,
  digits: string,
  whole: number,
  kind: NumberSlip,
  probability: number,
  detail?: string,
): readonly Possible[] {
  const padded = whole <= 0 ? '0'.repeat(1 - whole) + digits : digits.padEnd(whole, '0');
  const at = Math.max(1, whole);
  const before = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const behind = padded.slice(at);
  const plain = `${isNegative ? '-' : ''}${before}${behind === '' ? '' : `.${behind}`}`;
  const number = Number(plain);
  return Number.isFinite(number)
    ? [{ number, plain, kind, logChannel: Math.log(probability), ...(detail !== undefined && { detail }) }]
    : [];
}

/** No number begins with a zero before other digits: 63000 does not stand for 03000. */
function beginsAsNumber(digits: string, whole: number): boolean {
  return whole < 2 || !digits.startsWith('0');
}

/** A digit was left out. */
function missing(typed: Typed): readonly Possible[] {
  const { digits, whole } = typed;
  const found: Possible[] = [];
  const put = (at: number, digit: string, isWhole: boolean): void => {
    if (isWhole && at === 0 && digit === '0') return;
    found.push(
      ...possible(
        typed,
        digits.slice(0, at) + digit + digits.slice(at),
        whole + (isWhole ? 1 : 0),
        'missing',
        SHARES.missing / (digits.length + 1),
        digit,
      ),
    );
  };
  for (let at = 0; at <= digits.length; at++) {
    for (const digit of '0123456789') {
      if (at <= whole) put(at, digit, true);
      if (at >= whole && digits.length > whole) put(at, digit, false);
    }
  }
  return found.filter(({ number }) => number !== typed.number);
}

/** A surplus digit: the second one of a pair from a key held too long, or a key hit beside the right one. */
function extra(typed: Typed): readonly Possible[] {
  const { digits, whole } = typed;
  if (digits.length < 2) return [];
  return Array.from(digits).flatMap((digit, at) => {
    const isDoubled = digit === digits[at - 1];
    const keys = BESIDE_KEYS.get(digits[at - 1] ?? digits[at + 1]) ?? '';
    const hit = (1 - BESIDE) / 10 + (keys.includes(digit) ? BESIDE / keys.length : 0);
    const probability = isDoubled ? SHARES.doubled / (digits.length - 1) : (SHARES.extra / digits.length) * hit;
    const rest = digits.slice(0, at) + digits.slice(at + 1);
    return rest.length === 0 || !beginsAsNumber(rest, whole - (at < whole ? 1 : 0))
      ? []
      : possible(typed, rest, whole - (at < whole ? 1 : 0), isDoubled ? 'doubled' : 'extra', probability, digit);
  });
}

function exchanged(typed: Typed): readonly Possible[] {
  const { digits, whole } = typed;
  const found: Possible[] = [];
  for (let at = 0; at + 1 < digits.length; at++) {
    const meant = digits.slice(0, at) + digits[at + 1] + digits[at] + digits.slice(at + 2);
    if (digits[at] === digits[at + 1] || !beginsAsNumber(meant, whole)) continue;
    found.push(...possible(typed, meant, whole, 'exchanged', SHARES.exchanged / (digits.length - 1)));
  }
  return found;
}

function mistyped(typed: Typed): readonly Possible[] {
  const { digits, whole } = typed;
  return Array.from(digits).flatMap((digit, at) =>
    Array.from('0123456789').flatMap((meant) => {
      const changed = digits.slice(0, at) + meant + digits.slice(at + 1);
      if (meant === digit || !beginsAsNumber(changed, whole)) return [];
      const keys = BESIDE_KEYS.get(meant) ?? '';
      const probability = keys.includes(digit) ? BESIDE / keys.length : (1 - BESIDE) / (9 - keys.length);
      return possible(
        typed,
        changed,
        whole,
        'mistyped',
        (SHARES.mistyped / digits.length) * probability,
        `${digit}${meant}`,
      );
    }),
  );
}

/** The decimal mark was lost, moved by a digit or two, or read as a thousands mark. */
function marks(typed: Typed): readonly Possible[] {
  const { digits, whole, hasThousands } = typed;
  const decimals = digits.length - whole;
  const found: Possible[] = [];
  if (decimals === 0)
    for (let at = 0; at < digits.length; at++) found.push(...possible(typed, digits, at, 'markLost', SHARES.markLost));
  else {
    for (const [by, share] of [
      [-1, 0.4],
      [1, 0.4],
      [-2, 0.1],
      [2, 0.1],
    ])
      if (whole + by >= 0 && whole + by <= digits.length)
        found.push(...possible(typed, digits, whole + by, 'markMoved', SHARES.markMoved * share));
  }
  if (hasThousands && decimals === 0 && whole > 3)
    found.push(...possible(typed, digits, whole - 3, 'thousands', SHARES.thousands));
  if (!hasThousands && decimals === 3) found.push(...possible(typed, digits, whole + 3, 'thousands', SHARES.thousands));
  return found;
}

function sign(typed: Typed): readonly Possible[] {
  return typed.number === 0
    ? []
    : possible({ isNegative: !typed.isNegative }, typed.digits, typed.whole, 'sign', SHARES.sign);
}

const POWERS: readonly (readonly [number, string])[] = [
  [1, '10'],
  [2, '100'],
  [3, '1,000'],
];

/** Thousands for ones, per cent for parts, centimetres for metres. */
function tens(typed: Typed): readonly Possible[] {
  const { digits, whole } = typed;
  const hasZero = whole === digits.length && digits.length > 1 && digits.endsWith('0');
  return typed.number === 0
    ? []
    : POWERS.flatMap(([by, factor]) => [
        // Readers see a surplus zero.
        ...(by === 1 && hasZero
          ? possible(typed, digits.slice(0, -1), whole - 1, 'extra', SHARES.tens / 6, '0')
          : possible(typed, digits, whole - by, 'tens', SHARES.tens / 6, `-${factor}`)),
        ...possible(typed, digits, whole + by, 'tens', SHARES.tens / 6, factor),
      ]);
}
