/** Neighbouring keys, which a typing finger hits by mistake. */

/**
 * Share of mistyped letters and digits whose key is next to the right one: on the keyboard, on the keypad or in the row
 * above the letters.
 */
export const ADJACENT_KEY_SHARE = 0.6;

const LETTER_ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
/** Letters on the keys next to each letter on an English keyboard; rows are offset by half a key. */
export const ADJACENT_LETTERS: ReadonlyMap<string, string> = new Map(
  LETTER_ROWS.flatMap((row, y) =>
    Array.from(row, (letter, x): [string, string] => {
      const keys = [
        [y, x - 1],
        [y, x + 1],
        [y - 1, x],
        [y - 1, x + 1],
        [y + 1, x - 1],
        [y + 1, x],
      ];
      return [letter, keys.map(([v, u]) => LETTER_ROWS[v]?.[u] ?? '').join('')];
    }),
  ),
);

const KEYPAD = ['789', '456', '123', '0'];
const DIGIT_ROW = '1234567890';

/** Digits on the neighbouring keys of each digit. */
export const ADJACENT_DIGITS: ReadonlyMap<string, string> = new Map(
  Array.from(DIGIT_ROW, (digit): [string, string] => {
    const y = KEYPAD.findIndex((keys) => keys.includes(digit));
    const x = KEYPAD[y].indexOf(digit);
    const place = DIGIT_ROW.indexOf(digit);
    const adjacent = [
      KEYPAD[y][x - 1],
      KEYPAD[y][x + 1],
      KEYPAD[y - 1]?.[x],
      KEYPAD[y + 1]?.[x],
      DIGIT_ROW[place - 1],
      DIGIT_ROW[place + 1],
    ];
    return [digit, [...new Set(adjacent.filter((key) => key !== undefined))].join('')];
  }),
);
