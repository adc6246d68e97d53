// Tests the parts of dates: day, hour and weekday.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import {
  requestedPart,
  partValue,
  secondsIn,
  informativeParts,
  WEEKDAYS,
} from '../../../server/core/schema/dates/dateParts';
import { columnOfPart, type ColumnPart } from '../../../server/core/schema/encoding/parts';
import { partSpread, partText } from '../../../server/protocol/report/dateWords';
import { DAY, officeHours } from './dateSupport';

const dates = (count: number, draw: (n: number) => number): Float64Array =>
  Float64Array.from({ length: count }, (_, n) => draw(n));
const names = (parts: readonly ColumnPart[]): string => parts.map(({ of }) => of).join();

describe('values of date parts', () => {
  const monday = secondsIn('2024-01-01 01:30', 'YYYY-MM-DD hh:mm');

  it('partValue gives the day since 1970 and the weekday from Monday', () => {
    assert.deepEqual(
      (['day', 'weekday'] as const).map((of) => partValue({ of }, monday)),
      [19_723.0625, 0],
    );
  });

  it('partValue gives an hour from the cut of the day on', () => {
    assert.deepEqual(
      [0, 1, 2, 15].map((cut) => partValue({ of: 'hour', cut }, monday)),
      [1.5, 1.5, 25.5, 25.5],
    );
  });

  it('Parts of dates agree with the calendar', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -10_000, max: 40_000 }),
        fc.integer({ min: 0, max: DAY - 1 }),
        fc.integer({ min: 0, max: 23 }),
        (day, second, cut) => {
          const seconds = day * DAY + second;
          const date = new Date(1000 * Math.round(seconds));

          assert.equal(WEEKDAYS[partValue({ of: 'weekday' }, seconds)].slice(0, 3), date.toUTCString().slice(0, 3));

          const hour = partValue({ of: 'hour', cut }, seconds);
          assert.ok(hour >= cut && hour < cut + 24);
          assert.ok(Math.abs((hour % 24) - second / 3600) < 1e-9);
          assert.equal(partText('day', partValue({ of: 'day' }, day * DAY)), date.toISOString().slice(0, 10));
        },
      ),
    );
  });
});

describe('choice of date parts', () => {
  const random = seededRandom(5);
  const form = 'YYYY-MM-DD hh:mm';
  /** Two campaigns, at any time of the day. */
  const inCampaigns = (n: number): number => (19_000 + 5 * normalDeviate(random) + 200 * (n % 2)) * DAY;
  const evenly = dates(400, () => (19_000 + 365 * random()) * DAY);
  const atOffice = dates(400, officeHours(random));
  const campaigns = dates(400, inCampaigns);
  const orderedCampaigns = dates(400, inCampaigns);
  const few = dates(20, officeHours(random));
  const midnights = dates(400, () => Math.floor(19_000 + 365 * random()) * DAY);

  it('Dates that are spread evenly have no informative part', () => {
    assert.equal(names(informativeParts(form, evenly, false)), '', 'spread evenly over days, hours and weekdays');
  });

  it('Hour and weekday of office hours are informative', () => {
    assert.equal(names(informativeParts(form, atOffice, false)), 'hour,weekday');
  });

  it('The day is informative where dates cluster', () => {
    assert.equal(names(informativeParts(form, campaigns, false)), 'day', 'two campaigns, at any time of the day');
  });

  it('The day is not informative where dates are in order', () => {
    assert.equal(names(informativeParts(form, orderedCampaigns, true)), '', 'in order');
  });

  it('Few dates have no informative part', () => {
    assert.equal(names(informativeParts('YYYY-MM-DD', few, false)), '', 'too few');
  });

  it('Midnights have no informative hour', () => {
    assert.equal(names(informativeParts(form, midnights, false)), '', 'midnight is no time');
  });

  it('The day is cut where nothing happens, so that a night is whole', () => {
    const nightRandom = seededRandom(6);
    const [part] = informativeParts(
      'hh:mm',
      dates(300, () => ((24 + 24 + 1.5 * normalDeviate(nightRandom)) * 3600) % DAY),
      false,
    );
    const hours = [23 * 3600, 0, 3600].map((second) => partValue(part, second));

    assert.ok(part.cut !== undefined && part.cut >= 8 && part.cut <= 16, String(part.cut));
    assert.deepEqual(hours, [23, 24, 25]);
  });

  it('The hour can be chosen whatever the hours are', () => {
    assert.equal(
      requestedPart('hh:mm', 'hour', Float64Array.of(NaN, 3600)).of,
      'hour',
      'a person may choose it whatever the hours are',
    );
  });
});

describe('words of date parts', () => {
  it('partText writes hours and days', () => {
    assert.deepEqual(
      [
        partText('hour', 25.5),
        partText('hour', -0.25),
        partText('day', 18_690.4, 30),
        partText('day', 18_690.5, 0.2),
        partText('day', 1e9),
      ],
      ['01:30', '23:45', '2021-03-04', '2021-03-04 12:00', '1.00000e+9 days since 1970'],
    );
  });

  it('partSpread writes a spread in days, hours or minutes', () => {
    assert.deepEqual(
      [
        partSpread('day', 31.4),
        partSpread('day', 1.2),
        partSpread('day', 0.01),
        partSpread('hour', 2.24),
        partSpread('hour', 0.5),
      ],
      ['31 days', '29 h', '14 min', '2.2 h', '30 min'],
    );
  });

  it('columnOfPart gives the column in the name of a part', () => {
    assert.deepEqual(
      [columnOfPart('joined (hour)'), columnOfPart('joined (hours)'), columnOfPart('a (day) (weekday)')],
      ['joined', undefined, 'a (day)'],
    );
  });
});
