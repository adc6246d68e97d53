/** Tests that values become a table exactly. */
import assert from 'node:assert/strict';
import { complete } from '../../../server/core/numeric/generators';
import { dialectOverrides } from '../../../server/pipeline/fitTable';
import { readTyped, rowTexts } from '../../../server/formats/table/readTable';
import { requireTable, type Table, type ValueTable } from '../../../server/library/givenTable';
import { requireOptions } from '../../../server/library/libraryOptions';
import { inputOfValues, marksFor } from '../../../server/library/tableText';

function read(table: Table, decimal?: '.' | ','): ReturnType<typeof readTyped> {
  const values = requireTable(table) as ValueTable;
  const input = complete(inputOfValues(values, marksFor(decimal)));
  const { fit } = requireOptions('fit', { decimal }, values);
  return readTyped(input, dialectOverrides(fit), () => 'all');
}

function numbersOf(table: Table, decimal?: '.' | ','): readonly number[] {
  return [...(read(table, decimal).typed[0]?.numbers ?? [])];
}

/** Doubles of any exponent up to 1e300, from random bits. */
function anyDoubles(count: number): Float64Array {
  let state = 12345;
  const next = (): number => (state = (state * 48271) % 2147483647);
  const bits = new DataView(new ArrayBuffer(8));
  return Float64Array.from({ length: count }, () => {
    for (;;) {
      for (let byte = 0; byte < 8; byte++) bits.setUint8(byte, next() & 255);
      const value = bits.getFloat64(0);
      if (Math.abs(value) < 1e300) return value;
    }
  });
}

describe('tables of values', () => {
  for (const decimal of ['.', ','] as const)
    it(`Numbers of a typed array are read to the last bit with the decimal mark "${decimal}"`, () => {
      const values = anyDoubles(20_000);

      const numbers = numbersOf({ columns: { values } }, decimal);

      assert.deepEqual(numbers, [...values]);
    });

  it('NaN, null, undefined, an empty text, an invalid date and an absent property are missing', () => {
    const cells = [NaN, null, undefined, '', new Date(NaN)];

    const [byColumn] = read({ columns: { cells } }).typed;
    const [byRecord] = read([...cells.map((cell) => ({ cell })), {}]).typed;

    assert.deepEqual([byColumn?.rows, byColumn?.missing], [5, 5]);
    assert.deepEqual([byRecord?.rows, byRecord?.missing], [6, 6]);
  });

  it('A row without any cell stays a row', () => {
    const reading = read([{ a: 1, b: 'x' }, {}, { a: 3, b: 'y' }]);

    assert.equal(reading.table.rowCount, 3);
  });

  it('Texts with quotes, delimiters, line breaks and comment marks come back as they are', () => {
    const texts = [
      '"',
      '""',
      'a,"b',
      '",',
      'a\nb',
      'a\r\n"',
      '# c',
      ' x ',
      'Total',
      '"a" b',
      'a,',
      ';',
      "'q",
      '\u2028',
      '=',
    ];
    const rows = texts.map((text, n) => ({ [text]: text, n }));

    const reading = read(rows.map(({ n }) => ({ text: texts[n], other: texts[texts.length - 1 - n] })));

    const cells = rowTexts(reading, texts.keys());
    assert.deepEqual(
      texts.map((_, row) => [cells.textOf(row, 0), cells.textOf(row, 1)]),
      texts.map((text, row) => [text, texts[texts.length - 1 - row]]),
    );
  });

  it('Names such as __proto__ and constructor are ordinary columns', () => {
    const columns = JSON.parse('{"__proto__":[1,2],"constructor":[3,4],"toString":[5,6]}') as Record<string, number[]>;

    const { table, typed } = read({ columns });

    assert.deepEqual(table.columns, ['__proto__', 'constructor', 'toString']);
    assert.deepEqual(
      typed.map((column) => [...(column?.numbers ?? [])]),
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    );
  });

  it('A property that a record inherits is not a cell', () => {
    const reading = read([{ toString: 'a' }, { toString: 'b' }, { other: 1 }] as object[]);

    assert.equal(reading.typed[0]?.missing, 1);
  });

  it('Dates are written as days, with a time only where one has a time', () => {
    const days = read({ columns: { day: [new Date(Date.UTC(2024, 1, 29)), new Date(Date.UTC(2024, 2, 1))] } });
    const times = read({ columns: { time: [new Date(Date.UTC(2024, 1, 29)), new Date(Date.UTC(2024, 2, 1, 12))] } });

    assert.equal(rowTexts(days, [0]).textOf(0, 0), '2024-02-29');
    assert.equal(rowTexts(times, [0]).textOf(0, 0), '2024-02-29T00:00:00.000Z');
  });

  const wrong: Readonly<Record<string, readonly [table: unknown, message: RegExp]>> = {
    'A number': [3, /^The table is the number 3\. Pass /],
    'An array of bytes': [new Uint8Array(3), /decoded with TextDecoder/],
    'A column that is no array': [{ columns: { a: 3 } }, /^Column "a" is the number 3\. Pass an array/],
    'A record that is no object': [[{}, null], /^Record 1 is null\. Pass an object/],
  };
  for (const [what, [table, message]] of Object.entries(wrong))
    it(`${what} is refused as a table with a TypeError that says what to pass`, () => {
      assert.throws(() => requireTable(table), { name: 'TypeError', message });
    });

  it('Columns of different lengths are refused with a RangeError that names them', () => {
    assert.throws(() => requireTable({ columns: { a: [1, 2], 'b\u202e': [1] } }), {
      name: 'RangeError',
      message: 'Column "b" has 1 values and "a" has 2. Give all columns the same length.',
    });
  });

  it('A cell that is an object is refused with its place', () => {
    assert.throws(() => read([{ a: 1 }, { a: { b: 1 } }] as object[]), {
      name: 'TypeError',
      message: /^Record 1, property "a" is an object\. Pass a number/,
    });
  });
});

describe('options of the library', () => {
  const check = (options: unknown, table: Table = 'a\n1\n2'): unknown =>
    requireOptions('fit', options, requireTable(table)).fit;
  const wrong: readonly (readonly [options: unknown, error: string, message: RegExp])[] = [
    [{ sed: 1 }, 'TypeError', /^fit: there is no option "sed"; the options are k, /],
    [{ ['__proto__']: 1, constructor: 1 }, 'TypeError', /there is no option/],
    [{ k: 0 }, 'RangeError', /^fit: option k is 0\. Pass "auto" or a whole number of at least 1\.$/],
    [{ k: 'two' }, 'TypeError', /option k/],
    [{ fdr: 1 }, 'RangeError', /between 0 and 1/],
    [{ estimate: 'mpa' }, 'RangeError', /"robust", "map", "ml"/],
    [{ columns: 'a' }, 'TypeError', /array of strings/],
    [{ signal: {} }, 'TypeError', /AbortSignal/],
    [{ header: false, headerRows: 1 }, 'RangeError', /contradict each other/],
    [null, 'TypeError', /options are null/],
  ];
  for (const [options, name, message] of wrong)
    it(`Options ${JSON.stringify(options)} are refused with a ${name}`, () => {
      assert.throws(() => check(options), { name, message });
    });

  it('An option for the text of a file is refused for a table of values', () => {
    assert.throws(() => check({ delimiter: ';' }, [{ a: 1 }]), { name: 'TypeError', message: /has values\. Omit it/ });
  });

  it('Words for missing values are added to the usual ones', () => {
    const { missing } = check({ missing: ['none given'] }) as { readonly missing: readonly string[] };

    assert.ok(missing.includes('NA') && missing.includes('none given'));
  });
});
