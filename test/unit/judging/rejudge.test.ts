import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { consolidated, patchedTable, type PatchedTable } from '../../../server/core/csv/table/patched';
import type { OffsetEdit } from '../../../server/core/csv/table/rescan';
import { readTable, rowRange, type Table } from '../../../server/core/csv/table/table';
import {
  judgeTable,
  withPatternsOf,
  encodeFor,
  type FittedModel,
  type Judgement,
} from '../../../server/core/judging/fittedModel';
import { consolidatedJudgement, judgePatch, rejudge } from '../../../server/core/judging/rejudge';
import { SuspectList, unlikelyRows, WHOLE_ROW } from '../../../server/core/judging/suspects';
import { complete } from '../../../server/core/numeric/generators';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { BAD_CELL_LIMIT, encode } from '../../../server/core/schema/encoding/encode';
import { usedColumns } from '../../../server/core/schema/encoding/usedColumns';
import { inferSchema } from '../../../server/core/schema/infer';
import { followingColumns } from '../../../server/core/schema/relations/redundant';
import { badCellsAfter } from '../../../server/core/schema/encoding/reencode';
import { edited } from '../csv/edits';
import { judgedText } from './support';

interface Fitted {
  readonly table: Table;
  readonly model: FittedModel;
  readonly judgement: Judgement;
}

function fitted(text: string): Fitted {
  return judgedText(text, { k: 3, starts: 1 });
}

interface Again {
  readonly model: FittedModel;
  readonly parts: readonly Judgement[];
}

/** Judges the patches one after the other, the model learning their patterns on the way. */
function parts(model: FittedModel, patched: PatchedTable): Again {
  let informed = model;
  const judgements = patched.patches.map((patch) => {
    const judged = complete(judgePatch(informed, patch));
    informed = judged.model;
    return judged.judgement;
  });
  return { model: informed, parts: judgements };
}

