/** Tests the tables with planted errors of the benchmark, and how findings are judged against them. */
import assert from 'node:assert/strict';
import { design } from '../../../bench/planted/design.mjs';
import { generate, type PlantedTable, type Spec } from '../../../bench/planted/generate.mjs';
import { judged, type JudgedFinding } from '../../../bench/planted/judge.mjs';

const spec: Spec = { n: 300, k: 3, d: 5, layout: 'mixed', rate: 0.1, errors: 'all' };
const specs: readonly Spec[] = [
  spec,
  { ...spec, d: 20 },
  { ...spec, k: 8, d: 20, rate: 0.03 },
  { n: 300, k: 8, d: 2, layout: 'normal', rate: 0.1, errors: 'moved' },
  { n: 3000, k: 1, d: 2, layout: 'normal', rate: 0.003, errors: 'swap' },
  { ...spec, errors: 'repeated' },
  { ...spec, errors: 'level' },
];

const cellsOf = ({ csv }: PlantedTable): string[][] =>
  csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
const placesOf = ({ planted, columns }: PlantedTable): string[] =>
  planted.map(({ row, column }) => `${row} ${columns.findIndex(({ name }) => name === column)}`).sort();

describe('tables with planted errors', () => {
  it('generate gives the same table for the same seed', () => {
    assert.deepEqual(generate(spec, 4), generate(spec, 4));
  });

  it('generate gives another table for another seed', () => {
    assert.notEqual(generate(spec, 4).csv, generate(spec, 5).csv);
  });

  it('A table differs from the one without errors in the planted cells and in no other', () => {
    for (const one of specs) {
      const table = generate(one, 2);
      const [clean, wrong] = [cellsOf(generate({ ...one, rate: 0 }, 2)), cellsOf(table)];
      assert.equal(wrong.length, one.n);
      const changed = wrong
        .flatMap((row, i) => row.flatMap((cell, d) => (cell === clean[i][d] ? [] : [`${i} ${d}`])))
        .sort();
      assert.ok(changed.length > 0);
      assert.deepEqual(placesOf(table), changed);
    }
  });

  it('A table of rate 0 has no error', () => {
    assert.deepEqual(generate({ ...spec, rate: 0 }, 1).planted, []);
  });

  it('The share of wrong rows is the rate', () => {
    for (const one of specs)
      assert.equal(new Set(generate(one, 3).planted.map(({ row }) => row)).size, one.rate * one.n);
  });

  it('A rate of less than one row gives one wrong row', () => {
    assert.equal(new Set(generate({ ...spec, rate: 0.0003 }, 3).planted.map(({ row }) => row)).size, 1);
  });

  it('Errors in numbers report their distance from the mean, errors in levels none', () => {
    const { planted, columns } = generate({ ...spec, n: 3000 }, 1);
    const levels = new Set(columns.filter(({ kind }) => kind === 'level').map(({ name }) => name));

    for (const { column, sd } of planted) assert.equal(sd === null, levels.has(column));
  });

  it('Moved and swapped numbers lie at least 9 sd from the mean', () => {
    const { planted } = generate({ ...spec, n: 3000 }, 1);

    for (const { kind, sd } of planted) {
      if (kind === 'moved') assert.ok(sd !== null && sd >= 9 && sd <= 31);
      if (kind === 'swap') assert.ok(sd !== null && sd >= 9);
    }
  });

  it('Errors by repetition put one value into one column', () => {
    const table = generate({ ...spec, errors: 'repeated' }, 1);
    const d = table.columns.findIndex(({ name }) => name === table.planted[0].column);
    const repeated = table.planted.filter(({ kind }) => kind === 'repeated');

    assert.ok(repeated.length >= 30);
    assert.equal(new Set(repeated.map(({ row }) => cellsOf(table)[row][d])).size, 1);
  });

  it('Every table of the quick design can be generated', () => {
    const small = design({ quick: true }).filter(({ n }) => n === 300);
    assert.ok(small.length >= 75);
    for (const one of small) assert.equal(generate(one, one.seed).planted.length > 0, one.rate > 0);
  });
});

describe('findings judged against planted errors', () => {
  const table: Pick<PlantedTable, 'planted' | 'columns'> = {
    planted: [
      { row: 1, column: 'a', kind: 'moved', sd: 12 },
      { row: 1, column: 'b', kind: 'moved', sd: 9 },
      { row: 5, column: 'a', kind: 'times10', sd: 6 },
      { row: 7, column: 'c', kind: 'level', sd: null },
    ],
    columns: [
      { name: 'a', kind: 'normal' },
      { name: 'b', kind: 'normal' },
      { name: 'c', kind: 'level' },
    ],
  };
  const judge = (...findings: JudgedFinding[]) =>
    judged({ spec: { ...spec, n: 10 }, k: 2, ...table }, { k: 2, seconds: 1, findings });

  it('A finding without a code names its first cell only', () => {
    const { gross, grossFound, numbersNamed, numbersRight, kRight } = judge(
      { row: 1, cells: ['a', 'b'] },
      { row: 2, cells: ['a', 'c'] },
    );
    assert.deepEqual(
      { gross, grossFound, numbersNamed, numbersRight, kRight },
      { gross: 2, grossFound: 1, numbersNamed: 2, numbersRight: 1, kRight: 1 },
    );
  });

  it('A cell finding names all of its cells, a row finding none', () => {
    const { grossFound, numbersNamed, lowRows, lowRowsRight } = judge(
      { code: 'cell.unlikely', row: 1, cells: ['a', 'b'] },
      { code: 'row.low-likelihood', row: 5, cells: ['a'] },
    );
    assert.deepEqual(
      { grossFound, numbersNamed, lowRows, lowRowsRight },
      { grossFound: 2, numbersNamed: 2, lowRows: 1, lowRowsRight: 1 },
    );
  });

  it('A repeated value names its column in all of its rows, a group names no cell', () => {
    const { grossFound, numbersNamed, numbersRight, groups, groupRows, groupRowsRight } = judge(
      { code: 'column.repeated-value', column: 'a', rows: [1, 5] },
      { code: 'group.small', rows: [7, 8] },
    );
    assert.deepEqual(
      { grossFound, numbersNamed, numbersRight, groups, groupRows, groupRowsRight },
      { grossFound: 1, numbersNamed: 2, numbersRight: 2, groups: 1, groupRows: 2, groupRowsRight: 1 },
    );
  });

  it('Levels are counted apart from numbers', () => {
    const { levels, levelsFound, levelsNamed, numbersNamed } = judge({ code: 'cell.unlikely', row: 7, cells: ['c'] });
    assert.deepEqual(
      { levels, levelsFound, levelsNamed, numbersNamed },
      { levels: 1, levelsFound: 1, levelsNamed: 1, numbersNamed: 0 },
    );
  });
});
