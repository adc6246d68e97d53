/** How levels are spelt, out of a model file. */
import type { Spelling, SpeltAs } from '../../core/schema/texts/spelling';
import { fieldOf, fieldsOf, listOf, numberOf, type JsonFields } from '../jsonFields';
import { FitProblem } from '../../words/fitProblem';

/** Of a column of levels that are words. */
export function spellingOf(column: JsonFields, levels: readonly string[]): { readonly spelling?: Spelling } {
  if (fieldOf(column, 'spelling') === undefined) return {};
  const given = { ...fieldsOf(fieldOf(column, 'spelling'), column.owner, '"spelling"'), owner: column.owner };
  if (levels.length === 0 || fieldOf(column, 'codes') !== undefined)
    throw new FitProblem(`${column.owner} a column of numbers has no "spelling".`);
  const counts = listOf(given, 'counts');
  if (
    counts.length !== levels.length ||
    !counts.every((count): count is number => Number.isSafeInteger(count) && Number(count) >= 0)
  )
    throw new FitProblem(`${column.owner} spelling "counts" must be ${levels.length} whole numbers from 0.`);
  const rate = numberOf(given, 'rate', 0);
  if (rate >= 1) throw new FitProblem(`${column.owner} spelling "rate" must be below 1.`);
  const [variants, misspelt] = ['variants', 'misspelt'].map((name) => pairsOf(given, name, levels));
  const texts = new Set([...variants, ...misspelt].map(([text]) => text));
  if (texts.size < variants.length + misspelt.length)
    throw new FitProblem(`${column.owner} spelling "variants" and "misspelt" must have each text once.`);
  return { spelling: { counts, rate, variants, misspelt } };
}

function pairsOf(given: JsonFields, name: string, levels: readonly string[]): readonly SpeltAs[] {
  const known = new Set<unknown>(levels);
  const isPair = (pair: unknown): pair is SpeltAs =>
    Array.isArray(pair) &&
    pair.length === 2 &&
    typeof pair[0] === 'string' &&
    !known.has(pair[0]) &&
    known.has(pair[1]);
  const pairs = listOf(given, name);
  if (!pairs.every(isPair))
    throw new FitProblem(`${given.owner} spelling "${name}" must be pairs of another text and a level.`);
  return pairs;
}
