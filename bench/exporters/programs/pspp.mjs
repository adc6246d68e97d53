import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, versionOf } from '../call.mjs';
import { columns, textOf } from '../known.mjs';

/** By variable: how PSPP reads it, and shows it unless it is told otherwise. */
const formats = {
  id: 'F8.0',
  height: 'F8.1',
  income: 'F12.2',
  conc: 'E13.5',
  pop: 'F14.0',
  visits: 'F8.0',
  member: 'F1.0',
  day: 'SDATE10',
  stamp: 'YMDHMS20',
  city: 'A20',
  ratio: 'F8.4',
  share: 'F8.4',
};

/** PSPP has neither infinities nor logical values. */
function cell(value) {
  if (value === undefined || value === Infinity || value === -Infinity) return '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  return String(value);
}

const lost = { infinities: 'missing' };
const shown = { ...lost, digits: { conc: 5 } };
const formatted = '/TYPE=CSV /FIELDNAMES /TEXTOPTIONS FORMAT=VARIABLE';
const toTheMinute = (value) => value?.replace(/\d\d$/, '00');
/** Options, and the formats that variables are given before. */
const ways = [
  ['SAVE TRANSLATE, CSV', '/TYPE=CSV /FIELDNAMES', lost],
  ['SAVE TRANSLATE, CSV, formatted', '/TYPE=CSV /FIELDNAMES /TEXTOPTIONS FORMAT=VARIABLE', lost],
  ['SAVE TRANSLATE, CSV, no names', '/TYPE=CSV', { ...lost, noHeader: true }],
  ['SAVE TRANSLATE, CSV, labels', '/TYPE=CSV /FIELDNAMES /CELLS=LABELS', lost],
  ['SAVE TRANSLATE, CSV, decimal comma', "/TYPE=CSV /FIELDNAMES /TEXTOPTIONS DELIMITER=';' DECIMAL=COMMA", lost],
  ['SAVE TRANSLATE, tabs', '/TYPE=TAB /FIELDNAMES', lost],
  [
    'DOLLAR, COMMA, PCT, DATE, DATETIME',
    formatted,
    shown,
    'income (DOLLAR14.2) pop (COMMA17.0) share (PCT9.4) day (DATE11) stamp (DATETIME20)',
  ],
  [
    'DOT, EDATE',
    formatted,
    shown,
    'income (DOT14.2) height (DOT8.1) conc (E13.4) ratio (DOT9.4) share (DOT9.4) pop (DOT17.0) day (EDATE10) stamp (YMDHMS20)',
  ],
  [
    'ADATE, minutes',
    formatted,
    { ...shown, as: { stamp: toTheMinute } },
    'conc (E13.4) day (ADATE10) stamp (DATETIME17)',
  ],
  ['SDATE, two digits of the year', formatted, shown, 'conc (E13.4) day (EDATE8) stamp (YMDHMS20)'],
];

function exports(folder) {
  writeFileSync(join(folder, 'given.txt'), textOf(cell, { delimiter: '\t', header: false }));
  const syntax = [
    `GET DATA /TYPE=TXT /FILE='given.txt' /ARRANGEMENT=DELIMITED /DELIMITERS='\\t' /VARIABLES=${columns.map((name) => `${name} ${formats[name]}`).join(' ')}.`,
    "VALUE LABELS member 0 'no' 1 'yes'.",
    ...ways.map(
      ([, options, , given], i) =>
        `${given === undefined ? '' : `FORMATS ${given}.\n`}SAVE TRANSLATE /OUTFILE='${i}.csv' ${options} /REPLACE.`,
    ),
  ];
  writeFileSync(join(folder, 'export.sps'), `${syntax.join('\n')}\n`);
  call('pspp', ['-b', '-o', 'log.txt', 'export.sps'], { cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  return ways.map(([name, , more], i) => ({ name, file: join(folder, `${i}.csv`), ...more }));
}

export default [{ name: 'PSPP', install: 'apt-get install pspp', find: () => versionOf('pspp'), exports }];
