/** Tests that rejudging equals full judging for cells that are checked by their columns: relations, dates and words. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { usedColumns } from '../../../server/core/schema/encoding/usedColumns';
import { followingColumns } from '../../../server/core/schema/relations/redundant';
import { assertRejudgedInFull, rowReplacements } from './rejudgeSupport';
import { judgedText } from './judgedTables';

describe('rejudge of relations, dates and spellings', function () {
  this.timeout(120_000);

  it('Rejudging equals full judging where cells begin or cease to follow from others', () => {
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
        counts.add(assertRejudgedInFull(related, rowReplacements(related.table, puts)).badCellCount);
      }),
      { numRuns: 40 },
    );

    assert.ok(counts.size > 2, 'edits change what follows');
  });

  it('Rejudging equals full judging where dates and hours become wrong or right', () => {
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
        const { badCellCount, unlikely } = assertRejudgedInFull(dated, rowReplacements(dated.table, puts));
        counts.add(100 * badCellCount + unlikely.length);
      }),
      { numRuns: 40 },
    );

    assert.ok(counts.size > 4, 'edits change what is wrong');
  });

  it('Rejudging equals full judging where dates come into or out of order', () => {
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
          counts.add(assertRejudgedInFull(dated, rowReplacements(dated.table, puts)).badCellCount);
        },
      ),
      { numRuns: 40 },
    );

    assert.ok(counts.size > 3, 'edits change what is in order');
  });

  it('Rejudging equals full judging where misspellings and variants come and go', () => {
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
          const { badCellCount, variants } = assertRejudgedInFull(spelt, rowReplacements(spelt.table, puts));
          counts.add(100 * badCellCount + variants.length);
        },
      ),
      { numRuns: 40 },
    );

    assert.ok(counts.size > 6, 'edits change what is spelt how');
  });
});
