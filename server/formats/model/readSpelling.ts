/** Reads the spelling of levels from a model file. */
import type { Spelling, SpellingPair } from '../../core/schema/texts/spelling';
import { fieldOf, fieldsOf, listOf, numberOf, type JsonFields } from '../jsonFields';
import { FitProblem } from '../../words/fitProblem';

/** Reads the spelling of a column whose levels are words. */
export function spellingOf(column: JsonFields, levels: readonly string[]): { readonly spelling?: Spelling } {
  if (fieldOf(column, 'spelling') === undefined) return {};
  const spelling = { ...fieldsOf(fieldOf(column, 'spelling'), column.owner, '"spelling"'), owner: column.owner };
  if (levels.length === 0 || fieldOf(column, 'codes') !== undefined)
    throw new FitProblem(`${column.owner} a column of numbers has no "spelling".`);
  const counts = listOf(spelling, 'counts');
  if (
    counts.length !== levels.length ||
    !counts.every((count): count is number => Number.isSafeInteger(count) && Number(count) >= 0)
  )
    throw new FitProblem(`${column.owner} spelling "counts" must be ${levels.length} whole numbers from 0.`);
  const rate = numberOf(spelling, 'rate', 0);
  if (rate >= 1) throw new FitProblem(`${column.owner} spelling "rate" must be below 1.`);
  const [variants, misspelt] = ['variants', 'misspelt'].map((name) => pairsOf(spelling, name, levels));
  const texts = new Set([...variants, ...misspelt].map(([text]) => text));
  if (texts.size < variants.length + misspelt.length)
    throw new FitProblem(`${column.owner} spelling "variants" and "misspelt" must have each text once.`);
  return { spelling: { counts, rate, variants, misspelt } };
}

function pairsOf(spelling: JsonFields, name: string, levels: readonly string[]): readonly SpellingPair[] {
  const levelNames = new Set<unknown>(levels);
  const isPair = (pair: unknown): pair is SpellingPair =>
    Array.isArray(pair) &&
    pair.length === 2 &&
    typeof pair[0] === 'string' &&
    !levelNames.has(pair[0]) &&
    levelNames.has(pair[1]);
  const pairs = listOf(spelling, name);
  if (!pairs.every(isPair))
    throw new FitProblem(`${spelling.owner} spelling "${name}" must be pairs of another text and a level.`);
  return pairs;
}
