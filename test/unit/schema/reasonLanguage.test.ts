/** Tests that a table is judged the same in every language, and that its reasons are whole messages. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setCatalogue } from '../../../language/language';
import { readTable } from '../../../server/core/csv/table/table';
import { inferSchema, type Schema } from '../../../server/core/schema/infer';

const messages = JSON.parse(readFileSync('l10n/messages.json', 'utf8')) as Readonly<Record<string, string>>;

/** Columns of many kinds, some of which tell no rows apart. */
function schemaOfMany(): Schema {
  const lines = Array.from({ length: 120 }, (_, i) => {
    const day = `2024-${String(1 + Math.floor(i / 28)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')}`;
    const cells = [i + 1, 4711 + ((i * 37) % 120), 'x', '', (i * 7919) % 101, i % 3, `${60 + (i % 17)} kg`, day];
    return `${cells.join(',')},${i % 2 === 0 ? 'north' : 'south'},${i % 10 === 0 ? '<0.05' : (i % 23) / 7}`;
  });
  const header = 'row,order_id,same,none,amount,few,weight,day,side,level';
  return inferSchema(readTable([header, ...lines, ''].join('\n')), { isRobust: true });
}

describe('reasons for kinds in another language', () => {
  afterEach(() => {
    setCatalogue();
  });

  it('Each reason is a message of the catalogue from its first letter to its last', () => {
    setCatalogue({
      language: 'de',
      messages: Object.fromEntries(Object.keys(messages).map((message) => [message, `⟦${message}⟧`])),
    });

    const reasons = schemaOfMany().map(({ reason }) => reason);

    assert.deepEqual(
      reasons.filter((reason) => !/^⟦.*⟧$/u.test(reason)),
      [],
    );
  });

  it('The language changes nothing but the reasons', () => {
    const withoutReasons = (schema: Schema): unknown =>
      JSON.parse(JSON.stringify(schema, (key, value: unknown) => (key === 'reason' ? '' : value)));
    const english = schemaOfMany();

    setCatalogue({ language: 'de', messages: Object.fromEntries(Object.keys(messages).map((key) => [key, '…'])) });
    const other = schemaOfMany();

    assert.deepEqual(withoutReasons(other), withoutReasons(english));
    assert.deepEqual(
      other.flatMap(({ name, isCompared }) => (isCompared === true ? [name] : [])),
      ['amount', 'few', 'weight', 'side', 'level'],
    );
  });
});
