/** What is at home in columns, out of a model file. */
import type { Foreign } from '../../core/misplaced/vocabulary';
import type { ColumnSchema, Schema } from '../../core/schema/infer';
import { MOST_LEVELS } from '../../core/schema/survey';
import { distinctTextsOf, fieldOf, fieldsOf, listOf, wholeOf, type JsonFields } from '../jsonFields';
import { printable } from '../../words/printable';
import { FitProblem } from '../../words/fitProblem';

/** Whether the others that it names are there is to be seen when all are. */
export function vocabularyOf(column: JsonFields): Pick<ColumnSchema, 'vocabulary'> {
  if (fieldOf(column, 'vocabulary') === undefined) return {};
  const given = {
    ...fieldsOf(fieldOf(column, 'vocabulary'), column.owner, '"vocabulary"'),
    owner: `${column.owner} vocabulary:`,
  };
  const cells = wholeOf(given, 'cells', 1, Number.MAX_SAFE_INTEGER);
  const from = listOf(given, 'from').map((own) => foreignOf(given, own, cells));
  const [words, forms] = ['words', 'forms'].map((name) => distinctTextsOf(given, name, 0, MOST_LEVELS));
  const also = fieldOf(given, 'also') === undefined ? undefined : distinctTextsOf(given, 'also', 1, MOST_LEVELS);
  return {
    vocabulary: {
      cells,
      words,
      forms,
      from,
      ...(also !== undefined && { also }),
      ...(fieldOf(given, 'isOpen') === true && { isOpen: true }),
    },
  };
}

function foreignOf({ owner }: JsonFields, own: unknown, most: number): Foreign {
  const isCount = (count: unknown): count is number =>
    Number.isSafeInteger(count) && Number(count) >= 0 && Number(count) <= most;
  const parts: readonly unknown[] = Array.isArray(own) ? own : [];
  const [of, cells, both, alone] = parts;
  if (typeof of === 'string' && isCount(cells) && isCount(both) && isCount(alone) && Math.max(both, alone) <= cells)
    return { of, cells, both, alone };
  throw new FitProblem(`${owner} "from" must be lists of a column and three whole numbers of cells.`);
}

/** Every column that is named must be there, once. */
export function requireVocabularies(schema: Schema): void {
  const known = new Set(schema.flatMap(({ name, vocabulary }) => (vocabulary === undefined ? [] : [name])));
  for (const { name, vocabulary } of schema) {
    const names = vocabulary?.from.map(({ of }) => of) ?? [];
    const wrong = names.find((of, i) => of === name || !known.has(of) || names.indexOf(of) !== i);
    if (wrong !== undefined)
      throw new FitProblem(
        `The model's column "${printable(name)}": vocabulary "from" has "${printable(wrong)}", which is no ` +
          'other column with a vocabulary.',
      );
  }
}
