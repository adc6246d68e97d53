/** Tests that the kernels read records and sum columns to the last bit as the plain code does. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { beginningOf } from '../../../server/core/csv/stream/beginning';
import { sourceOfString } from '../../../server/core/csv/stream/source';
import { readColumns } from '../../../server/core/csv/stream/stream';
import { seededRandom } from '../../../server/core/numeric/random';
import { plainSums } from '../../../server/core/schema/encoding/columnSums';
import type { Threads } from '../../../server/kernels/pool';
import { builds, engineOf, workerThreads } from './kernelBuilds';

const digits = (min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max });
const sign = fc.constantFrom('', '', '-');
/** Plain numbers of at most fifteen digits. */
const plain = fc.oneof(
  fc.tuple(sign, digits(1, 15)).map((parts) => parts.join('')),
  fc.tuple(sign, digits(0, 7), digits(1, 8)).map(([minus, whole, fraction]) => `${minus}${whole}.${fraction}`),
  fc.tuple(sign, digits(1, 6), digits(9, 9)).map(([minus, whole, fraction]) => `${minus}${whole}.${fraction}`),
  fc.tuple(digits(1, 3)).map(([whole]) => `${whole}.`),
);
const other = fc.oneof(
  digits(16, 30),
  fc.constantFrom('', '-', '.', '-.', '+1', '1e5', 'x', '"1"', ' 1', '1 ', '1.2.3', '--1', 'NaN', '1,5', '١', '1\0'),
);
const record = (cell: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> =>
  fc.array(cell, { minLength: 3, maxLength: 3 });
const ending = fc.constantFrom('\n', '\r\n');

for (const { name, module } of builds) {
  describe(`the reading kernels of ${name}`, () => {
    const { room, sums } = engineOf(module);
    const columns = [room.allocate(100), room.allocate(100), room.allocate(100)];

    it(`${name} reads plain records as Number() does and stops behind them`, () => {
      fc.assert(
        fc.property(
          fc.array(fc.tuple(record(plain), ending), { maxLength: 20 }),
          fc.option(record(fc.oneof(plain, other))),
          fc.nat(20),
          (records, last, limit) => {
            const text = records.map(([cells, end]) => cells.join(';') + end).join('');
            // The last record has no end, or cells of any kind.
            const bytes = new TextEncoder().encode(`${text}${last?.join(';') ?? ''}`);
            room.records.load(bytes, bytes.length);

            const rows = room.records.read(0, { separator: 0x3b, point: 0x2e, columns }, 5, limit);

            assert.equal(rows, Math.min(limit, records.length));
            assert.equal(
              room.records.end,
              records.slice(0, rows).reduce((sum, [cells, end]) => sum + cells.join(';').length + end.length, 0),
            );
            records
              .slice(0, rows)
              .forEach(([cells], row) =>
                cells.forEach((cell, d) => assert.ok(Object.is(columns[d][5 + row], Number(cell)), cell)),
              );
          },
        ),
        { numRuns: 5000 },
      );
    });

    it(`${name} leaves a record that is not plain, wherever the odd cell stands`, () => {
      fc.assert(
        fc.property(record(plain), fc.nat(2), other, ending, (cells, at, odd, end) => {
          const bytes = new TextEncoder().encode(`1;2;3\n${cells.with(at, odd).join(';')}${end}4;5;6\n`);
          room.records.load(bytes, bytes.length);
          assert.equal(room.records.read(0, { separator: 0x3b, point: 0x2e, columns }, 0, 100), 1);
          assert.equal(room.records.end, 6);
        }),
        { numRuns: 5000 },
      );
    });

    it(`${name} leaves records of too many or too few cells, blank lines and a lone CR`, () => {
      for (const odd of ['1;2\n', '1;2;3;4\n', '\n', '1;2;3\r', '1;2;3\r4;5;6\n', ';;\n', '1;2;3']) {
        const bytes = new TextEncoder().encode(odd);
        room.records.load(bytes, bytes.length);
        assert.equal(room.records.read(0, { separator: 0x3b, point: 0x2e, columns }, 0, 100), 0, JSON.stringify(odd));
      }
    });

    describe('long texts, read in stretches side by side', () => {
      const rows = 40_000;
      const records = Array.from({ length: rows }, (_, row) => `${row};${row / 8};-${row}.5\n`);
      const oddRows = [0, 1, 5000, 20_001, rows - 1];
      const withOddRecord = (row: number): Uint8Array =>
        new TextEncoder().encode(records.with(row, 'x;"\n";\n').join(''));

      it(`${name} stops at a record that is not plain and resumes behind it`, () => {
        for (const odd of oddRows) {
          const { room: shared } = engineOf(module, absent());
          const own = Array.from({ length: 3 }, () => shared.allocate(rows + 1));
          const form = { separator: 0x3b, point: 0x2e, columns: own };
          const bytes = withOddRecord(odd);
          const before = records.slice(0, odd).join('').length;
          shared.records.load(bytes, bytes.length);

          assert.equal(shared.records.read(0, form, 0, rows), odd);
          assert.equal(shared.records.end, before);

          assert.equal(shared.records.read(before + 'x;"\n";\n'.length, form, odd + 1, rows), rows - odd - 1);
          assert.equal(shared.records.end, bytes.length);
          for (let row = 0; row < rows; row++)
            if (row !== odd)
              assert.deepEqual(
                own.map((values) => values[row]),
                [row, row / 8, -row - 0.5],
              );
        }
      });

      it(`${name} reads no more records than requested`, () => {
        for (const odd of oddRows) {
          const { room: shared } = engineOf(module, absent());
          const own = Array.from({ length: 3 }, () => shared.allocate(rows + 1));
          const bytes = withOddRecord(odd);
          const form = { separator: 0x3b, point: 0x2e, columns: own };
          shared.records.load(bytes, bytes.length);

          assert.equal(shared.records.read(0, form, 0, Math.min(odd, 777)), Math.min(odd, 777), 'no more than wanted');
        }
      });

      it(`${name} ends behind the last record that is requested`, () => {
        const { room: shared } = engineOf(module, absent());
        const own = Array.from({ length: 3 }, () => shared.allocate(rows));
        const bytes = new TextEncoder().encode(records.join(''));

        for (const limit of [rows, 777, 20_000, 0]) {
          shared.records.load(bytes, bytes.length);
          assert.equal(shared.records.read(0, { separator: 0x3b, point: 0x2e, columns: own }, 0, limit), limit);
          assert.equal(shared.records.end, records.slice(0, limit).join('').length);
        }
      });
    });

    for (const { what, text } of largeTexts()) {
      it(`${name} reads a large text as the plain code does: ${what}`, () => {
        const source = sourceOfString(text);
        const beginning = beginningOf(source, {});
        const slow = readColumns(source, beginning, () => 'all');
        const without = ({ typed, ...rest }: typeof slow): object => ({
          ...rest,
          typed: typed.map((column) => ({ ...column, numbers: undefined })),
        });

        for (const threads of [undefined, absent(), workerThreads(2)]) {
          const fast = readColumns(source, beginning, () => 'all', engineOf(module, threads).room);

          assert.ok(
            fast.rowCount > 65536 && fast.typed[0]?.numbers.buffer instanceof SharedArrayBuffer,
            'not as large as the test means it to be',
          );
          fast.typed.forEach((column, d) =>
            assert.deepEqual([...(column?.numbers ?? [])], [...(slow.typed[d]?.numbers ?? [])]),
          );
          assert.deepEqual(without(fast), without(slow));
        }
      });
    }

    it(`${name} sums columns to the last bit as the plain code does`, () => {
      const value = fc.oneof(
        fc.double({ noDefaultInfinity: true }),
        fc.constantFrom(NaN, 0, -0, 1e9 + 1e-3, 1e306, -1e306),
      );

      fc.assert(
        fc.property(
          fc.array(value, { maxLength: 70 }),
          fc.integer({ min: -5, max: 5 }),
          value,
          (numbers, exponent, centre) => {
            const values = room.allocate(numbers.length);
            values.set(numbers);
            const [scale, mean] = [2 ** exponent, centre === centre ? centre : 0];
            assert.deepEqual(sums.extent(values), plainSums.extent(values));
            assert.deepEqual(sums.about(values, scale, mean), plainSums.about(values, scale, mean));
            assert.deepEqual(sums.squares(values, scale, mean, 3), plainSums.squares(values, scale, mean, 3));
          },
        ),
        { numRuns: 3000 },
      );
    });
  });
}

/** Threads that never start, so that the caller does all the work. */
function absent(): Threads {
  return { count: 2, start: () => ({ terminate: () => undefined }), report: assert.fail };
}

/** Texts of numbers with a header, long enough to be read into shared memory. */
function* largeTexts(): Generator<{ what: string; text: string }> {
  const random = seededRandom(3);
  const rows = (cell: (row: number) => string, end: string): string =>
    Array.from({ length: 80_000 }, (_, row) => `${cell(row)},${(random() * 100).toFixed(3)}${end}`).join('');
  const number = (): string => ((random() - 0.5) * 10 ** Math.floor(random() * 8)).toFixed(Math.floor(random() * 7));
  yield { what: 'plain numbers', text: `a,b\n${rows(number, '\n')}` };
  yield { what: 'CRLF, and no end of line at the end', text: `a,b\r\n${rows(number, '\r\n').trimEnd()}` };
  yield { what: 'decimal commas', text: `a;b\n${rows(number, '\n').replaceAll(',', ';').replaceAll('.', ',')}` };
  yield {
    what: 'odd cells here and there',
    text:
      'a,b\n' +
      `${rows((row) => (row % 997 === 0 ? ['NA', '"1.5"', '1e-3', 'x', '', '12345678901234567', ' 7 '][row % 7] : number()), '\n')}`,
  };
  yield {
    what: 'ragged and blank lines',
    text: `a,b\n${rows((row) => (row % 1999 === 0 ? ['1,2', '\n3', '"4\n5"'][row % 3] : number()), '\n')}`,
  };
  yield { what: 'numbers of seventeen digits', text: `a,b\n${rows(() => String(random()), '\n')}` };
}
