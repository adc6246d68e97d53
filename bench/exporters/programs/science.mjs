// Programs of scientists that write aligned columns: NumPy, astropy, gnuplot, STILTS.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonWith } from '../../interpreters.mjs';
import { call, versionOf } from '../call.mjs';
import { columns, csvCell, numeric, rows, textOf } from '../known.mjs';

const literal = (value) =>
  value === undefined ? 'nan' : value === Infinity ? 'inf' : value === -Infinity ? '-inf' : String(value);
const matrix = `
import numpy as np
from numpy import nan, inf
M = np.array([${rows.map((row) => `[${numeric.map((name) => literal(row[name])).join(', ')}]`).join(',\n')}])
names = ${JSON.stringify(numeric)}
`;
const numbers = { names: numeric };

/** Calls of a library of Python, each of which writes FILE. */
function ofPython(name, module, install, prelude, ways) {
  const find = () => {
    const python = pythonWith(module);
    return python === undefined
      ? undefined
      : versionOf(python, ['-c', `import ${module}; print(${module}.__version__)`]);
  };
  const exports = (folder) => {
    const script = join(folder, 'export.py');
    writeFileSync(script, [prelude, ...ways.map(([, said], i) => said.replace('FILE', `"${i}.txt"`))].join('\n'));
    call(pythonWith(module), [script], { cwd: folder });
    return ways.map(([told, , more], i) => ({ name: told, file: join(folder, `${i}.txt`), ...more }));
  };
  return { name, install, find, exports };
}

const saved = [
  ['savetxt', 'np.savetxt(FILE, M)', { ...numbers, noHeader: true }],
  ['savetxt, two columns', 'np.savetxt(FILE, M[:, 1:3])', { names: ['height', 'income'], noHeader: true }],
  ['savetxt, two columns, header', 'np.savetxt(FILE, M[:, [0, 3]], header="id conc")', { names: ['id', 'conc'] }],
  ['savetxt, header', 'np.savetxt(FILE, M, header=" ".join(names))', numbers],
  // The sign stays with the first name, as of a column that is called "# of items".
  [
    'savetxt, commas, header',
    'np.savetxt(FILE, M, delimiter=",", header=",".join(names), fmt="%.15g")',
    { ...numbers, called: ['# id', ...numeric.slice(1)] },
  ],
  [
    'savetxt, header without a sign',
    'np.savetxt(FILE, M, delimiter=";", header=";".join(names), comments="", fmt="%.10e")',
    { ...numbers, digits: { all: 11 } },
  ],
  [
    'savetxt, tabs, footer',
    'np.savetxt(FILE, M, delimiter="\\t", header="measured by hand\\n" + "\\t".join(names), footer="end of data", fmt="%.12g")',
    { ...numbers, digits: { all: 12 } },
  ],
];

const ofText = (name) =>
  `[${rows.map((row) => (row[name] === undefined ? '""' : JSON.stringify(row[name]))).join(', ')}]`;
const astropyTable = `${matrix}
from astropy.io import ascii
from astropy.table import Table, MaskedColumn
t = Table()
for i, name in enumerate(names):
    t[name] = MaskedColumn(M[:, i], mask=np.isnan(M[:, i]))
for name in ('id', 'pop', 'visits'):
    t[name] = MaskedColumn(t[name].filled(0).astype('int64'), mask=t[name].mask)
t['height'].unit = 'cm'
full = t.copy()
for name, values in (('day', ${ofText('day')}), ('stamp', ${ofText('stamp')}), ('city', ${ofText('city')})):
    full[name] = MaskedColumn(values, mask=[v == '' for v in values])
`;
const all = { names: [...numeric, 'day', 'stamp', 'city'] };
const written = [
  ['csv', "full.write(FILE, format='ascii.csv')", all],
  ['ecsv', "full.write(FILE, format='ascii.ecsv')", all],
  ['ecsv, commas', "full.write(FILE, format='ascii.ecsv', delimiter=',')", all],
  ['basic, blanks', "ascii.write(full, FILE, format='basic', fill_values=[(ascii.masked, 'NA')])", all],
  ['commented_header', "ascii.write(t, FILE, format='commented_header', fill_values=[(ascii.masked, '--')])", numbers],
  ['tab', "ascii.write(full, FILE, format='tab')", all],
  ['rdb', "ascii.write(full, FILE, format='rdb')", all],
  ['fixed_width, bars', "ascii.write(full, FILE, format='fixed_width')", { ...all, before: 1 }],
  [
    'fixed_width_two_line',
    "ascii.write(t, FILE, format='fixed_width_two_line', fill_values=[(ascii.masked, 'nan')])",
    numbers,
  ],
  ['ipac', "ascii.write(t, FILE, format='ipac')", { ...numbers, before: 1 }],
  ['no_header', "ascii.write(t, FILE, format='no_header', delimiter=',')", { ...numbers, noHeader: true }],
];

const six = { digits: { all: 6 } };
const gnuplotWays = [
  [
    'set table',
    'set table FILE; plot "given.txt" using 1:2 with points; unset table',
    { names: ['id', 'height'], called: ['x', 'y'], after: 1, open: 'a quote within a comment is told' },
  ],
  [
    'set table, commas',
    'set table FILE separator comma; plot "given.txt" using 1:2:3:4:5:6:8 with table; unset table',
    { names: numeric.filter((name) => name !== 'ratio'), noHeader: true, ...six },
  ],
];

/** It knows texts by their bytes. */
const ofStilts = { names: columns.filter((name) => name !== 'city') };
const stiltsWays = [
  ['csv'],
  ['csv-noheader', { noHeader: true }],
  ['ascii'],
  ['tst'],
  ['text', { before: 1 }],
  ['ipac', { before: 1 }],
];

export default [
  ofPython('NumPy', 'numpy', 'apt-get install python3-numpy', matrix, saved),
  ofPython('astropy', 'astropy', 'apt-get install python3-astropy', astropyTable, written),
  {
    name: 'gnuplot',
    install: 'apt-get install gnuplot-nox',
    find: () => versionOf('gnuplot'),
    exports: (folder) => {
      writeFileSync(
        join(folder, 'given.txt'),
        textOf((value) => literal(value), { names: numeric, delimiter: ' ', header: false }),
      );
      writeFileSync(
        join(folder, 'export.gp'),
        gnuplotWays.map(([, said], i) => said.replace('FILE', `"${i}.txt"`)).join('\n'),
      );
      call('gnuplot', ['export.gp'], { cwd: folder });
      return gnuplotWays.map(([name, , more], i) => ({ name, file: join(folder, `${i}.txt`), ...more }));
    },
  },
  {
    name: 'STILTS',
    install: 'apt-get install stilts',
    find: () => versionOf('stilts', ['-version']),
    exports: (folder) => {
      const given = join(folder, 'given.csv');
      writeFileSync(
        given,
        textOf(
          (value) => (value === Infinity ? 'Infinity' : value === -Infinity ? '-Infinity' : csvCell(value)),
          ofStilts,
        ),
      );
      return stiltsWays.map(([format, more]) => {
        const file = join(folder, `${format}.txt`);
        call('stilts', ['tcopy', `in=${given}`, 'ifmt=csv', `out=${file}`, `ofmt=${format}`]);
        return { name: format, file, ...ofStilts, ...more };
      });
    },
  },
];
