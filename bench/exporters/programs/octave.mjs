import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, versionOf } from '../call.mjs';
import { numeric, rows } from '../known.mjs';

const literal = (value) =>
  value === undefined ? 'NA' : value === Infinity ? 'Inf' : value === -Infinity ? '-Inf' : String(value);
const matrix = `M = [${rows.map((row) => numeric.map((name) => literal(row[name])).join(' ')).join('\n')}];`;
/** Matrices have no names for their columns. */
const bare = { names: numeric, noHeader: true };
const five = { digits: { all: 5 } };

const ways = [
  ['save -text', "save('-text', FILE, 'M')", bare],
  ['save -ascii', "save('-ascii', FILE, 'M')", { ...bare, digits: { all: 8 } }],
  [
    'save -ascii, two columns',
    "N = M(:, 2:3); save('-ascii', FILE, 'N')",
    { names: ['height', 'income'], noHeader: true, digits: { all: 8 } },
  ],
  ['csvwrite', 'csvwrite(FILE, M)', { ...bare, ...five }],
  ['csvwrite, precision', "csvwrite(FILE, M, 'precision', 15)", bare],
  ['dlmwrite, semicolons', "dlmwrite(FILE, M, 'delimiter', ';', 'precision', '%.15g')", bare],
  ['dlmwrite, blanks', "dlmwrite(FILE, M, 'delimiter', ' ', 'precision', 12)", { ...bare, digits: { all: 12 } }],
  ['dlmwrite, tabs, CRLF', "dlmwrite(FILE, M, 'delimiter', '\\t', 'newline', 'pc', 'precision', 15)", bare],
  [
    'fprintf below a header',
    `h = fopen(FILE, 'w'); fprintf(h, '${numeric.join(',')}\\n'); fprintf(h, '%d,%.1f,%.2f,%.5e,%d,%d,%.4f,%.4f\\n', M'); fclose(h)`,
    { names: numeric },
  ],
];

function exports(folder) {
  const file = (i) => `${i}.csv`;
  const script = [matrix, ...ways.map(([, said], i) => `${said.replace('FILE', `'${file(i)}'`)};`)].join('\n');
  writeFileSync(join(folder, 'export.m'), script);
  call('octave-cli', ['--norc', '--no-history', 'export.m'], { cwd: folder });
  return ways.map(([name, , more], i) => ({ name, file: join(folder, file(i)), ...more }));
}

export default [{ name: 'Octave', install: 'apt-get install octave', find: () => versionOf('octave-cli'), exports }];
