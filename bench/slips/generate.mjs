// Slips in a real table, from a seed: letters by a model of the keyboard and of hands, capitals, blanks and accents.
// What was planted is known, text by text.
import { load } from '../core.mjs';

const { seededRandom } = await load('server/core/numeric/random.ts');

/** Slips of letters, about as often as people make them (Kernighan, Church & Gale 1990), and other spellings. */
export const LETTERS = ['missing', 'extra', 'doubled', 'beside', 'mistyped', 'exchanged', 'twice'];
export const VARIANTS = ['capitals', 'blanks', 'accents'];
const FREQUENCIES = {
  missing: 0.28,
  extra: 0.1,
  doubled: 0.12,
  beside: 0.2,
  mistyped: 0.1,
  exchanged: 0.14,
  twice: 0.06,
  capitals: 0.6,
  blanks: 0.25,
  accents: 0.15,
};

const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';
const ACCENTS = { a: 'á', e: 'é', i: 'í', o: 'ö', u: 'ü', n: 'ñ', c: 'ç' };
/** Words of fewer letters are left alone: too many of them are alike. */
const LEAST_LETTERS = 4;

/**
 * @param rows the cells of a table, row by row
 * @param columns positions of the columns of levels into which slips are planted
 * @param rate which share of their cells
 * @param kinds the kinds of slips
 * @returns the rows with slips, and what was planted where
 */
export function planted({ rows, columns, rate, kinds, seed }) {
  const random = seededRandom(seed);
  const levels = new Map(columns.map((column) => [column, new Set(rows.map((row) => row[column]))]));
  const slips = [];
  const dirty = rows.map((row, n) =>
    row.map((cell, column) => {
      if (!levels.has(column) || (cell.match(/\p{L}/gu)?.length ?? 0) < LEAST_LETTERS || random() >= rate) return cell;
      const kind = drawn(kinds, random);
      const typed = slipped(cell, kind, random);
      // What is a level itself, nobody can tell.
      if (typed === undefined || typed === cell || typed.trim() === '' || levels.get(column).has(typed)) return cell;
      slips.push({ row: n, column, kind, meant: cell, typed });
      return typed;
    }),
  );
  return { rows: dirty, slips };
}

function drawn(kinds, random) {
  let left = random() * kinds.reduce((sum, kind) => sum + FREQUENCIES[kind], 0);
  return kinds.find((kind) => (left -= FREQUENCIES[kind]) < 0) ?? kinds[0];
}

function slipped(text, kind, random) {
  if (kind === 'twice') {
    const two = () => drawn(LETTERS.slice(0, 6), random);
    const once = slipped(text, two(), random);
    return once && slipped(once, two(), random);
  }
  if (kind === 'capitals')
    return [text.toLowerCase(), text.toUpperCase(), text[0].toUpperCase() + text.slice(1), swapped(text, random)]
      .filter((own) => own !== text)
      .at(Math.floor(random() * 3));
  const places = Array.from(text, (letter, at) => ({ letter, at })).filter(({ letter }) => /[a-z]/i.test(letter));
  if (kind === 'blanks') {
    const gaps = places.filter(({ at }) => text[at + 1] === ' ' || text[at + 1] === '-');
    if (gaps.length > 0 && random() < 0.6) {
      const { at } = any(gaps, random);
      return text.slice(0, at + 1) + any(['', '  ', text[at + 1] === ' ' ? '-' : ' '], random) + text.slice(at + 2);
    }
    const { at } = any(places.slice(1), random);
    return `${text.slice(0, at)} ${text.slice(at)}`;
  }
  if (kind === 'accents') {
    const bare = places.filter(({ letter }) => letter in ACCENTS);
    if (bare.length === 0) return undefined;
    const { letter, at } = any(bare, random);
    return (text.slice(0, at) + ACCENTS[letter] + text.slice(at + 1)).normalize(random() < 0.5 ? 'NFC' : 'NFD');
  }
  return oneLetter(text, kind, any(places, random), random);
}

function oneLetter(text, kind, { letter, at }, random) {
  const like = (own) => (letter === letter.toUpperCase() ? own.toUpperCase() : own);
  const put = (between, from = at + 1) => text.slice(0, at) + between + text.slice(from);
  switch (kind) {
    case 'missing':
      return put('');
    case 'doubled':
      return put(letter + letter.toLowerCase());
    case 'extra':
      return put(like(random() < 0.6 ? beside(letter, random) : any(ALPHABET, random)) + letter);
    case 'beside':
      return put(like(beside(letter, random)));
    case 'mistyped':
      return put(like(any(ALPHABET, random)));
    case 'exchanged': {
      const next = text[at + 1] ?? '';
      return /[a-z]/i.test(next)
        ? put(
            like(next.toLowerCase()) + (next === next.toUpperCase() ? letter.toUpperCase() : letter.toLowerCase()),
            at + 2,
          )
        : undefined;
    }
    default:
      throw new Error(`no slip is called ${kind}`);
  }
}

function beside(letter, random) {
  const y = ROWS.findIndex((row) => row.includes(letter.toLowerCase()));
  const x = ROWS[y].indexOf(letter.toLowerCase());
  return any(
    [
      [y, x - 1],
      [y, x + 1],
      [y - 1, x],
      [y - 1, x + 1],
      [y + 1, x - 1],
      [y + 1, x],
    ].flatMap(([v, u]) => ROWS[v]?.[u] ?? []),
    random,
  );
}

function swapped(text, random) {
  const at = Math.floor(random() * text.length);
  return (
    text.slice(0, at) +
    (text[at] === text[at].toUpperCase() ? text[at].toLowerCase() : text[at].toUpperCase()) +
    text.slice(at + 1)
  );
}

function any(values, random) {
  return values[Math.floor(random() * values.length)];
}
