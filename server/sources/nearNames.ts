/** Names that a user may have meant, for messages about a name that does not exist. */
import { printable } from '../words/printable';

/** Maximum number of names in a message. */
const MOST_NAMES = 10;
/** Maximum length of a name in a message, in characters. */
const LONGEST_NAME = 60;

/** Lists the names nearest to one that does not exist, for the end of a message; empty if there are none. */
export function nearNames(name: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const wanted = pairsOf(name);
  const ranked = names
    .map((candidate) => ({ candidate, likeness: likeness(wanted, pairsOf(candidate)) }))
    .sort((a, b) => b.likeness - a.likeness || (a.candidate < b.candidate ? -1 : 1));
  const shown = ranked.slice(0, MOST_NAMES).map(({ candidate }) => `"${printable(candidate, LONGEST_NAME)}"`);
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${shown.join(', ')}${more}`;
}

/** Pairs of neighbouring characters, without case. */
function pairsOf(name: string): ReadonlySet<string> {
  const text = ` ${name.toLowerCase()} `;
  return new Set(Array.from({ length: text.length - 1 }, (_, i) => text.slice(i, i + 2)));
}

/** Share of common pairs, from 0 to 1 (Dice 1945). */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((pair) => b.has(pair)).length;
  return (2 * common) / (a.size + b.size);
}
