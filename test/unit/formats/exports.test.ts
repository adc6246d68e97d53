/**
 * What is copied of a fit: tables that show what they should and do nothing else, and programs that rebuild the model,
 * run where there is Python or R.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { marked } from 'marked';
import { plainR, pythonWith } from '../../../bench/interpreters.mjs';
import { isFormula } from '../../../server/core/csv/cells/formula';
import { cellText, readTable } from '../../../server/core/csv/table/table';
import { complete } from '../../../server/core/numeric/generators';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import type { ExportedFit } from '../../../server/formats/exports/exported';
import { escapeLatex } from '../../../server/formats/exports/latex';
import { quoted, quotedForR } from '../../../server/formats/programs/literals';
import { escapeMarkdown } from '../../../server/formats/exports/markdown';
import { oneLine } from '../../../server/formats/exports/oneLine';
import { texts } from '../../../server/formats/exports/exportTexts';
import { runPipeline, type PipelineOutput } from '../../../server/pipeline/fitTable';
import type { FitOptions, FitReport } from '../../../server/protocol';
import { negativeBinomialDraw, poissonDraw } from '../mixture/support';

const penguins = readFileSync('samples/penguins.csv', 'utf8');

/** Column names and levels that would end a text, a line, a cell or an argument wherever they stand. */
const HOSTILE = [
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

/** A column of every family, some cells missing, in two groups; names and levels are hostile. */
function everyFamily(): { readonly text: string; readonly kinds: Readonly<Record<string, string>> } {
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
 * Columns of counts in two groups, some cells missing: one that varies much, one of about a Poisson's variance, one of
 * large counts.
 */
function counts(): string {
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
 * A column of every family and some plain normals in two groups, some cells missing, several wrong, some rows with two
 * of these; two columns have a code for missing.
 */
function dirty(): string {
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

/** By row: columns and the wrong cells that stand there. */
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
const DIRTY_KINDS = {
  count: 'poisson',
  many: 'negativeBinomial',
  positive: 'lognormal',
  scale: 'categorical',
} as const;

/**
 * Two groups in columns of all families of numbers, of which a part is bounds, in all ways in which these are written;
 * some are impossible.
 */
function bounded(decimal: '.' | ','): string {
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
const BOUNDED_KINDS = {
  x: 'normal',
  mass: 'normal',
  conc: 'lognormal',
  few: 'poisson',
  many: 'negativeBinomial',
} as const;

/** Two groups in numbers as people write them, some of them missing, in another unit, or infinite. */
function writtenNumbers(decimal: '.' | ','): string {
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

/** Two groups at their own times of the year and the day, in dates as people write them, some of them wrong. */
function writtenDates(): string {
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

const { text: mixed, kinds } = everyFamily();
const measures = ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'];

/** Every tenth row is cut, and other rows have one or three cells more than there are columns. */
const raggedPenguins = penguins
  .split('\n')
  .map((line, row) => {
    if (row % 10 === 1) return line.split(',').slice(0, 4).join(',');
    return line === '' || row % 10 < 8 || row === 0 ? line : `${line},${row % 10 === 8 ? 'more' : '1,2,3'}`;
  })
  .join('\n');

interface Case {
  readonly text: string;
  readonly options: FitOptions;
}

const CASES: Readonly<Record<string, Case>> = {
  'penguins, mixed kinds with missing cells': { text: penguins, options: { k: 4, starts: 2 } },
  'normals alone, no cell missing': {
    text: penguins
      .split('\n')
      .filter((line) => !line.includes(',,,,'))
      .join('\n'),
    options: { k: 3, starts: 2, columns: measures, estimate: 'map' },
  },
  'normals alone, cells missing': { text: penguins, options: { k: 3, starts: 2, columns: measures, estimate: 'map' } },
  'one cluster': { text: penguins, options: { k: 1, columns: [...measures, 'sex'] } },
  'every kind, with hostile names and levels': { text: mixed, options: { k: 2, starts: 3, kinds } },
  'negative binomials': {
    text: counts(),
    options: {
      k: 2,
      starts: 3,
      estimate: 'map',
      kinds: { many: 'negativeBinomial', even: 'negativeBinomial', large: 'negativeBinomial' },
    },
  },
  'negative binomials, one at the bound of its size': {
    text: counts(),
    options: {
      k: 2,
      starts: 3,
      estimate: 'ml',
      kinds: { many: 'negativeBinomial', even: 'negativeBinomial', large: 'negativeBinomial' },
    },
  },
  'decimal commas between semicolons, no header': {
    text: penguins
      .split('\n')
      .slice(1)
      .map((line) =>
        line.replaceAll('.', ';').replaceAll(',', '|').replaceAll(';', ',').replaceAll('|', ';').replaceAll('"', ''),
      )
      .join('\n'),
    options: { k: 2, starts: 2 },
  },
  'maximum likelihood, levels of probability 0': {
    text: penguins,
    options: { k: 3, starts: 2, estimate: 'ml', columns: ['species', 'island', 'flipper_length_mm'] },
  },
  'wrong cells of every kind': { text: dirty(), options: { k: 2, starts: 3, kinds: DIRTY_KINDS } },
  'wrong cells, every one believed': {
    text: dirty().replace('1e200', '120').replace('1e150', '150'),
    options: { k: 2, starts: 3, kinds: DIRTY_KINDS, estimate: 'map' },
  },
  'wrong cells among normals alone': { text: dirty(), options: { k: 3, starts: 3, columns: ['x', 'y', 'z'] } },
  'wrong cells in one column': { text: dirty(), options: { k: 2, starts: 2, columns: ['x'] } },
  'columns that are lined up, with blanks in cells': {
    text: penguins
      .trim()
      .split('\n')
      .filter((line) => !/,,|NA|,$/.test(line))
      .map(
        (line) =>
          `${line
            .replaceAll('"', '')
            .split(',')
            .map((cell) => cell.replace('Adelie', 'Adelie P.').padEnd(24))
            .join('')}\n`,
      )
      .join(''),
    options: { k: 2, starts: 2 },
  },
  'quotes that are text': {
    text: penguins
      .trim()
      .split('\n')
      .map(
        (line, row) =>
          `${line.replaceAll('"', '').replaceAll(',', '\t')}\t${row === 0 ? 'note' : ['"open', '3" long', 'a\\tb', '\\N'][row % 4]}\n`,
      )
      .join(''),
    options: { k: 2, starts: 2 },
  },
  'rows with too few and too many cells': { text: raggedPenguins, options: { k: 3, starts: 2 } },
  'rows with too few and too many cells, no header': {
    text: raggedPenguins.split('\n').slice(1).join('\n'),
    options: { k: 2, starts: 2 },
  },
  'numbers that stand for no value': {
    text: penguins.replaceAll(',,', ',-999,').replaceAll(',,', ',-999,'),
    options: { k: 3, starts: 2, columns: [...measures, 'sex'], missing: ['-999', ''] },
  },
  'numbers with thousands marks, signs and units': { text: writtenNumbers('.'), options: { k: 2, starts: 2 } },
  'the same with decimal commas': { text: writtenNumbers(','), options: { k: 2, starts: 2 } },
  'bounds of every kind, some of them wrong': {
    text: bounded('.'),
    options: { k: 2, starts: 2, kinds: BOUNDED_KINDS },
  },
  'bounds of every kind, every one believed, with decimal commas': {
    text: bounded(',').replace('>2000', '>20').replace('>5e7', '>50').replace('<-30', '<3'),
    options: { k: 2, starts: 2, kinds: BOUNDED_KINDS, estimate: 'map' },
  },
  'bounds among normals alone': {
    text: bounded('.'),
    options: { k: 2, starts: 2, columns: ['x', 'mass'], estimate: 'map' },
  },
  'comments, a title, units and a footer around the table': {
    text: [
      'Made in March',
      '',
      '# by hand',
      ...writtenNumbers('.').split('\n').toSpliced(1, 0, '[USD];;[kg];;'),
      '(120 rows)',
      '',
    ].join('\n'),
    options: { k: 2, starts: 2 },
  },
  'rows and their totals': {
    text: readFileSync('test/fixtures/reading/own/totals-german.csv', 'utf8'),
    options: { k: 2, starts: 2 },
  },
  'names of columns in a comment': {
    text: `# made by hand\n# ${writtenNumbers('.')}# end\n`,
    options: { k: 2, starts: 2 },
  },
  'dates, hours and weekdays': {
    text: writtenDates(),
    options: { k: 2, starts: 2, kinds: { 'born (weekday)': 'categorical' } },
  },
  'numbers of which many are zero': {
    text: `rain,wind,paid\n${Array.from(
      { length: 150 },
      ((random) => (_, n: number) => {
        const g = n % 3 === 0 ? 1 : 0;
        const rain = random() < [0.8, 0.3][g] ? '0.0' : Math.exp(1 + 0.6 * normalDeviate(random)).toFixed(1);
        const cells = [
          n === 30 ? '-3.5' : n === 40 ? 'wet' : rain,
          (4 + 5 * g + normalDeviate(random)).toFixed(1),
          random() < 0.4 ? '0' : `$${(1200 + 90 * normalDeviate(random)).toFixed(2)}`,
        ];
        return cells.map((cell) => (random() < 0.05 ? '' : cell)).join(',');
      })(seededRandom(14)),
    ).join('\n')}\n`,
    options: { k: 2, starts: 2 },
  },
  'commas before blanks without quotes': {
    text: `city,met,x\n${Array.from(
      { length: 90 },
      ((random) => (_, n: number) => {
        const g = n % 3 === 0 ? 1 : 0;
        const city = n % 7 === 2 ? '"Reno, NV"' : n % 5 === 1 ? '' : ['Salem, OR', 'Boston'][g];
        return (
          `${city},${['Jan', 'Jun'][g]} ${1 + Math.floor(20 * random())}, ` +
          `2021,${(5 * g + normalDeviate(random)).toFixed(2)}`
        );
      })(seededRandom(2)),
    ).join('\n')}\n`,
    options: { k: 2, starts: 2 },
  },
  'words that are misspelt and spelt in several ways': {
    text:
      'city,x\n' +
      `${Array.from({ length: 150 }, (_, n) => `${n % 40 === 30 ? 'Hambrug' : n % 9 === 4 ? ' lEIPZIG ' : n % 31 === 7 ? '"Stutt gart"' : n === 77 ? '' : ['Hamburg', 'Stuttgart', 'Leipzig'][n % 3]},${(5 * (n % 3) + Math.sin(n)).toFixed(2)}`).join('\n')}\n`,
    options: { k: 3, starts: 2 },
  },
  'one column with blank lines': {
    text: `x\n${penguins
      .trim()
      .split('\n')
      .slice(1)
      .map((line, row) => (row % 40 === 7 ? '' : line.split(',')[2]))
      .join('\n')}\n`,
    options: { k: 2, starts: 2 },
  },
};

function fitted({ text, options }: Case): PipelineOutput {
  return complete(runPipeline(text, options, () => 0));
}

function exported({ report, model, reading }: PipelineOutput, fileName = 'data.csv'): ExportedFit {
  return { fileName, report, model, dialect: reading.beginning.dialect };
}

/** What the program finds of each row: the log density, then the posteriors. */
function run(command: string, args: readonly string[], file: Case, program: string, name: string): number[][] {
  const folder = mkdtempSync(join(tmpdir(), 'mixture-lens-exports-'));
  try {
    writeFileSync(join(folder, 'data.csv'), file.text);
    writeFileSync(join(folder, name), program);
    const { stdout, stderr, status } = spawnSync(command, [...args, name], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    assert.equal(status, 0, `${stderr}\n${program}`);
    return stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function agree(
  found: readonly (readonly number[])[],
  { judgement: { k, logDensity, posterior } }: PipelineOutput,
  rows: readonly number[],
): void {
  assert.equal(found.length, rows.length);
  rows.forEach((row, i) => {
    const ours = [logDensity[row], ...posterior.subarray(row * k, (row + 1) * k)];
    assert.equal(found[i].length, ours.length);
    ours.forEach((value, j) =>
      assert.ok(Math.abs(found[i][j] - value) <= 1e-9, `row ${row}: ${found[i].join(' ')}, ours ${ours.join(' ')}`),
    );
  });
}

describe('programs that rebuild a model', function () {
  this.timeout(60_000);
  const python = pythonWith('numpy', 'pandas', 'scipy', 'sklearn');
  const r = plainR();
  if (python === undefined)
    process.stdout.write(
      'Skipped: the Python programs are not run, since no Python has numpy, pandas, scipy and scikit-learn.\n',
    );
  if (r === undefined) process.stdout.write('Skipped: the R programs are not run, since there is no Rscript.\n');

  for (const [name, file] of Object.entries(CASES)) {
    const output = fitted(file);
    const all = Array.from({ length: output.judgement.rows }, (_, row) => row);

    it(`in Python: ${name}`, function () {
      if (python === undefined) return this.skip();
      const print = 'for a, b in zip(log_density, posterior): print(repr(float(a)), *(repr(float(p)) for p in b))\n';
      agree(run(python, ['-W', 'error'], file, texts.python(exported(output)) + print, 'model.py'), output, all);
    });

    it(`in R: ${name}`, function () {
      if (r === undefined) return this.skip();
      const print =
        'write.table(format(cbind(log_density, posterior), digits ' +
        '= 17), quote = FALSE, row.names = FALSE, col.names = FALSE)\n';
      agree(
        run(r, ['--vanilla'], file, `options(warn = 2)\n${texts.r(exported(output))}${print}`, 'model.R'),
        output,
        all,
      );
    });
  }

  it(
    "as scikit-learn's GaussianMixture where every column " + 'is normal, and no function where no cell is missing',
    function () {
      const whole = CASES['normals alone, no cell missing'];
      const gaps = CASES['normals alone, cells missing'];
      const program = texts.python(exported(fitted(whole)));
      assert.match(program, /GaussianMixture\(n_components=len\(weights\), covariance_type="diag"\)/);
      assert.doesNotMatch(program, /log_joint/);
      assert.doesNotMatch(texts.python(exported(fitted(CASES['one cluster']))), /GaussianMixture/);
      assert.doesNotMatch(
        texts.python(exported(fitted(CASES['wrong cells in one column']))),
        /GaussianMixture/,
        'it has no error channels',
      );
      if (python === undefined) return this.skip();
      // Of rows without gaps it says the same.
      const output = fitted(gaps);
      const print =
        'rows = ~np.isnan(x).any(axis=1)\nfor a, b in zip(mixture.score_samples(x[rows]), ' +
        'mixture.predict_proba(x[rows])): print(repr(float(a)), *(repr(float(p)) for p in b))\n';
      const rows = penguins
        .trim()
        .split('\n')
        .slice(1)
        .flatMap((line, row) => (line.includes(',,,,') ? [] : [row]));
      agree(run(python, ['-W', 'error'], gaps, texts.python(exported(output)) + print, 'model.py'), output, rows);
    },
  );

  it('have wrong cells to set aside here, more than one in a row, and codes for missing', () => {
    const { report, model, judgement } = fitted(CASES['wrong cells of every kind']);
    const aside = report.columns.map(({ setAside = 0 }) => setAside);
    assert.ok(aside.filter((count) => count > 0).length >= 5 && aside.reduce((a, b) => a + b) >= 12, String(aside));
    assert.ok(judgement.unlikely.some(({ columns }) => columns.length > 1));
    assert.deepEqual(
      model.schema.flatMap(({ name, codes }) => (codes === undefined ? [] : [[name, codes]])),
      [
        ['z', [-999]],
        ['scale', [99]],
      ],
    );
    const believed = exported(fitted(CASES['wrong cells, every one believed']));
    for (const program of [texts.python(believed), texts.r(believed)])
      assert.doesNotMatch(program, /channels|wrong_|Repeated/);
  });

  it('have bounds of every kind here, some of which are set aside, and nothing of them where there are none', () => {
    const { report, model } = fitted(CASES['bounds of every kind, some of them wrong']);
    assert.ok(model.schema.every(({ bounded: count = 0 }) => count > 5));
    assert.ok(
      ['x', 'conc', 'few'].every((name) => (report.columns.find((column) => column.name === name)?.setAside ?? 0) > 0),
    );
    const without = exported(fitted(CASES['wrong cells of every kind']));
    for (const program of [texts.python(without), texts.r(without)]) assert.doesNotMatch(program, /bound|within/i);
  });

  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(...HOSTILE),
    fc.string({ unit: fc.constantFrom('"', '\\', '\n', 'u', '{', '0', '\ud800', '\0'), maxLength: 8 }),
  );
  const manyTexts = (): string[] => fc.sample(anyText, { numRuns: 500, seed: 1 });

  it('have literals that Python reads as the same texts', function () {
    if (python === undefined) return this.skip();
    const all = manyTexts();
    const program = `import json\nprint(json.dumps([\n${all.map(quoted).join(',\n')}\n]))\n`;
    const { stdout, stderr } = spawnSync(python, ['-'], {
      input: program,
      encoding: 'utf8',
      env: { ...process.env, PYTHONUTF8: '1' },
    });
    assert.deepEqual(
      JSON.parse(stdout === '' ? stderr : stdout),
      all.map((text) => JSON.parse(JSON.stringify(text)) as string),
    );
  });

  it('have literals that R reads as the same texts, as far as it can hold them', function () {
    if (r === undefined) return this.skip();
    const all = manyTexts();
    const folder = mkdtempSync(join(tmpdir(), 'mixture-lens-exports-'));
    writeFileSync(
      join(folder, 'texts.R'),
      `for (text in c(\n${all.map(quotedForR).join(',\n')}\n)) ` +
        'cat(paste(utf8ToInt(text), collapse = " "), "\\n", sep = "")\n',
    );
    const { stdout, stderr } = spawnSync(r, ['--vanilla', 'texts.R'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    rmSync(folder, { recursive: true });
    assert.deepEqual(
      stdout
        .split('\n')
        .slice(0, -1)
        .map((line) =>
          String.fromCodePoint(
            ...line
              .split(' ')
              .filter((code) => code !== '' && code !== 'NA')
              .map(Number),
          ),
        ),
      all.map((text) => text.replace(/[\0\p{Cs}]/gu, '\ufffd')),
      stderr,
    );
  });

  it('have literals in which nothing is unseen, on one line', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const literal of [quoted(text), quotedForR(text)])
          assert.match(literal, /^"[^\p{C}\u2028\u2029\u00a0]*"$/u);
        assert.equal(
          JSON.parse(
            quoted(text).replace(/\\U[\da-f]{8}/g, (code) =>
              JSON.stringify(String.fromCodePoint(parseInt(code.slice(2), 16))).slice(1, -1),
            ),
          ),
          text,
        );
      }),
    );
  });
});

describe('tables of the parameters', () => {
  const penguinsFit = exported(fitted(CASES['penguins, mixed kinds with missing cells']), 'penguins.csv');
  const every = exported(fitted(CASES['every kind, with hostile names and levels']), '*a|b*\n\\end{x}.csv');

  const robust = exported(fitted(CASES['wrong cells of every kind']));

  it('are JSON that holds every digit, from which a fit can start', () => {
    const options: FitOptions = { ...CASES['every kind, with hostile names and levels'].options, estimate: 'map' };
    const plain = exported(fitted({ text: mixed, options }), every.fileName);
    const { components, columns, k, file } = JSON.parse(texts.json(plain)) as FitReport & { file: string };
    assert.deepEqual(components, JSON.parse(JSON.stringify(plain.report.components)));
    assert.deepEqual(
      columns.map(({ name }) => name),
      HOSTILE.slice(0, 5),
    );
    assert.equal(file, every.fileName);
    const again = complete(
      runPipeline(mixed, { kinds, start: { components }, estimate: 'map', maxIterations: 0 }, () => 0),
    ).report;
    assert.equal(again.k, k);
    assert.ok(Math.abs(again.nlml - plain.report.nlml) < 1e-9 * plain.report.nlml);
  });

  it('say how many cells were set aside', () => {
    const { columns } = JSON.parse(texts.json(robust)) as FitReport;
    const used = robust.report.columns.filter(({ kind }) => kind !== 'ignored');
    assert.deepEqual(
      columns.map(({ errorRate, setAside }) => [errorRate, setAside]),
      used.map(({ errorRate, setAside }) => [errorRate, setAside]),
    );
    const { errorRate = 0, setAside = 0 } = used.find(({ name }) => name === 'y') ?? {};
    const rate = `y ${(100 * errorRate).toFixed(1)} % (${setAside} cells set aside), `;
    assert.ok(texts.markdown(robust).trimEnd().split('\n').at(-1)?.includes(rate));
    assert.ok(texts.latex(robust).split('\n')[1].includes(rate));
    const { report, ...rest } = exported(fitted(CASES['wrong cells, every one believed']));
    for (const format of ['markdown', 'latex'] as const)
      assert.doesNotMatch(texts[format]({ report, ...rest }), /Error rates/);
  });

  it('have every parameter of every kind', () => {
    const parameters = texts
      .markdown(robust)
      .split('\n')
      .slice(4)
      .map((line) => line.split(' | ').slice(0, 2).join(' | '));
    for (const row of [
      '| x | mean ± sd',
      '| positive | meanlog',
      '|  | sdlog',
      '| count | rate',
      '| many | mean',
      '|  | size',
    ])
      assert.ok(parameters.includes(row), row);
  });

  it("are CSV that holds every digit and every text, in the file's own way of writing", () => {
    for (const dialect of [every.dialect, { ...every.dialect, delimiter: ';', decimal: ',' }] as const) {
      const text = texts.csv({ ...every, dialect });
      const table = readTable(text, { delimiter: dialect.delimiter, hasHeader: true });
      assert.deepEqual(table.columns, ['column', 'kind', 'parameter', 'level', 'cluster 1', 'cluster 2']);
      const rows = Array.from({ length: table.rowCount }, (_, row) =>
        table.columns.map((_column, column) => cellText(table, row, column)),
      );
      const number = (value: string): number => Number(dialect.decimal === ',' ? value.replace(',', '.') : value);
      const { components } = every.report;
      assert.deepEqual(
        rows[0].slice(4).map(number),
        components.map(({ weight }) => weight),
      );
      const [normal] = HOSTILE;
      assert.deepEqual(
        rows
          .find(([name, , parameter]) => name === normal && parameter === 'mean')
          ?.slice(4)
          .map(number),
        components.map(({ columns }) => (columns[normal] as { mean: number }).mean),
      );
      const many = rows.filter(([name]) => name === HOSTILE[4]);
      const levels = Object.keys((components[0].columns[HOSTILE[4]] as { probabilities: object }).probabilities);
      assert.deepEqual(
        many.map(([, , , level]) => level.replace(/^'(?=[=+@-])/, '')),
        levels,
      );
      assert.ok(
        rows
          .flat()
          .filter((cell) => !Number.isFinite(number(cell)))
          .every((cell) => !isFormula(cell)),
        text,
      );
    }
  });

  it('are Markdown with days and hours as people write them', () => {
    const lines = texts.markdown(exported(fitted(CASES['dates, hours and weekdays']))).split('\n');
    assert.ok(
      lines.some((line) =>
        /^\| met \| mean ± sd \| 2022-0\d-\d\d ± 1?\d days \| 2022-0\d-\d\d ± 1?\d days \|$/.test(line),
      ),
      lines.join('\n'),
    );
    assert.ok(
      lines.some((line) =>
        /^\| met \(hour\) \| mean ± sd \| \d\d\\:\d\d ± [\d.]+ h \| \d\d\\:\d\d ± [\d.]+ h \|$/.test(line),
      ),
      lines.join('\n'),
    );
  });

  it('are Markdown with a row for each parameter', () => {
    const lines = texts.markdown(penguinsFit).split('\n');
    assert.match(
      lines[0],
      /^4 clusters fitted to 344 rows of penguins\.csv \(estimate robust\): NLML \d+\.\d\d, BIC \d+\.\d\d\.$/,
    );
    assert.equal(lines[2], '| column | parameter | cluster 1 | cluster 2 | cluster 3 | cluster 4 |');
    const bill = lines.find((line) => line.startsWith('| bill\\_length\\_mm |')) ?? '';
    assert.match(bill, /^\| bill\\_length\\_mm \| mean ± sd( \| \d\d\.\d ± \d\.\d){4} \|$/);
    assert.equal(lines.filter((line) => /^\| (species)? \| (Adelie|Chinstrap|Gentoo) /.test(line)).length, 3);
  });

  it('are Markdown in which hostile cells show themselves and nothing else', () => {
    const html = marked.parse(texts.markdown(every), { async: false, gfm: true });
    assert.deepEqual([...new Set([...html.matchAll(/<(\w+)/g)].map(([, tag]) => tag))].toSorted(), [
      'p',
      'table',
      'tbody',
      'td',
      'th',
      'thead',
      'tr',
    ]);
    const rows = [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
      [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/gs)].map(([, cell]) => cell),
    );
    assert.ok(
      rows.every((row) => row.length === 4),
      'no cell ends early',
    );
    assert.ok(rows.some(([column]) => column === 'a&quot;b&#39;c`d'));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 30 }),
          fc.string({ unit: fc.constantFrom(...'*_`[]()<>!|\\~&#:@www.a1h/-+=$ ') }),
          fc.constantFrom(...HOSTILE, 'https://a.b', 'a@b.cd', 'www.a.bc', '~~a~~', '&lt;', '- a', '1. a'),
        ),
        (text) => {
          const shown = marked.parseInline(escapeMarkdown(text), { async: false, gfm: true });
          const entities: Readonly<Record<string, string>> = {
            '&lt;': '<',
            '&gt;': '>',
            '&amp;': '&',
            '&quot;': '"',
            '&#39;': "'",
          };
          assert.doesNotMatch(shown, /</);
          assert.equal(
            shown.replace(/&(?:lt|gt|amp|quot|#39);/g, (entity) => entities[entity]),
            oneLine(text),
          );
        },
      ),
    );
  });

  it('are LaTeX with rows of the right length', () => {
    const [comment, rates, begin, ...lines] = texts.latex(every).trimEnd().split('\n');
    assert.match(
      comment,
      /^% 2 clusters fitted to 160 rows of \*a\|b\* \\end\{x\}\.csv \(estimate robust\): .*booktabs/,
    );
    assert.match(rates, /^% Error rates: .* % \(\d+ cells? set aside\)\.$/);
    assert.equal(begin, '\\begin{tabular}{llrr}');
    assert.equal(lines.at(-1), '\\end{tabular}');
    const rows = lines.filter((line) => !/^ {2}\\(top|mid|bottom)rule$/.test(line)).slice(0, -1);
    assert.ok(
      rows.every((row) => / \\\\$/.test(row) && row.replace(/\\&/g, '').split('&').length === 4),
      rows.join('\n'),
    );
    assert.match(
      texts.latex(penguinsFit),
      /^ {2}bill\\_length\\_mm & mean \$\\pm\$ sd( & \$\d\d\.\d \\pm \d\.\d\$){4} \\\\$/m,
    );
  });

  it('are LaTeX in which hostile cells show themselves and nothing else', () => {
    const shows: Readonly<Record<string, string>> = {
      textbackslash: '\\',
      textasciitilde: '~',
      textasciicircum: '^',
      textless: '<',
      textgreater: '>',
      textbar: '|',
      textasciigrave: '`',
    };
    /** What TeX makes of text: the few commands that there may be, escaped signs, and braces that group nothing. */
    const typeset = (latex: string): string =>
      latex.replace(
        /\\([a-z]+)\{\}|\{\\char34\}|\\([&%$#_{}])|\{(\[|\*)\}|([-'])\{\}|[\\&%$#_{}~^<>|"`]/g,
        (all, command?: string, sign?: string, kept?: string, apart?: string) => {
          if (all === '{\\char34}') return '"';
          const said = command === undefined ? (sign ?? kept ?? apart) : shows[command];
          assert.ok(said !== undefined, `${all} in ${latex}`);
          return said;
        },
      );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 30 }),
          fc.string({ unit: fc.constantFrom(...'\\{}$&#^_~%[]*-\'`"<>| a') }),
          fc.constantFrom(...HOSTILE),
        ),
        (text) => {
          const latex = escapeLatex(text);
          assert.equal(typeset(latex), oneLine(text));
          assert.doesNotMatch(latex, /^[[*]|--|''|\n/);
        },
      ),
    );
  });
});
