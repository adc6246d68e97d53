/** Tables for the tests of exports: hostile texts, wrong cells, bounds, counts, and numbers and dates in many forms. */
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { negativeBinomialDraw, poissonDraw } from '../mixture/mixtureTables';

/** Column names and levels that an export without escapes would take for the end of a text, a line or a cell. */
export const HOSTILE = [
  'a"b\'c`d',
  '\\"); import os #',
  'two\nlines',
  '$(x) `y` ${z}',
  '\\end{tabular}',
  '| a | b |',
  '=HYPERLINK("http://x")',
  '[a](command:b)',
  '<img src=x onerror=y>',
  '\u202eabc',
  'é 日本 👩\u200d🚀',
  '%s %1$s',
  '*bold* _it_',
  '# no',
  '\u0001\u007f',
  '10',
  '__proto__',
  'TRUE',
  '&amp; ~ ^ {',
];

function csv(cells: readonly string[], delimiter = ','): string {
  return cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter);
}

/** Two groups in a column of every family, with missing cells and with hostile names and levels. */
export function hostileTable(): { readonly text: string; readonly kinds: Readonly<Record<string, string>> } {
  const random = seededRandom(6);
  const names = HOSTILE.slice(0, 5);
  const cell = (text: string): string => (random() < 0.1 ? '' : text);
  const rows = Array.from({ length: 160 }, (_, n) => {
    const second = n % 3 === 0;
    const x = normalDeviate(random) + (second ? 4 : 0);
    return csv(
      [
        x.toFixed(3),
        Math.exp(x).toFixed(4),
        String(Math.floor(random() * (second ? 20 : 4))),
        HOSTILE[random() < 0.7 ? 5 : 6],
        HOSTILE[7 + Math.floor(random() * 11)],
      ].map(cell),
    );
  });
  const [number, positive, count, two, many] = names;
  return {
    text: `${csv(names)}\n${rows.join('\n')}\n`,
    kinds: {
      [number]: 'normal',
      [positive]: 'lognormal',
      [count]: 'poisson',
      [two]: 'bernoulli',
      [many]: 'categorical',
    },
  };
}

/**
 * Two groups in columns of counts with missing cells: an overdispersed one, one with about the variance of a Poisson
 * distribution, and one of large counts.
 */
export function counts(): string {
  const random = seededRandom(9);
  const cell = (x: number): string => (random() < 0.1 ? '' : String(x));
  const rows = Array.from({ length: 200 }, (_, n) => {
    const second = n % 3 === 0;
    return [
      negativeBinomialDraw(second ? 30 : 4, 1, random),
      poissonDraw(second ? 60 : 20, random),
      100 * negativeBinomialDraw(second ? 900 : 90, 3, random),
    ]
      .map(cell)
      .join(',');
  });
  return `many,even,large\n${rows.join('\n')}\n`;
}

/**
 * Two groups in a column of every family and some more normal ones, with missing cells and wrong cells, of which some
 * rows have several. Two columns have a code for missing values.
 */
export function dirty(): string {
  const random = seededRandom(12);
  const rows = Array.from({ length: 400 }, (_, n) => {
    const g = n % 3 === 0 ? 1 : 0;
    const x = normalDeviate(random) + 5 * g;
    const cells = [
      x.toFixed(3),
      (2 * x + normalDeviate(random)).toFixed(3),
      Math.exp(0.5 * x + 0.3 * normalDeviate(random)).toFixed(4),
      String(poissonDraw([3, 25][g], random)),
      String(negativeBinomialDraw([4, 60][g], 2, random)),
      random() < [0.98, 0.01][g] ? 'yes' : 'no',
      random() < 0.99 ? ['a', 'b'][g] : 'c',
      (10 + normalDeviate(random)).toFixed(2),
      String(1 + Math.floor(3 * random())),
    ].map((cell) => (random() < 0.06 ? '' : cell));
    for (const [place, cell] of WRONG[n] ?? []) cells[place] = cell;
    return cells.join(',');
  });
  return `x,y,positive,count,many,two,three,z,scale\n${rows.join('\n')}\n`;
}