describe('rejudging', function () {
  this.timeout(120_000);
  const penguins = readFileSync('samples/penguins.csv', 'utf8')
    .split('\n')
    .map((line, n) =>
      n % 90 === 11
        ? line.replace(/,(\d{4}),/, ',63000,')
        : n % 40 === 13
          ? line.replace(/,(\d{4}),/, ',<3500,')
          : line,
    )
    .join('\n');
  let file: Fitted;
  before(() => (file = fitted(penguins)));

  const cells = fc.constantFrom(
    '63000',
    '3750',
    '-1',
    '39.1',
    'NA',
    '',
    'Adelie',
    'Biscoe',
    'what',
    '"male"',
    '1e5',
    '<3500',
    '<40',
    '>9000',
    '≤ 0',
  );
  /** A cell of a row replaced, a row taken out or repeated, or lines put in. */
  const change = fc.record({
    row: fc.nat(),
    column: fc.nat(7),
    cell: cells,
    how: fc.constantFrom('cell', 'cell', 'cell', 'out', 'again', 'blank', 'cut'),
  });
  const editsOf = (
    { table }: Fitted,
    changes: readonly { row: number; column: number; cell: string; how: string }[],
  ): OffsetEdit[] => {
    const rows = new Map(changes.map((one) => [one.row % table.rowCount, one]));
    return [...rows.keys()]
      .sort((a, b) => a - b)
      .map((row): OffsetEdit => {
        const { column, cell, how } = rows.get(row) ?? changes[0];
        const { start, end } = rowRange(table, row);
        const source = table.scan.text.slice(start, end);
        if (how === 'out') return { start, end: Math.min(end + 1, table.scan.text.length), text: '' };
        if (how === 'again') return { start, end: start, text: `${source}\n` };
        if (how === 'blank') return { start: end, end, text: '\n\n' };
        if (how === 'cut') return { start: start + 3, end: start + 3, text: '\n' };
        return {
          start,
          end,
          text: source
            .split(',')
            .map((each, d) => (d === column ? cell : each))
            .join(','),
        };
      });
  };

  /** Without the range of the other numbers, which stays that of the table before the edits. */
  function rangeless(repeated: Judgement['repeated']): object[] {
    return repeated.map(({ column, value, rows }) => ({ column, value, rows }));
  }

  /** Edits the file, and asks that the quick way leaves what the full way does, to the last bit. */
  function isSameBothWays(before: Fitted, edits: readonly OffsetEdit[]): Judgement {
    const after = edited(before.table.scan.text, edits);
    const patched = patchedTable(before.table, edits);
    assert.ok(patched !== undefined);
    const again = parts(before.model, patched);
    const table = readTable(after, before.table.dialect);
    const full = complete(judgeTable(before.model, table));
    const quick = rejudge(again.model, patched, before.judgement, again.parts);
    assert.deepEqual(
      [quick.unlikely, quick.groups, rangeless(quick.repeated)],
      [full.unlikely, full.groups, rangeless(full.repeated)],
    );
    assert.deepEqual([quick.badCells, quick.badCellCount], [full.badCells, full.badCellCount]);
    const whole = consolidatedJudgement(again.model, patched, before.judgement, again.parts);
    assert.deepEqual(
      { ...whole, repeated: rangeless(whole.repeated) },
      { ...full, repeated: rangeless(full.repeated) },
    );
    assert.deepEqual(consolidated(patched, after).rowRecord, table.rowRecord);
    // The model has learnt what the full way would have learnt.
    const learnt = complete(withPatternsOf(before.model, encodeFor(before.model, table).matrix));
    for (const [pattern, tails] of learnt.surprise) assert.deepEqual(again.model.surprise.get(pattern), tails);
    return full;
  }

  it('equals the full judgement of the edited text, to the last bit, findings and unreadable cells included', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        isSameBothWays(file, editsOf(file, changes));
      }),
      { numRuns: 40 },
    );
  });

  it('equals it where small groups and repeated values come and go', () => {
    const random = seededRandom(4);
    const lines = Array.from({ length: 240 }, (_, n) => {
      const far = n % 24 === 5 ? 30 : 0;
      return [0, 1].map((d) => (d === 1 && n % 40 === 3 ? '-999' : (far + normalDeviate(random)).toFixed(3))).join(',');
    });
    const grouped = judgedText(`a,b\n${lines.join('\n')}\n`, { k: 2, starts: 1 });
    assert.deepEqual([grouped.judgement.groups.length, grouped.judgement.repeated.length], [1, 1]);
    const texts = fc.constantFrom('30.1,29.8', '-999,-999', '0.1,-999', '99,0.2', 'x,1', '0.3,0.1');
    const [sizes, counts] = [new Set<number>(), new Set<number>()];
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(239), texts), { minLength: 1, maxLength: 6 }), (puts) => {
        const rows = new Map(puts);
        const edits = [...rows.keys()]
          .sort((a, b) => a - b)
          .map((row) => ({ ...rowRange(grouped.table, row), text: rows.get(row) ?? '' }));
        const {
          groups: [group],
          repeated,
        } = isSameBothWays(grouped, edits);
        sizes.add(group.rows.length);
        counts.add(repeated[0].rows.length);
      }),
      { numRuns: 25 },
    );
    assert.ok(sizes.size > 1 && counts.size > 1, 'edits change groups and repeated values');
  });

  it('equals it where cells come to follow from others, and no longer do', () => {
    const random = seededRandom(5);
    const lines = Array.from({ length: 120 }, (_, n) => {
      const celsius = 15 + 6 * normalDeviate(random);
      const fahrenheit = (1.8 * celsius + 32).toFixed(1);
      return [
        celsius.toFixed(1),
        n % 40 === 7 ? 'x' : n % 50 === 9 ? '0.1' : fahrenheit,
        n % 60 === 11 ? '20.0' : (celsius + 273.15).toFixed(1),
      ].join(',');
    });
    const related = judgedText(`c,f,k\n${lines.join('\n')}\n`, { k: 1, starts: 1 });
    assert.deepEqual(
      followingColumns(related.model.schema).map(({ name }) => name),
      ['f', 'k'],
    );
    const texts = fc.constantFrom(
      '10,50,283.1',
      '10,51,283.1',
      '10,51,284',
      '9,50,283.1',
      '10,,283.1',
      'x,50,283.1',
      '10,y,290',
      '999,50,283.1',
    );
    const counts = new Set<number>();
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(119), texts), { minLength: 1, maxLength: 6 }), (puts) => {
        const rows = new Map(puts);
        const edits = [...rows.keys()]
          .sort((a, b) => a - b)
          .map((row) => ({ ...rowRange(related.table, row), text: rows.get(row) ?? '' }));
        counts.add(isSameBothWays(related, edits).badCellCount);
      }),
      { numRuns: 40 },
    );
    assert.ok(counts.size > 2, 'edits change what follows');
  });

  it('equals it where dates and their hours are wrong, and no longer are', () => {
    const random = seededRandom(7);
    const at = (n: number): string =>
      new Date(
        1000 *
          Math.round(
            86_400 * (19_000 + 90 * (n % 2) + Math.round(9 * normalDeviate(random))) +
              3600 * (12 + 9 * (n % 2) + normalDeviate(random)),
          ),
      )
        .toISOString()
        .slice(0, 16);
    const lines = Array.from(
      { length: 120 },
      (_, n) =>
        `${n === 30 ? '2022-02-31T10:00' : n === 50 ? '2031-02-01T10:00' : at(n)},${(5 * (n % 2) + normalDeviate(random)).toFixed(2)}`,
    );
    const dated = judgedText(`met,x\n${lines.join('\n')}\n`, { k: 2, starts: 2 });
    assert.deepEqual(
      usedColumns(dated.model.schema).map(({ name }) => name),
      ['met', 'met (hour)', 'x'],
    );
    const texts = fc.constantFrom(
      '2022-01-10T12:00,0',
      '2022-01-10T03:00,0',
      '2022-13-10T12:00,0',
      ',0',
      '10.01.2022,0',
      '2029-01-10T12:00,0',
      '2022-04-10T21:00,9',
      'soon,5',
    );
    const counts = new Set<number>();
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(119), texts), { minLength: 1, maxLength: 6 }), (puts) => {
        const rows = new Map(puts);
        const edits = [...rows.keys()]
          .sort((a, b) => a - b)
          .map((row) => ({ ...rowRange(dated.table, row), text: rows.get(row) ?? '' }));
        const { badCellCount, unlikely } = isSameBothWays(dated, edits);
        counts.add(100 * badCellCount + unlikely.length);
      }),
      { numRuns: 40 },
    );
    assert.ok(counts.size > 4, 'edits change what is wrong');
  });

  it('equals it where dates are in the wrong order, and no longer are', () => {
    const random = seededRandom(13);
    const day = (n: number): string => new Date(86_400_000 * Math.round(19_000 + n)).toISOString().slice(0, 10);
    const lines = Array.from({ length: 120 }, (_, n) => {
      const begin = Math.floor(500 * random());
      return `${day(begin + (n === 40 ? -30 : 1 + 20 * random()))},${day(begin)},${(5 * (n % 2) + normalDeviate(random)).toFixed(2)}`;
    });
    const dated = judgedText(`to,from,x\n${lines.join('\n')}\n`, { k: 2, starts: 2 });
    assert.deepEqual(
      dated.judgement.badCells.map(({ code, row, column }) => [code, row, column]),
      [['cell.date-order', 40, 0]],
    );
    const texts = fc.constantFrom(
      '2022-02-10,2022-02-11,0',
      '2022-02-11,2022-02-10,0',
      ',2022-02-11,0',
      '2022-02-30,2022-02-11,0',
      '2021-02-10,2022-02-11,9',
      '2022-02-10,2041-02-11,0',
    );
    const counts = new Set<number>();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.oneof(fc.constant(40), fc.nat(119)), texts), { minLength: 1, maxLength: 6 }),
        (puts) => {
          const rows = new Map(puts);
          const edits = [...rows.keys()]
            .sort((a, b) => a - b)
            .map((row) => ({ ...rowRange(dated.table, row), text: rows.get(row) ?? '' }));
          counts.add(isSameBothWays(dated, edits).badCellCount);
        },
      ),
      { numRuns: 40 },
    );
    assert.ok(counts.size > 3, 'edits change what is in order');
  });

  it('equals it where words are misspelt and spelt in several ways, and no longer are', () => {
    const random = seededRandom(11);
    const cities = ['Hamburg', 'Stuttgart', 'Leipzig'];
    const lines = Array.from(
      { length: 240 },
      (_, n) =>
        `${n === 30 ? 'Hambrug' : n === 50 ? 'LEIPZIG' : n === 70 ? 'Stutgart' : cities[n % 3]},${(5 * (n % 3) + normalDeviate(random)).toFixed(2)}`,
    );
    const spelt = judgedText(`city,x\n${lines.join('\n')}\n`, { k: 3, starts: 2 });
    assert.deepEqual(
      [spelt.judgement.badCells.map(({ row, meant }) => [row, meant]), spelt.judgement.variants.length],
      [
        [
          [30, 'Hamburg'],
          [70, 'Stuttgart'],
        ],
        1,
      ],
    );
    const texts = fc.constantFrom(
      'Hambrug,0',
      'Hammburg,0',
      'hamburg,0',
      'Leipzig,9',
      'leipzig,0',
      'LEIPZIG,0',
      'Bremen,0',
      ',5',
      'Stuttgart,5',
      'stuttgatr,5',
    );
    const counts = new Set<number>();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.oneof(fc.constantFrom(30, 50, 70), fc.nat(239)), texts), { minLength: 1, maxLength: 6 }),
        (puts) => {
          const rows = new Map(puts);
          const edits = [...rows.keys()]
            .sort((a, b) => a - b)
            .map((row) => ({ ...rowRange(spelt.table, row), text: rows.get(row) ?? '' }));
          const { badCellCount, variants } = isSameBothWays(spelt, edits);
          counts.add(100 * badCellCount + variants.length);
        },
      ),
      { numRuns: 40 },
    );
    assert.ok(counts.size > 6, 'edits change what is spelt how');
  });

  it('finds what the suspects of all rows together find, many of them equal', () => {
    const tails = fc.constantFrom(1e-9, 1e-6, 1e-4, 2e-4, 0.001, 0.0019);
    const suspect = fc.record({ column: fc.constantFrom(WHOLE_ROW, 0, 1), tail: tails });
    /** What may be found in a row: nothing in most of them. */
    const suspectsOfRow = fc.oneof(
      fc.constant([]),
      fc.uniqueArray(suspect, { selector: ({ column }) => column, maxLength: 3 }),
    );
    type RowSuspects = readonly { readonly column: number; readonly tail: number }[];
    const judgementOf = (rows: readonly RowSuspects[]): Judgement => {
      const list = new SuspectList();
      rows.forEach((own, row) => {
        for (const { column, tail } of own) list.add(row, column, tail, row);
      });
      return {
        rows: rows.length,
        k: 0,
        posterior: new Float64Array(),
        logDensity: new Float64Array(rows.length),
        tail: new Float64Array(rows.length),
        suspects: list.sorted(),
        unlikely: [],
        groups: [],
        repeated: [],
        variants: [],
        badCells: [],
        badCellCount: 0,
      };
    };
    const puts = fc.array(fc.tuple(fc.nat(), fc.array(suspectsOfRow, { maxLength: 3 })), { maxLength: 8 });
    fc.assert(
      fc.property(
        fc.array(suspectsOfRow, { minLength: 1, maxLength: 60 }),
        puts,
        fc.constantFrom(0.01, 0.2),
        (before, put, falseDiscoveryRate) => {
          const table = readTable(`a,b\n${before.map((_, n) => `${n},1\n`).join('')}`, {
            hasHeader: true,
            delimiter: ',',
          });
          const places = new Map(put.map(([row, own]) => [row % before.length, own]));
          const rows = [...places.keys()].sort((a, b) => a - b);
          const edits = rows.map((row) => ({
            ...rowRange(table, row),
            text:
              places
                .get(row)
                ?.map(() => 'x,y')
                .join('\n') ?? '',
          }));
          const patched = patchedTable(table, edits);
          fc.pre(patched !== undefined);
          const schema = ['a', 'b'].map((name, index) => ({
            name,
            index,
            kind: 'normal' as const,
            reason: '',
            missing: 0,
            levels: [],
          }));
          const model = { ...file.model, falseDiscoveryRate, schema, k: 0 };
          // Neighbouring rows may stand in one patch.
          const own = rows.flatMap((row) => places.get(row) ?? []);
          let taken = 0;
          const parts = patched.patches.map((patch) => judgementOf(own.slice(taken, (taken += patch.table.rowCount))));
          const after = before.flatMap((row, n) => places.get(n) ?? [row]);
          const all = judgementOf(after);
          const now = rejudge(model, patched, judgementOf(before), parts);
          assert.deepEqual(
            now.unlikely,
            unlikelyRows(all.suspects, { rows: after.length, columns: 2 }, falseDiscoveryRate),
          );
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('tells the number of unreadable cells where not all of them are kept', () => {
    const rows = Array.from({ length: 3 * BAD_CELL_LIMIT }, (_, i) => `${i % 2 === 0 ? i : 'x'},${i}.5`);
    const table = readTable(`a,b\n${rows.join('\n')}\n`);
    const schema = inferSchema(table, { kinds: { a: 'normal', b: 'normal' } });
    const { start, end } = rowRange(table, 1);
    const last = rowRange(table, table.rowCount - 1);
    const edits = [
      { start, end, text: '7,8\ny,z' },
      { start: last.start, end: last.end, text: 'x,x' },
    ];
    const patched = patchedTable(table, edits);
    assert.ok(patched !== undefined);
    const now = badCellsAfter(
      patched,
      encode(table, schema),
      patched.patches.map((patch) => encode(patch.table, schema)),
      schema,
    );
    const full = encode(readTable(edited(table.scan.text, edits), table.dialect), schema);
    assert.equal(now.badCellCount, full.badCellCount);
    assert.deepEqual(now.badCells, full.badCells);
  });
});
