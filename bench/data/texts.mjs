// Texts for scanners: the same shapes that files come in, seeded.
import { load } from '../core.mjs';

/** @returns {Promise<Record<string, string>>} texts of about so many UTF-16 units, by what is in them */
export async function scannerTexts(units) {
  const { seededRandom, normalDeviate } = await load('server/core/numeric/random.ts');
  const random = seededRandom(7);
  const whole = (below) => Math.floor(below * random());
  const word = () => 'abcdefghijklmnopqrstuvwxyz'.slice(whole(8), 12 + whole(14));
  const quoted = () => `"${word()}, ${word()}${random() < 0.1 ? ' ""so""' : ''}"`;
  const shapes = {
    'numbers, 10 columns of 5 decimals': { columns: 10, cell: () => normalDeviate(random).toFixed(5), end: '\n' },
    'short cells, 20 columns of 1 or 2 digits': { columns: 20, cell: () => String(whole(100)), end: '\n' },
    'quoted cells, half of 8 columns, CRLF': {
      columns: 8,
      cell: (d) => (d % 2 === 0 ? quoted() : String(whole(1000))),
      end: '\r\n',
    },
  };
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, textOf(shape, units)]));
}

function textOf({ columns, cell, end }, units) {
  const lines = [Array.from({ length: columns }, (_, d) => `c${d + 1}`).join(',')];
  for (let length = 0; length < units; length += lines.at(-1).length + end.length)
    lines.push(Array.from({ length: columns }, (_, d) => cell(d)).join(','));
  // No line end behind the last record, which some readers take for one more record.
  return Buffer.from(lines.join(end)).toString('latin1');
}
