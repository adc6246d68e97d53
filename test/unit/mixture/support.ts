/** Small matrices for tests, made from literal columns. */
import { readTable } from '../../../server/core/csv/table';
import type { Matrix } from '../../../server/core/matrix';
import { encode } from '../../../server/core/schema/encode';
import { inferSchema, type Kind } from '../../../server/core/schema/infer';

/** One entry for each column: its cells, `null` where missing. All columns are of the given kinds, else of the inferred ones. */
export function matrixOf(columns: Readonly<Record<string, readonly (number | string | null)[]>>, kinds?: Readonly<Record<string, Kind>>): Matrix {
  const names = Object.keys(columns);
  const rows = columns[names[0]].map((_, row) => names.map((name) => columns[name][row] ?? '').join(';'));
  const table = readTable([names.join(';'), ...rows].join('\n') + '\n', { delimiter: ';', hasHeader: true, decimal: '.', missing: [''] });
  return encode(table, inferSchema(table, { kinds })).matrix;
}
