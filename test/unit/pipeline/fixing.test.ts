/** Tests which cells a fix of a whole file changes. */
import assert from 'node:assert/strict';
import { cellText, readTable } from '../../../server/core/csv/table/table';
import { BAD_CELL_LIMIT } from '../../../server/core/csv/columns/limits';
import { complete } from '../../../server/core/numeric/generators';
import { seededRandom } from '../../../server/core/numeric/random';
import { inferSchema } from '../../../server/core/schema/infer';
import { cellSource } from '../../../server/pipeline/fixing/cellForms';
import { proposalsOf, type Change } from '../../../server/pipeline/fixing/fixCells';
import type { Finding } from '../../../server/protocol';

const CITIES = ['Hamburg', 'Berlin', 'Munich', 'Cologne'];

/** A table with the columns city, a, b and sum, in which the sum follows from a and b. */
function tableOf(
  rows: number,
  cityOf: (row: number) => string | undefined,
  sumOf = (_: number, sum: number): number => sum,
): string {
  const random = seededRandom(7);
  const lines = Array.from({ length: rows }, (_, row) => {
    const [a, b, city] = [1000, 1000, CITIES.length].map((count) => Math.floor(count * random()));
    return `${cityOf(row) ?? CITIES[city]};${a};${b};${sumOf(row, a + b)}`;
  });
  return ['city;a;b;sum', ...lines, ''].join('\r\n');
}

function sureChanges(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ isSure }) => isSure);
}

/** The changes of a text without findings of a fit. */
function changesIn(text: string): readonly Change[] {
  const table = readTable(text);
  return sureChanges(complete(proposalsOf(table, inferSchema(table, { isRobust: true }), [], true)));
}

