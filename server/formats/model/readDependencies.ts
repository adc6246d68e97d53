/** What columns say of each other, out of a model file. */
import type { Dependency, Depending, Exception, Said } from '../../core/dependencies/dependency';
import type { ColumnSchema, Schema } from '../../core/schema/infer';
import { MOST_LEVELS } from '../../core/schema/survey';
import { distinctTextsOf, fieldOf, fieldsOf, listOf, textOf, type JsonFields } from '../jsonFields';
import { FitProblem } from '../../words/fitProblem';
import { printable } from '../../words/printable';

/** What a column is to dependencies; whether the others that it names are there is to be seen when all are. */
export function dependsOf(column: JsonFields): Pick<ColumnSchema, 'depends'> {
  if (fieldOf(column, 'depends') === undefined) return {};
  const given = {
    ...fieldsOf(fieldOf(column, 'depends'), column.owner, '"depends"'),
    owner: `${column.owner} depends:`,
  };
  const texts = distinctTextsOf(given, 'texts', 1, MOST_LEVELS);
  const areNumbers = fieldOf(given, 'areNumbers') === true;
  if (areNumbers && !texts.every((text) => text !== '' && Number.isFinite(Number(text))))
    throw new FitProblem(`${given.owner} "texts" must be numbers.`);
  const by =
    fieldOf(given, 'by') === undefined
      ? undefined
      : listOf(given, 'by').map((own) => dependencyOf({ ...fieldsOf(own, given.owner, '"by"'), owner: given.owner }));
  return { depends: { texts, ...(areNumbers && { areNumbers }), ...(by !== undefined && { by }) } };
}

function dependencyOf(given: JsonFields): Dependency {
  const unless =
    fieldOf(given, 'unless') === undefined
      ? undefined
      : listOf(given, 'unless').map((own): Exception => {
          const exception = { ...fieldsOf(own, given.owner, '"unless"'), owner: given.owner };
          return {
            of: textOf(exception, 'of'),
            texts: listOf(exception, 'texts').map((place) => placeOf(exception, place)),
          };
        });
  return {
    of: textOf(given, 'of'),
    ...(fieldOf(given, 'hasExceptions') === true && { hasExceptions: true }),
    ...(unless !== undefined && { unless }),
    groups: listOf(given, 'groups').map((own) => groupOf(given, own)),
  };
}

/**
 * Positions of two texts, rows that have both and rows of the first, positions of texts that are right there as well.
 */
function groupOf(owner: JsonFields, own: unknown): Said {
  if (!Array.isArray(own) || own.length < 4) throw groupProblem(owner);
  const [given, usual, count, rows, ...also] = own.map((place) => placeOf(owner, place));
  if (count < 1 || count > rows) throw groupProblem(owner);
  return { given, usual, count, rows, ...(also.length > 0 && { also }) };
}

function placeOf(owner: JsonFields, place: unknown): number {
  if (!Number.isSafeInteger(place) || Number(place) < 0) throw groupProblem(owner);
  return Number(place);
}

function groupProblem({ owner }: JsonFields): FitProblem {
  return new FitProblem(
    `${owner} "groups" must be lists of two positions, the rows that have both, all rows, and further positions.`,
  );
}

/** Every column that is named must be there, and every position one of its texts. */
export function requireDependencies(schema: Schema): void {
  const byName = new Map(schema.map(({ name, depends }) => [name, depends]));
  for (const { name, depends } of schema) {
    for (const own of depends?.by ?? []) requireTexts(`The model's column "${printable(name)}":`, depends, own, byName);
  }
}

function requireTexts(
  owner: string,
  said: Depending | undefined,
  { of, unless = [], groups }: Dependency,
  byName: ReadonlyMap<string, Depending | undefined>,
): void {
  const textsIn = (name: string): number => {
    const texts = byName.get(name)?.texts;
    if (texts === undefined)
      throw new FitProblem(`${owner} depends "of" has "${printable(name)}", which has no texts of its own.`);
    return texts.length;
  };
  const [from, own] = [textsIn(of), said?.texts.length ?? 0];
  const isBeyond =
    groups.some(({ given, usual, also = [] }) => given >= from || [usual, ...also].some((place) => place >= own)) ||
    unless.some(({ of: third, texts }) => texts.some((place) => place >= textsIn(third)));
  if (isBeyond) throw new FitProblem(`${owner} depends has a position beyond the texts of its column.`);
}
