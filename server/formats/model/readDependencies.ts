/** Reads dependencies between columns from a model file. */
import type { Dependency, DependencyRole, Exception, Implication } from '../../core/dependencies/dependency';
import type { ColumnSchema, Schema } from '../../core/schema/infer';
import { MOST_LEVELS } from '../../core/schema/survey';
import { distinctTextsOf, fieldOf, fieldsOf, listOf, textOf, type JsonFields } from '../jsonFields';
import { FitProblem } from '../../words/fitProblem';
import { printable } from '../../words/printable';

/** Reads the dependencies of a column. `requireDependencies` checks the other columns that they name. */
export function dependsOf(column: JsonFields): Pick<ColumnSchema, 'depends'> {
  if (fieldOf(column, 'depends') === undefined) return {};
  const fields = {
    ...fieldsOf(fieldOf(column, 'depends'), column.owner, '"depends"'),
    owner: `${column.owner} depends:`,
  };
  const texts = distinctTextsOf(fields, 'texts', 1, MOST_LEVELS);
  const areNumbers = fieldOf(fields, 'areNumbers') === true;
  if (areNumbers && !texts.every((text) => text !== '' && Number.isFinite(Number(text))))
    throw new FitProblem(`${fields.owner} "texts" must be numbers.`);
  const by =
    fieldOf(fields, 'by') === undefined
      ? undefined
      : listOf(fields, 'by').map((dependency) =>
          dependencyOf({ ...fieldsOf(dependency, fields.owner, '"by"'), owner: fields.owner }),
        );
  return { depends: { texts, ...(areNumbers && { areNumbers }), ...(by !== undefined && { by }) } };
}

function dependencyOf(fields: JsonFields): Dependency {
  const unless =
    fieldOf(fields, 'unless') === undefined
      ? undefined
      : listOf(fields, 'unless').map((entry): Exception => {
          const exception = { ...fieldsOf(entry, fields.owner, '"unless"'), owner: fields.owner };
          return {
            of: textOf(exception, 'of'),
            texts: listOf(exception, 'texts').map((place) => placeOf(exception, place)),
          };
        });
  return {
    of: textOf(fields, 'of'),
    ...(fieldOf(fields, 'hasExceptions') === true && { hasExceptions: true }),
    ...(unless !== undefined && { unless }),
    groups: listOf(fields, 'groups').map((group) => groupOf(fields, group)),
  };
}

/**
 * Reads a group: positions of two texts, number of rows with both and with the first, positions of texts that are also
 * right there.
 */
function groupOf(owner: JsonFields, entry: unknown): Implication {
  if (!Array.isArray(entry) || entry.length < 4) throw groupProblem(owner);
  const [given, usual, count, rows, ...also] = entry.map((place) => placeOf(owner, place));
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

/** Checks that every named column exists, and that every position is one of its texts. @throws FitProblem */
export function requireDependencies(schema: Schema): void {
  const byName = new Map(schema.map(({ name, depends }) => [name, depends]));
  for (const { name, depends } of schema) {
    for (const dependency of depends?.by ?? [])
      requireTexts(`The model's column "${printable(name)}":`, depends, dependency, byName);
  }
}

function requireTexts(
  owner: string,
  depending: DependencyRole | undefined,
  { of, unless = [], groups }: Dependency,
  byName: ReadonlyMap<string, DependencyRole | undefined>,
): void {
  const textCount = (name: string): number => {
    const texts = byName.get(name)?.texts;
    if (texts === undefined)
      throw new FitProblem(`${owner} depends "of" has "${printable(name)}", which has no texts of its own.`);
    return texts.length;
  };
  const [givenCount, ownCount] = [textCount(of), depending?.texts.length ?? 0];
  const isBeyond =
    groups.some(
      ({ given, usual, also = [] }) => given >= givenCount || [usual, ...also].some((place) => place >= ownCount),
    ) || unless.some(({ of: third, texts }) => texts.some((place) => place >= textCount(third)));
  if (isBeyond) throw new FitProblem(`${owner} depends has a position beyond the texts of its column.`);
}
