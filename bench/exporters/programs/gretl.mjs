import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, versionOf } from '../call.mjs';
import { columns, csvCell, textOf } from '../known.mjs';

/** gretl has neither infinities nor logical values. */
function cell(value) {
  if (value === Infinity || value === -Infinity || value === undefined) return '';
  return csvCell(typeof value === 'boolean' ? Number(value) : value);
}

const lost = { infinities: 'missing' };
const names = columns.filter((name) => name !== 'day' && name !== 'stamp');
const ways = [
  ['store', 'store FILE @names', { ...lost, names }],
  ['store, decimal comma', 'store FILE @names --decimal-comma', { ...lost, names }],
  ['store, semicolons', 'set csv_delim semicolon\nstore FILE @names', { ...lost, names }],
  [
    'store, tabs, "."',
    'set csv_delim tab\nset csv_write_na .\nstore FILE @names',
    { ...lost, names, open: '"." for missing texts' },
  ],
  ['store, blanks', 'set csv_delim space\nset csv_write_na NA\nstore FILE @names', { ...lost, names }],
  ['store, no header', 'set csv_delim comma\nstore FILE @names --no-header', { ...lost, names, noHeader: true }],
  ['store, dates as text', 'store FILE', lost],
];

function exports(folder) {
  writeFileSync(join(folder, 'given.csv'), textOf(cell));
  const file = (i) => join(folder, `${i}.csv`);
  const script = [
    'open given.csv --quiet',
    `string names = "${names.join(' ')}"`,
    ...ways.map(([, commands], i) => commands.replace('FILE', `"${file(i)}"`)),
  ];
  writeFileSync(join(folder, 'export.inp'), `${script.join('\n')}\n`);
  call('gretlcli', ['-b', 'export.inp'], { cwd: folder, env: { ...process.env, HOME: folder, LC_ALL: 'C.UTF-8' } });
  return ways.map(([name, , more], i) => ({ name, file: file(i), ...more }));
}

export default [
  {
    name: 'gretl',
    install: 'apt-get install gretl',
    find: () => versionOf('gretlcli', ['--version'], /\d{4}[a-z]?/),
    exports,
  },
];
