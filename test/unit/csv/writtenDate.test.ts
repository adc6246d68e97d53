import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  monthsSince1970,
  orderedForm,
  isoDate,
  sharedOrder,
  onlyOrder,
  secondsOf,
  writtenDate,
  type DateOrder,
} from '../../../server/core/csv/cells/writtenDate';

function seconds(text: string, order: DateOrder = 'dayFirst'): number | undefined {
  const found = writtenDate(text);
  return found && secondsOf(found.raw, orderedForm(found.form, order));
}
const utc = (year: number, month: number, day: number, ...time: number[]): number =>
  Date.UTC(year, month - 1, day, ...time) / 1000;

describe('writtenDate', () => {
  it('Dates are read in many forms', () => {
    for (const text of [
      '2023-08-03',
      '2023/08/03',
      '2023.8.3',
      '03.08.2023',
      '3/8/2023',
      '03-08-23',
      '3 Aug 2023',
      '03-Aug-23',
      '3. August 2023',
      'Aug 3, 2023',
      'August 3rd, 2023',
      '3 août 2023',
      '3 ago 2023',
    ]) {
      assert.equal(seconds(text), utc(2023, 8, 3), text);
    }
  });

  it('Dates with a time are read in many forms', () => {
    for (const text of [
      '2023-02-24 06:11:58',
      '2023-02-24T06:11:58.000Z',
      '24.02.2023 06:11:58',
      '24/02/2023 6:11:58 am',
      'Feb 24, 2023 06:11:58.000000000 UTC',
    ]) {
      assert.equal(seconds(text), utc(2023, 2, 24, 6, 11, 58), text);
    }
    assert.equal(seconds('03.08.2023 06:11 Uhr'), utc(2023, 8, 3, 6, 11));
  });

  it('A month without a day is read as its first day', () => {
    assert.equal(seconds('2023-08'), utc(2023, 8, 1));
    assert.equal(seconds('2023/08'), utc(2023, 8, 1));
  });

  it('A weekday before a date is ignored, even where it also abbreviates a month', () => {
    assert.equal(seconds('Thursday, 3. August 2023'), utc(2023, 8, 3));
    assert.deepEqual(
      [seconds('mar. 3 août 2021'), seconds('Mar 3, 2021'), seconds('So 3.8.2025')],
      [utc(2021, 8, 3), utc(2021, 3, 3), utc(2025, 8, 3)],
    );
  });

  it('A time alone is read as seconds since midnight', () => {
    assert.deepEqual([seconds('00:05'), seconds('13:45:10'), seconds('1:45 PM')], [300, 49510, 49500]);
  });

  it('Month names of other languages are read', () => {
    assert.deepEqual(
      [seconds('3. März 2023'), seconds('14 déc. 2020'), seconds('1 Mai 1999')],
      [utc(2023, 3, 3), utc(2020, 12, 14), utc(1999, 5, 1)],
    );
  });

  it('Timestamps of programs are read', () => {
    for (const text of [
      '2023-08-27 23:22:15+00',
      '2023-08-27 23:22:15.123456+05:30',
      '2023-08-27 23:22:15 CEST',
      '27AUG2023:23:22:15',
      '27/Aug/2023:23:22:15 +0000',
      '27-AUG-23 11.22.15.000000 PM',
      '27.08.2023 23.22.15',
      'Sun, 27 Aug 2023 23:22:15 +0000',
      'Sun Aug 27 23:22:15 2023',
      'Sun Aug 27 23:22:15 2023 +0200',
      'Sun Aug 27 23:22:15 UTC 2023',
      'Sun Aug 27 23:22:15 2023 CEST',
      'Sun Aug 27 2023 23:22:15 GMT+0200 (Central European Summer Time)',
      '20230827T232215Z',
    ])
      assert.equal(seconds(text), utc(2023, 8, 27, 23, 22, 15), text);
  });

  it('Numbers, versions, names, ranges and impossible times are no dates', () => {
    for (const text of [
      '',
      '2023',
      '20230803',
      '1.2.3',
      '12-34',
      '2023-13',
      '1234-5678',
      '1-2',
      '5 May',
      '02-Jan',
      '25:00',
      '12:60',
      'room 12 2023',
      'S-1000',
      '10:20:30:40',
      '3 Foo 2023',
      '2023-08-03x',
      '23.22',
      'Model 3 8/2023',
      'Monk 3.8.2023',
      '12AUG',
      '20230827T',
      'Sun 5',
      '2023-08-27 23:22.15 x',
      '2023/13',
      '2023-08-27T23:22:15+25:00',
      '2023-08-27T23:22:15-11:75',
      '20230827T232215+25:00',
    ]) {
      assert.equal(writtenDate(text), undefined, text);
    }
  });

  it('A date that is no day of the calendar has no seconds', () => {
    for (const text of ['31/04/2023', '13/45/2024', '2023-02-29', '2023-00-10', '1900-02-29', '00.01.2020'])
      assert.ok(Number.isNaN(seconds(text)), text);
    assert.equal(seconds('2000-02-29'), utc(2000, 2, 29));
  });

  it('A number above twelve shows the order of day and month', () => {
    const order = (text: string): DateOrder | undefined => onlyOrder(writtenDate(text)?.raw ?? NaN);

    assert.deepEqual(['16/11/2023', '11/16/2023', '10/06/2023', '13/45/2023'].map(order), [
      'dayFirst',
      'monthFirst',
      undefined,
      undefined,
    ]);
  });

  it('A date is read in the given order', () => {
    assert.equal(seconds('10/06/2023', 'monthFirst'), utc(2023, 10, 6));
  });

  it('orderedForm writes the order into the form', () => {
    assert.deepEqual(
      [
        orderedForm('A/B/YYYY', 'dayFirst'),
        orderedForm('A.B.YY hh:mm', 'monthFirst'),
        orderedForm('YYYY-MM-DD', 'monthFirst'),
      ],
      ['DD/MM/YYYY', 'MM.DD.YY hh:mm', 'YYYY-MM-DD'],
    );
  });

  it('The rows show the order of a column, which one contrary date does not change', () => {
    const among = (texts: readonly string[]): DateOrder | undefined =>
      sharedOrder(Float64Array.from(texts, (text) => writtenDate(text)?.raw ?? NaN));
    const firsts = Array.from(
      { length: 30 },
      (_, n) => `01/${String((n % 12) + 1).padStart(2, '0')}/${2020 + Math.floor(n / 12)}`,
    );

    assert.equal(among(firsts), 'dayFirst');
    assert.equal(among(firsts.with(7, '08/01/2020')), 'dayFirst');
    assert.equal(among(firsts.with(7, '08/21/2020')), 'dayFirst');
    assert.equal(among(['03/04/2020', '08/21/2020', '05/02/2020']), 'monthFirst');
    assert.equal(among([...firsts, '08/21/2022', '09/15/2022', '10/30/2022']), 'monthFirst');
  });

  it('A date is read as the written second, whatever the form', () => {
    const two = (n: number): string => String(n).padStart(2, '0');
    fc.assert(
      fc.property(
        fc.integer({ min: -50_000, max: 100_000 }),
        fc.nat(86_399),
        fc.constantFrom('-', '/', '.'),
        fc.constantFrom<DateOrder>('dayFirst', 'monthFirst'),
        (days, time, mark, order) => {
          const date = new Date(86_400_000 * days);
          const [y, m, d] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
          const clock = `${two(Math.floor(time / 3600))}:${two(Math.floor(time / 60) % 60)}:${two(time % 60)}`;

          assert.equal(seconds(`${y}-${two(m)}-${two(d)} ${clock}`), 86_400 * days + time);
          for (const iso of [
            `${y}-${two(m)}-${two(d)}`,
            `${y}-${two(m)}-${two(d)}T${clock}`,
            `${y}-${two(m)}-${two(d)} ${clock.slice(0, 5)}`,
            `${y}-${two(m)}-${two(d)}x${clock}`,
          ]) {
            const bytes = new TextEncoder().encode(`,${iso}`);
            assert.deepEqual(isoDate(bytes, 1, bytes.length), writtenDate(iso));
          }
          const [a, b] = order === 'dayFirst' ? [d, m] : [m, d];
          assert.equal(seconds([two(a), two(b), y].join(mark), order), 86_400 * days);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('monthsSince1970 counts whole months and the share of the last one', () => {
    fc.assert(
      fc.property(fc.integer({ min: -500_000, max: 500_000 }), fc.nat(86_399), (days, seconds) => {
        const date = new Date(1000 * (86_400 * days + seconds));
        const months = monthsSince1970(86_400 * days + seconds);

        assert.equal(Math.floor(months), 12 * (date.getUTCFullYear() - 1970) + date.getUTCMonth());
        assert.ok(Math.abs((months - Math.floor(months)) * 32 - (date.getUTCDate() - 1 + seconds / 86_400)) < 1e-6);
      }),
      { numRuns: 2000 },
    );
  });
});
