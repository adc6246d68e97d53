/** Requirements of a fit: columns and parts that the options name, columns to fit, and rows enough. */
import { clauses, enumeratedUpTo } from '../../language/joins';
import { listed, say } from '../../language/language';
import type { Matrix } from '../core/data/matrix';
import { PART_KINDS, columnOfPart } from '../core/schema/encoding/parts';
import type { ColumnSchema, Schema } from '../core/schema/infer';
import type { FitOptions } from '../protocol';
import { withPossibleCause } from '../formats/table/readTable';
import { FitProblem } from '../words/fitProblem';
import { printable } from '../words/printable';
import { noteSentences } from './faultLines';
import type { ReadMatrix } from './fitTable';

/** Requires that the columns exist that the options name. @throws FitProblem */
export function requireColumns(columns: readonly string[], options: FitOptions): void {
  const requestedNames = [
    ...(options.columns ?? []),
    ...(options.ignore ?? []),
    ...Object.keys(options.kinds ?? {}),
    ...(options.rowWeights === undefined ? [] : [options.rowWeights]),
  ];
  const unknown = requestedNames.find(
    (name) => !columns.includes(name) && !columns.includes(columnOfPart(name) ?? name),
  );
  if (unknown === undefined) return;
  throw new FitProblem(
    say('There is no column "{column}"; the columns are {columns}.', { column: unknown, columns: nameList(columns) }),
  );
}

/** Requires that parts named in the options exist in their column, and can have their kind. @throws FitProblem */
export function requireParts(schema: Schema, { ignore = [], kinds = {} }: FitOptions): void {
  for (const name of [...ignore, ...Object.keys(kinds)]) {
    const wholeColumn = schema.some((column) => column.name === name)
      ? undefined
      : schema.find((column) => column.name === columnOfPart(name));
    if (wholeColumn !== undefined && wholeColumn.dates === undefined && !name.endsWith(' (zero)'))
      throw new FitProblem(partProblem(name, wholeColumn));
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : 'ignored';
    const partKinds = PART_KINDS[/\((\w+)\)$/.exec(name)?.[1] as keyof typeof PART_KINDS];
    if (wholeColumn !== undefined && kind !== 'ignored' && !partKinds.some((partKind) => partKind === kind))
      throw new FitProblem(
        say('"{column}" cannot be {kind}; its kinds are {kinds}.', {
          column: name,
          kind,
          kinds: listed([...partKinds, 'ignored']),
        }),
      );
  }
}

function partProblem(name: string, { name: whole, kind, reason }: ColumnSchema): string {
  return kind === 'ignored'
    ? say('There is no column "{column}": "{whole}" is left out ({reason}).', { column: name, whole, reason })
    : say('There is no column "{column}": "{whole}" has no dates.', { column: name, whole });
}

/** Requires columns to fit, and a number of components that the rows allow. @throws FitProblem */
export function requireFit(
  matrix: Matrix,
  schema: Schema,
  options: FitOptions,
  { reading, encoded }: Pick<ReadMatrix, 'reading' | 'encoded'>,
): void {
  if (matrix.columns.length === 0) throw new FitProblem(nothingToFit(matrix, schema, { reading, encoded }));
  const requestedK = options.start?.components?.length ?? options.k;
  if (options.start !== undefined && typeof options.k === 'number' && options.k !== requestedK) {
    throw new FitProblem(
      say(
        'The start has {count, plural, one {# component} other {# components}}, but K is {k}; leave out one of the two.',
        { count: requestedK as number, k: options.k },
      ),
    );
  }
  if (typeof requestedK === 'number' && requestedK > matrix.rows) {
    throw new FitProblem(
      say(
        '{k, plural, one {# component needs at least # row} other {# components need at least # rows}}, and there are {rows, number}; ask for fewer.',
        { k: requestedK, rows: matrix.rows },
      ),
    );
  }
}

/** Maximum number of columns that are named where none can be fitted. */
const MOST_REASONS = 3;

function nothingToFit(
  matrix: Matrix,
  schema: Schema,
  { reading, encoded }: Pick<ReadMatrix, 'reading' | 'encoded'>,
): string {
  const reasons = clauses([
    ...schema
      .slice(0, MOST_REASONS)
      .map(({ name, reason }) => say('"{column}" {reason}', { column: printable(name, LONGEST_NAME), reason })),
    ...(schema.length > MOST_REASONS ? ['…'] : []),
  ]);
  const problem =
    matrix.rows === 1
      ? say('The file has one row; at least two different rows are needed ({reasons}).', { reasons })
      : say('No column can be fitted ({reasons}).', { reasons });
  // Faults that need no fit are reported without one.
  const notes = noteSentences(reading, schema, encoded);
  return notes.length === 0
    ? withPossibleCause(problem, reading)
    : [problem, ...notes].reduce((sentences, next) => say('{sentences} {next}', { sentences, next }));
}

/** Maximum number of characters of a column's name in a message. */
const LONGEST_NAME = 40;

/** Maximum number of columns that are listed in a message. */
const MOST_NAMES = 12;

/** Lists names for a message; a long list is shortened. */
export function nameList(names: readonly string[]): string {
  return enumeratedUpTo(
    MOST_NAMES,
    names.map((name) => `"${printable(name, LONGEST_NAME)}"`),
  );
}
