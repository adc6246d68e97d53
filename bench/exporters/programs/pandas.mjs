import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonWith } from '../../interpreters.mjs';
import { call, versionOf } from '../call.mjs';
import { columns, numeric, remarked, rows } from '../known.mjs';

const literal = (value) => {
  if (value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === Infinity || value === -Infinity) return `float("${value > 0 ? '' : '-'}inf")`;
  return JSON.stringify(value);
};
const frame = `
import pandas as pd
d = pd.DataFrame({${[...columns, 'remark'].map((name) => `${JSON.stringify(name)}: [${rows.map((row) => literal(row[name])).join(', ')}]`).join(',\n')}})
for name in ('pop', 'visits'):
    d[name] = d[name].astype('Int64')
d['member'] = d['member'].astype('boolean')
for name in ('day', 'stamp'):
    d[name] = pd.to_datetime(d[name])
r = d[${JSON.stringify(remarked)}]
d = d.drop(columns='remark')
`;

const rowNames = { before: 1 };
const ways = [
  ['to_csv', 'd.to_csv(FILE)', rowNames],
  ['to_csv, index=False', 'd.to_csv(FILE, index=False)'],
  ['to_csv, sep=";", decimal=","', 'd.to_csv(FILE, index=False, sep=";", decimal=",")'],
  ['to_csv, na_rep="NULL", QUOTE_ALL', 'd.to_csv(FILE, index=False, na_rep="NULL", quoting=1)'],
  ['to_csv, float_format', 'd.to_csv(FILE, index=False, float_format="%.6g")', { digits: { all: 6 } }],
  [
    'to_csv, date_format, tabs',
    'd.to_csv(FILE, index=False, sep="\\t", date_format="%d.%m.%Y %H:%M:%S", encoding="utf-16")',
  ],
  ['to_csv, hard texts', 'r.to_csv(FILE, index=False)', { names: remarked }],
  [
    'to_csv, hard texts, escapechar',
    'r.to_csv(FILE, index=False, doublequote=False, escapechar="\\\\")',
    { names: remarked },
  ],
  ['to_csv, index by id', 'd.set_index("id").to_csv(FILE)'],
  ['to_csv, no header', 'd.to_csv(FILE, index=False, header=False)', { noHeader: true }],
  [
    'to_csv, integers with missing values',
    'e = d.copy()\nfor name in ("pop", "visits"): e[name] = e[name].astype(float)\ne.to_csv(FILE, index=False)',
  ],
  [
    'to_string of numbers',
    `d[${JSON.stringify(numeric)}].to_string(FILE, index=False)`,
    { names: numeric, decimals: { height: 1, income: 2, ratio: 4, share: 4 }, digits: { conc: 6 } },
  ],
];

export default [
  {
    name: 'pandas',
    install: 'apt-get install python3-pandas',
    find: () => {
      const python = pythonWith('pandas');
      return python === undefined ? undefined : versionOf(python, ['-c', 'import pandas; print(pandas.__version__)']);
    },
    exports: (folder) => {
      const script = join(folder, 'export.py');
      writeFileSync(script, [frame, ...ways.map(([, said], i) => said.replace('FILE', `"${i}.csv"`))].join('\n'));
      call(pythonWith('pandas'), [script], { cwd: folder });
      return ways.map(([name, , more], i) => ({ name, file: join(folder, `${i}.csv`), ...more }));
    },
  },
];
