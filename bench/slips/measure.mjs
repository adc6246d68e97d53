// What of planted slips is told, by kind, and what is told that nobody planted; before any fit, as the table is read.
import { load } from '../core.mjs';
import { planted } from './generate.mjs';

const [{ cellText, readTable }, { inferSchema }, { encode }, { usedColumns }] = await Promise.all(
  [
    'server/core/csv/table/table.ts',
    'server/core/schema/infer.ts',
    'server/core/schema/encoding/encode.ts',
    'server/core/schema/encoding/usedColumns.ts',
  ].map(load),
);

/**
 * @returns the cells of a table, its columns of levels that are words, and the cells that are told as they are: real
 * tables have slips
 */
export function tableOf(text) {
  const table = readTable(text);
  const columns = usedColumns(inferSchema(table, { isRobust: true }))
    .filter(({ spelling }) => spelling !== undefined)
    .map(({ index }) => index);
  const rows = Array.from({ length: table.rowCount }, (_, row) =>
    table.columns.map((_, column) => cellText(table, row, column).trim()),
  );
  const before = new Set(told(table.columns, rows).map(({ row, column }) => `${row} ${column}`));
  return { names: table.columns, rows, columns, before };
}

/** Every cell that is told as misspelt or in another spelling, with what was meant. */
export function told(names, rows) {
  const quoted = (cell) => `"${cell.replaceAll('"', '""')}"`;
  const table = readTable([names, ...rows].map((row) => row.map(quoted).join(',')).join('\n') + '\n', {
    hasHeader: true,
    delimiter: ',',
  });
  const { badCells, variants } = encode(table, inferSchema(table, { isRobust: true }));
  return [
    ...badCells
      .filter(({ code }) => code === 'cell.misspelt')
      .map(({ row, column, meant }) => ({ row, column, meant })),
    ...variants.flatMap(({ column, meant, rows: own }) => Array.from(own, (row) => ({ row, column, meant }))),
  ];
}

/** @returns of each slip that was planted whether it was told and with which text, and how many others were told */
export function measured({ names, rows, columns, before }, { rate, kinds, seed }) {
  const { rows: dirty, slips } = planted({ rows, columns, rate, kinds, seed });
  const found = new Map(told(names, dirty).map((own) => [`${own.row} ${own.column}`, own]));
  const results = slips.map((slip) => ({ ...slip, told: found.get(`${slip.row} ${slip.column}`)?.meant }));
  const places = new Set(slips.map(({ row, column }) => `${row} ${column}`));
  const others = [...found]
    .filter(([place]) => !places.has(place) && !before.has(place))
    .map(([, own]) => ({ ...own, typed: dirty[own.row][own.column] }));
  return { slips: results, others, cells: rows.length * columns.length };
}