/** The wrong cells of `dirty` by row: index of the column, text. */
const WRONG: Readonly<Record<number, readonly (readonly [number, string])[]>> = {
  0: [[0, '630000']],
  5: [
    [1, '1e200'],
    [2, '1e-12'],
  ],
  11: [[3, '900']],
  12: [
    [4, '40000'],
    [3, '400'],
    [0, '-77'],
  ],
  20: [
    [5, 'no'],
    [6, 'b'],
  ],
  30: [[6, 'c']],
  33: [[5, 'yes']],
  40: [[2, '88000000']],
  41: [
    [0, '1e-300'],
    [1, '-4e9'],
    [7, '1e150'],
  ],
  50: [[7, '95']],
  52: [[1, '52']],
  61: [
    [0, '20'],
    [1, '-20'],
    [2, ''],
  ],
  70: [
    [7, '-999'],
    [8, '99'],
  ],
  71: [
    [7, '-999.0'],
    [8, '99'],
  ],
  72: [
    [7, '-999'],
    [8, '99'],
  ],
  73: [
    [7, '-999'],
    [8, '99'],
  ],
  80: [[7, '']],
  90: [
    [0, ''],
    [1, '70'],
    [2, ''],
    [3, ''],
    [4, ''],
    [5, ''],
    [6, ''],
    [7, ''],
    [8, ''],
  ],
  99: [
    [0, 'none'],
    [3, '1e300'],
    [4, '2.5'],
    [6, 'd'],
  ],
};
export const DIRTY_KINDS = {
  count: 'poisson',
  many: 'negativeBinomial',
  positive: 'lognormal',
  scale: 'categorical',
} as const;

/**
 * Two groups in a column of every family of numbers. Some cells are bounds, in every notation of bounds; some bounds
 * are impossible.
 */
export function bounded(decimal: '.' | ','): string {
  const random = seededRandom(31);
  const signed = (limit: string, n: number): string =>
    [
      `<${limit}`,
      `< ${limit}`,
      `<=${limit}`,
      `ND<${limit}`,
      `nd (${limit})`,
      `ND (≤ ${limit})`,
      `≤${limit}`,
      `=<${limit}`,
    ][n % 8];
  const rows = Array.from({ length: 240 }, (_, n) => {
    const g = n % 3 === 0 ? 1 : 0;
    const [x, mass, conc] = [
      5 + 4 * g + normalDeviate(random),
      40 + 20 * g + 4 * normalDeviate(random),
      Math.exp(1.5 * g + normalDeviate(random)),
    ];
    const [few, many] = [poissonDraw([4, 15][g], random), negativeBinomialDraw([6, 60][g], 2, random)];
    const cells = [
      x < 4.5 ? signed('4.5', n) : x.toFixed(3),
      mass > 65 ? `>${n % 2 === 0 ? '' : '= '}65${n % 3 === 0 ? ' kg' : ''}` : `${mass.toFixed(1)} kg`,
      conc < 0.5 ? signed('0.5', n) : conc.toFixed(4),
      few < 4 ? signed('4', n) : few > 18 ? '≥19' : String(few),
      many < 5 ? '<5' : String(many),
    ];
    if (n === 40) cells[0] = '<-30';
    if (n === 41) cells[0] = '>1e3';
    if (n === 50) cells[2] = '>5e7';
    if (n === 60) cells[3] = '>2000';
    if (n === 70) [cells[2], cells[3], cells[4]] = ['>-1', '<0', '>=0'];
    if (n === 80) [cells[0], cells[1]] = ['<b', '<5 lb'];
    return cells.map((cell) => (random() < 0.05 ? '' : decimal === ',' ? cell.replaceAll('.', ',') : cell)).join(';');
  });
  return `x;mass;conc;few;many\n${rows.join('\n')}\n`;
}
export const BOUNDED_KINDS = {
  x: 'normal',
  mass: 'normal',
  conc: 'lognormal',
  few: 'poisson',
  many: 'negativeBinomial',
} as const;

/** Two groups in numbers with currencies, units and separators. Some are missing, infinite or in another unit. */
export function writtenNumbers(decimal: '.' | ','): string {
  const random = seededRandom(21);
  const dots = (digits: string): string =>
    decimal === '.' ? digits : digits.replaceAll(',', ' ').replaceAll('.', ',').replaceAll(' ', '.');
  const rows = Array.from({ length: 120 }, (_, n) => {
    const [g, x, y] = [n % 3 === 0 ? 1 : 0, normalDeviate(random), normalDeviate(random)];
    const balance = (3000 * g - 800 + 700 * x).toFixed(2);
    const amount = dots(Math.abs(Number(balance)).toLocaleString('en', { minimumFractionDigits: 2 }));
    const cells = [
      `$${dots((12000 * (1 + g) + 1500 * y).toLocaleString('en', { maximumFractionDigits: 1 }))}`,
      balance.startsWith('-') ? `(${amount})` : amount,
      `${dots((40 + 20 * g + 4 * x).toFixed(1))} kg`,
      `\u2212${dots((5 + g + 0.3 * y).toFixed(2))}`,
      `${(1 + g + 0.1 * x).toFixed(3).replace('.', n % 4 === 0 ? ',' : '.')}D+02`,
    ];
    if (n % 17 === 5) cells[2] = ['2909 g', '.', '#DIV/0!', 'inf', '55'][n % 5];
    return cells.map((cell) => (random() < 0.05 ? '' : cell)).join(';');
  });
  return `price;balance;weight;depth;long\n${rows.join('\n')}\n`;
}