describe('changes of a fix', () => {
  const slips = new Map([
    [10, 'Hambrug'],
    [20, '"Berln"'],
    [30, 'MUNICH'],
    [40, 'Zanzibar'],
  ]);
  const misspelt = tableOf(
    400,
    (row) => slips.get(row),
    (row, sum) => (row === 50 ? sum + 5000 : sum),
  );

  it('A fix corrects misspelt words and variants, but no unknown word and no number of a relation', () => {
    const changes = changesIn(misspelt);

    assert.deepEqual(
      changes.map(({ code, line, column, before, after }) => [code, line, column, before, after]),
      [
        ['cell.misspelt', 12, 'city', 'Hambrug', 'Hamburg'],
        ['cell.misspelt', 22, 'city', 'Berln', 'Berlin'],
        ['cell.variant', 32, 'city', 'MUNICH', 'Munich'],
      ],
    );
  });

  it('A change replaces the whole text of its cell and keeps its quotes', () => {
    const changes = changesIn(misspelt);

    assert.deepEqual(changes.map(({ start, end, written }) => `${misspelt.slice(start, end)} ${written}`).slice(0, 2), [
      'Hambrug Hamburg',
      '"Berln" "Berlin"',
    ]);
  });

  it('A change keeps the escapes of a table without quotes', () => {
    const [note, slip] = ['north\\nof C:\\\\new', 'norht\\nof C:\\\\new'];
    const lines = Array.from({ length: 24 }, (_, row) => `${row}\t${row === 7 ? slip : note}\t\\N`);
    const table = readTable(['id\tnote\tcode', ...lines, ''].join('\n'));

    const written = cellSource('north\nof C:\\new', slip, table.dialect);

    assert.deepEqual([cellText(table, 0, 1), written], ['north\nof C:\\new', note]);
  });

  const cellsOf = (row: number): string[] => [
    ['Bonn', 'Kiel', 'Ulm', 'Paris', 'Lyon', 'Lille'][row % 6],
    row % 6 < 3 ? 'Germany' : 'France',
    String(100 + ((37 * row) % 101)),
    row % 2 === 0 ? 'open' : 'closed',
  ];
  const rows = Array.from({ length: 300 }, (_, row) => cellsOf(row));
  rows[10] = [rows[10][1], rows[10][0], ...rows[10].slice(2)];
  rows[20] = [...rows[20].slice(1), ''];
  rows[30][3] = 'France';
  const misplaced = ['city;country;x;status', ...rows.map((cells) => cells.join(';')), ''].join('\n');

  it('A fix exchanges cells and moves them back in a row, but changes no single misplaced cell', () => {
    const changes = changesIn(misplaced);

    assert.deepEqual(
      changes.map(({ code, line, column, before, after }) => [code, line, column, before, after]),
      [
        ['cell.misplaced', 12, 'city', 'France', 'Lyon'],
        ['cell.misplaced', 12, 'country', 'Lyon', 'France'],
        ...cellsOf(20).map((text, i) => [
          'cell.misplaced',
          22,
          ['city', 'country', 'x', 'status'][i],
          rows[20][i],
          i === 0 ? '' : text,
        ]),
      ],
    );
  });

  it('The reason of a change of exchanged cells names the other cell and both columns', () => {
    const changes = changesIn(misplaced);

    assert.match(
      changes[1].reason,
      /^stands in the row of "France", which is a value of country; city and country seem exchanged$/,
    );
  });

  it('A fix corrects all misspelt cells, even more than the editor reports', () => {
    const random = seededRandom(1);
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    const names = Array.from({ length: 60 }, () =>
      Array.from({ length: 10 }, () => letters[Math.floor(letters.length * random())]).join(''),
    );
    const namesWithSlips = names
      .flatMap((name) =>
        Array.from(name, (letter, at) => [
          name.slice(0, at) + name.slice(at + 1),
          name.slice(0, at) + letter + name.slice(at),
        ]),
      )
      .flat();
    const rows = Array.from(
      { length: 30_000 },
      (_, row) =>
        `${row % 20 === 3 ? namesWithSlips[((row / 20) % namesWithSlips.length) | 0] : names[Math.floor(names.length * random())]},${Math.floor(50 * random())}`,
    );

    const changes = changesIn(['name,size', ...rows, ''].join('\n'));

    assert.ok(changes.length > 1.4 * BAD_CELL_LIMIT, String(changes.length));
    assert.ok(
      changes.every(({ before, after }) => names.includes(after) && Math.abs(before.length - after.length) === 1),
    );
  });

  it('A fix corrects a number with a sure slip, but no number that a fit merely expects', () => {
    const table = readTable(tableOf(400, () => undefined));
    const schema = inferSchema(table, { isRobust: true });
    const cell = { column: 'a', value: '1', expected: 500, interval: [0, 1000] as const, tail: 1e-9 };
    const row = { code: 'cell.unlikely' as const, line: 5, logDensity: -30, tail: 1e-9 };

    const findings: Finding[] = [
      {
        ...row,
        row: 3,
        cells: [
          { ...cell, code: 'cell.slip', isSure: true, meant: '370', reason: 'a zero too many' },
          { ...cell, column: 'b' },
        ],
      },
      {
        ...row,
        row: 5,
        cells: [{ ...cell, column: 'b', code: 'cell.slip', meant: '37', reason: '1 stands in the place of 7' }],
      },
      {
        ...row,
        row: 7,
        cells: [
          { ...cell, column: 'city', meant: 'Berlin', reason: 'so are 95 % of the cells of such rows' },
          { ...cell, column: 'gone', code: 'cell.slip', isSure: true, meant: '1', reason: '' },
        ],
      },
      {
        ...row,
        code: 'row.low-likelihood',
        row: 9,
        cells: [{ ...cell, code: 'cell.slip', isSure: true, meant: '1', reason: '' }],
      },
    ];

    const changes = sureChanges(complete(proposalsOf(table, schema, findings, true)));

    assert.deepEqual(
      changes.map(({ code, row: at, column, written }) => [code, at, column, written]),
      [['cell.slip', 3, 'a', '370']],
    );
  });

  it('A fix changes nothing in a table without wrong cells', () => {
    assert.deepEqual(changesIn(tableOf(400, () => undefined)), []);
  });
});
