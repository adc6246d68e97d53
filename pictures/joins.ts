/** Texts joined as the reader's language does it: items with commas, clauses with semicolons, sentences with blanks. */
import { say } from '../language/language';

/** Joins items of equal rank without a last "and". @example series(['a', 'b', 'c']) === 'a, b, c' */
export function series(items: readonly string[]): string {
  return joined(items, (list, item) => say('{list}, {item}', { list, item }));
}

/** Joins clauses to a sentence without its full stop. @example clauses(['a', 'b']) === 'a; b' */
export function clauses(items: readonly string[]): string {
  return joined(items, (sentence, remark) => say('{sentence}; {remark}', { sentence, remark }));
}

/** Joins whole sentences; empty ones are left out. @example sentences(['A.', '', 'B.']) === 'A. B.' */
export function sentences(items: readonly string[]): string {
  return joined(
    items.filter((item) => item !== ''),
    (text, sentence) => say('{text} {sentence}', { text, sentence }),
  );
}

function joined(items: readonly string[], join: (text: string, item: string) => string): string {
  return items.length === 0 ? '' : items.reduce(join);
}
