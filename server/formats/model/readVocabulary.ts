/** Reads the vocabularies of columns from a model file. */
import type { ForeignFigures } from '../../core/misplaced/vocabulary';
import type { ColumnSchema, Schema } from '../../core/schema/infer';
import { MOST_LEVELS } from '../../core/schema/survey';
import { distinctTextsOf, fieldOf, fieldsOf, listOf, integerOf, type JsonFields } from '../jsonFields';
import { printable } from '../../words/printable';
import { FitProblem } from '../../words/fitProblem';

/** Reads the vocabulary of a column. `requireVocabularies` checks the other columns that it names. */
export function vocabularyOf(column: JsonFields): Pick<ColumnSchema, 'vocabulary'> {
  if (fieldOf(column, 'vocabulary') === undefined) return {};
  const vocabulary = {
    ...fieldsOf(fieldOf(column, 'vocabulary'), column.owner, '"vocabulary"'),
    owner: `${column.owner} vocabulary:`,
  };
  const cells = integerOf(vocabulary, 'cells', 1, Number.MAX_SAFE_INTEGER);
  const from = listOf(vocabulary, 'from').map((entry) => foreignOf(vocabulary, entry, cells));
  const [words, forms] = ['words', 'forms'].map((name) => distinctTextsOf(vocabulary, name, 0, MOST_LEVELS));
  const also =
    fieldOf(vocabulary, 'also') === undefined ? undefined : distinctTextsOf(vocabulary, 'also', 1, MOST_LEVELS);
  return {
    vocabulary: {
      cells,
      words,
      forms,
      from,
      ...(also !== undefined && { also }),
      ...(fieldOf(vocabulary, 'isOpen') === true && { isOpen: true }),
    },
  };
}

function foreignOf({ owner }: JsonFields, entry: unknown, maxCount: number): ForeignFigures {
  const isCount = (count: unknown): count is number =>
    Number.isSafeInteger(count) && Number(count) >= 0 && Number(count) <= maxCount;
  const parts: readonly unknown[] = Array.isArray(entry) ? entry : [];
  const [of, cells, both, alone] = parts;
  if (typeof of === 'string' && isCount(cells) && isCount(both) && isCount(alone) && Math.max(both, alone) <= cells)
    return { of, cells, both, alone };
  throw new FitProblem(`${owner} "from" must be lists of a column and three whole numbers of cells.`);
}

/** Checks that every named column exists and is named once. @throws FitProblem */
export function requireVocabularies(schema: Schema): void {
  const namesWithVocabulary = new Set(
    schema.flatMap(({ name, vocabulary }) => (vocabulary === undefined ? [] : [name])),
  );
  for (const { name, vocabulary } of schema) {
    const names = vocabulary?.from.map(({ of }) => of) ?? [];
    const invalid = names.find((of, i) => of === name || !namesWithVocabulary.has(of) || names.indexOf(of) !== i);
    if (invalid !== undefined)
      throw new FitProblem(
        `The model's column "${printable(name)}": vocabulary "from" has "${printable(invalid)}", which is no ` +
          'other column with a vocabulary.',
      );
  }
}
