/** Fits for the tests of exports, by their special property. */
import { readFileSync } from 'node:fs';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import type { ExportedFit } from '../../../server/formats/exports/exported';
import type { PipelineOutput } from '../../../server/pipeline/fitTable';
import type { FitOptions } from '../../../server/protocol';
import { fitText } from '../../support/fitText';
import {
  bounded,
  BOUNDED_KINDS,
  counts,
  dirty,
  DIRTY_KINDS,
  escapedRows,
  fixedRows,
  hostileTable,
  signedAmounts,
  writtenDates,
  writtenNumbers,
} from './exportSamples';
import { penguins } from './modelSupport';

const hostile = hostileTable();
const measures = ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'];

/** Penguins in which every tenth row is cut, and other rows have one or three cells more than the header. */
const raggedPenguins = penguins
  .split('\n')
  .map((line, row) => {
    if (row % 10 === 1) return line.split(',').slice(0, 4).join(',');
    return line === '' || row % 10 < 8 || row === 0 ? line : `${line},${row % 10 === 8 ? 'more' : '1,2,3'}`;
  })
  .join('\n');

export interface Case {
  readonly text: string;
  readonly options: FitOptions;
}

export const CASES: Readonly<Record<string, Case>> = {
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
  'every kind, with hostile names and levels': {
    text: hostile.text,
    options: { k: 2, starts: 3, kinds: hostile.kinds },
  },
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
  'wrong cells without error channels': {
    text: dirty().replace('1e200', '120').replace('1e150', '150'),
    options: { k: 2, starts: 3, kinds: DIRTY_KINDS, estimate: 'map' },
  },
  'wrong cells among normals alone': { text: dirty(), options: { k: 3, starts: 3, columns: ['x', 'y', 'z'] } },
  'wrong cells in one column': { text: dirty(), options: { k: 2, starts: 2, columns: ['x'] } },
  'aligned columns, with blanks in cells': {
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
  'quotation marks that are text': {
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
  'numbers as codes for missing values': {
    text: penguins.replaceAll(',,', ',-999,').replaceAll(',,', ',-999,'),
    options: { k: 3, starts: 2, columns: [...measures, 'sex'], missing: ['-999', ''] },
  },
  'numbers with thousands separators, signs and units': { text: writtenNumbers('.'), options: { k: 2, starts: 2 } },
  'numbers with thousands separators, signs, units and decimal commas': {
    text: writtenNumbers(','),
    options: { k: 2, starts: 2 },
  },
  'bounds of every kind, some of them wrong': {
    text: bounded('.'),
    options: { k: 2, starts: 2, kinds: BOUNDED_KINDS },
  },
  'bounds of every kind without error channels, with decimal commas': {
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
  'backslashes as escapes': {
    text: escapedRows('\t', (text) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t')),
    options: { k: 2, starts: 2 },
  },
  'backslashes as escapes before line ends': {
    text: escapedRows('\t', (text) => text.replaceAll(/[\\\n\t]/g, '\\$&')),
    options: { k: 2, starts: 2 },
  },
  'backslashes as escapes among quotes': {
    text: escapedRows(',', (text) => `"${text.replaceAll(/[\\\n"]/g, '\\$&')}"`),
    options: { k: 2, starts: 2 },
  },
  'missing values written as a quote and N': {
    text: escapedRows(',', (text) => `"${text.replaceAll('"', '""').replaceAll('\n', ' ')}"`).replaceAll('\\N', '"N'),
    options: { k: 2, starts: 2 },
  },
  'columns at fixed places': { text: fixedRows(), options: { k: 2, starts: 2 } },
  'rows and their totals': {
    text: readFileSync('test/fixtures/reading/own/totals-german.csv', 'utf8'),
    options: { k: 2, starts: 2 },
  },
  'column names in a comment': {
    text: `# made by hand\n# ${writtenNumbers('.')}# end\n`,
    options: { k: 2, starts: 2 },
  },
  'dates, hours and weekdays': {
    text: writtenDates(),
    options: { k: 2, starts: 2, kinds: { 'born (weekday)': 'categorical' } },
  },
  'amounts of either sign, some zero, missing or wrong': { text: signedAmounts(), options: { k: 2, starts: 2 } },
  'numbers with many zeros': {
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
  'unquoted commas before blanks': {
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
  'misspelt words and spelling variants': {
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

/** Fits a case anew. */
export function fitCase({ text, options }: Case): PipelineOutput {
  return fitText(text, options);
}

/** Returns the exported part of a fit. */
export function exportOf({ report, model, reading }: PipelineOutput, fileName = 'data.csv'): ExportedFit {
  return { fileName, report, model, dialect: reading.beginning.dialect };
}

const fits = new Map<string, PipelineOutput>();

/** Returns the fit of a case, computed once per run. */
export function fitOf(name: keyof typeof CASES): PipelineOutput {
  const fit = fits.get(name) ?? fitCase(CASES[name]);
  fits.set(name, fit);
  return fit;
}

/** Returns the words of an export for the error rate of a column. */
export function errorRateOf({ report }: ExportedFit, column: string): string {
  const { errorRate = 0, setAside = 0 } = report.columns.find(({ name }) => name === column) ?? {};
  return `${column} ${(100 * errorRate).toFixed(1)} % (${setAside} cells set aside), `;
}
