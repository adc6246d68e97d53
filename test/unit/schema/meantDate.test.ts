/** Tests which date a text means that is not written as its column's dates are. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { calendarDay } from '../../../server/core/csv/cells/writtenDate';
import { secondsIn } from '../../../server/core/schema/dates/dateParts';
import { meantDate } from '../../../server/core/schema/dates/meantDate';

const DAY = 86_400;
const [from, to] = [secondsIn('2010-01-01', 'YYYY-MM-DD'), secondsIn('2019-12-31', 'YYYY-MM-DD')];

describe('meantDate', () => {
  const cases: readonly [text: string, form: string, meant: ReturnType<typeof meantDate>][] = [
    ['42178', 'DD/MM/YYYY', { fault: 'spreadsheetDay', text: '23/06/2015' }],
    ['42178', 'YYYY-MM-DD', { fault: 'spreadsheetDay', text: '2015-06-23' }],
    ['42178', 'D Month YYYY', { fault: 'spreadsheetDay' }],
    ['42178', 'DD/MM/YYYY hh:mm', { fault: 'spreadsheetDay' }],
    ['12345', 'DD/MM/YYYY', undefined],
    ['421780', 'DD/MM/YYYY', undefined],
    ['2015-06-12', 'DD.MM.YY', { fault: 'otherForm', text: '12.06.15' }],
    ['2015-06-12 00:00', 'DD.MM.YYYY', { fault: 'otherForm', text: '12.06.2015' }],
    ['2015-06-12 14:30', 'DD.MM.YYYY', { fault: 'otherForm' }],
    ['12 June 2015', 'MM/DD/YYYY', { fault: 'otherForm', text: '06/12/2015' }],
    ['06/25/2015', 'DD/MM/YYYY', { fault: 'exchanged', text: '25/06/2015' }],
    ['06/05/2015', 'YYYY-MM-DD', undefined],
    ['2215-06-12', 'DD/MM/YYYY', undefined],
    ['31/02/2015', 'DD/MM/YYYY', undefined],
    ['Rail', 'DD/MM/YYYY', undefined],
  ];
  for (const [text, form, meant] of cases)
    it(`${text} among dates as ${form} means ${meant === undefined ? 'nothing' : JSON.stringify(meant)}`, () => {
      assert.deepEqual(meantDate(text, { form, from, to }), meant);
    });

  it('The meant text of a spreadsheet day is the date of that day', () => {
    const forms = fc.constantFrom('DD/MM/YYYY', 'MM-DD-YYYY', 'YYYY.MM.DD', 'DD.MM.YY');

    fc.assert(
      fc.property(fc.integer({ min: 40_179, max: 43_830 }), forms, (day, form) => {
        const text = meantDate(String(day), { form, from, to })?.text ?? '';

        assert.equal(secondsIn(text, form), (day - 25_569) * DAY);
      }),
    );
  });

  it('calendarDay agrees with the calendar of Date', () => {
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_000_000 }), (days) => {
        const { year, month, day } = calendarDay(days);

        const date = new Date(1000 * DAY * days);
        assert.deepEqual([year, month, day], [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]);
      }),
    );
  });
});