/** Two groups of rows in columns at fixed places, with blanks in cells, empty cells and texts that are too long. */
export function fixedRows(): string {
  const random = seededRandom(29);
  const rows = Array.from({ length: 90 }, (_, n) => {
    const g = n % 3 === 0 ? 1 : 0;
    const city = n % 45 === 20 ? 'San Francisco Bay' : ['New York', 'Rome'][(g + Math.floor(1.3 * random())) % 2];
    const numbers = [4, 7].map((mean) => (random() < 0.06 ? '' : (mean + 5 * g + normalDeviate(random)).toFixed(2)));
    return `${city.padEnd(10)} ${numbers.map((text) => text.padStart(8)).join(' ')} ${['', 'first note', 'x'][n % 3]}`;
  });
  return [`${'city'.padEnd(10)} ${'x'.padStart(8)} ${'y'.padStart(8)} note`, ...rows, ''].join('\n');
}

/** Two groups of rows with texts in which a delimiter, a quote, a line end or a backslash is escaped. */
export function escapedRows(delimiter: string, write: (text: string) => string): string {
  const random = seededRandom(23);
  const rows = Array.from({ length: 90 }, (_, n) => {
    const g = n % 3 === 0 ? 1 : 0;
    const texts = [
      ['Salem, "OR"', 'two\nlines', 'C:\\new', 'a\tb'][(g + Math.floor(2 * random())) % 4],
      ['C:\\temp', '\\\\server\\n'][random() < 0.2 ? 1 - g : g],
    ].map((text) => (random() < 0.06 ? '\\N' : write(text)));
    const numbers = [4, 7].map((mean) => (mean + 5 * g + normalDeviate(random)).toFixed(2));
    return [...texts, ...numbers].join(delimiter);
  });
  return [['city', 'path', 'x', 'y'].join(delimiter), ...rows, ''].join('\n');
}

/** Two groups with their own seasons and hours, in dates of several notations, of which some are invalid. */
export function writtenDates(): string {
  const random = seededRandom(8);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const months = [
    'Januar',
    'Februar',
    'März',
    'April',
    'Mai',
    'Juni',
    'Juli',
    'August',
    'September',
    'Oktober',
    'November',
    'Dezember',
  ];
  const dateOf = (days: number): readonly [number, number, number] => {
    const date = new Date(Math.round(days) * 86_400_000);
    return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  };
  const rows = Array.from({ length: 150 }, (_, n) => {
    const g = n % 3 === 0 ? 1 : 0;
    const minutes = Math.round(60 * (11 + 11 * g + 1.5 * normalDeviate(random)) + 1440) % 1440;
    const [hour, minute] = [Math.floor(minutes / 60), minutes % 60];
    const [y, m, d] = dateOf(19_000 + 150 * g + 10 * normalDeviate(random));
    const [y2, m2, d2] = dateOf(18_000 - 90 * g + 7 * normalDeviate(random));
    const cells = [
      `${pad(d)}.${pad(m)}.${y} ${pad(hour)}:${pad(minute)}`,
      `${m2}/${d2}/${String(y2).slice(2)}`,
      `${d}. ${months[m - 1]} ${y}`,
      `${hour % 12 === 0 ? 12 : hour % 12}:${pad(minute)} ${hour < 12 ? 'am' : 'PM'}`,
      (5 * g + normalDeviate(random)).toFixed(2),
    ];
    if (n === 40) cells[0] = '31.02.2022 10:00';
    if (n === 50) cells[1] = '1/1/61';
    if (n === 60) cells[2] = '3. Brumaire 2022';
    if (n === 70) cells[3] = '4:05 am';
    if (n === 80) cells[0] = '2022-01-03 11:00';
    if (n === 85) cells[0] += '+25:00';
    if (n === 86) cells[0] += ' Uhr';
    return cells.map((cell) => (random() < 0.05 ? '' : cell)).join(';');
  });
  return `met;born;signed;woke;x\n${rows.join('\n')}\n`;
}

/** Amounts of which some are negative, and a few zero, missing or a thousand times too large, beside a number. */
export function signedAmounts(): string {
  const random = seededRandom(11);
  const rows = Array.from({ length: 400 }, (_, n) => {
    const isRefund = random() < 0.15;
    const size = Math.exp((isRefund ? 4 : 3) + normalDeviate(random));
    const amount = (isRefund ? -size : size) * (n === 50 || n === 51 ? 1000 : 1);
    const written = n % 40 === 3 ? '' : n % 40 === 5 ? '0' : amount.toFixed(2);
    return `${written},${(20 + 5 * normalDeviate(random) + (isRefund ? 20 : 0)).toFixed(1)}`;
  });
  return `amount,age\n${rows.join('\n')}\n`;
}
