import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, versionOf } from '../call.mjs';
import { BOXES, remarked, unbroken } from '../known.mjs';
import { insertStatements, remarkStatements } from '../sql.mjs';

const types = {
  id: 'integer',
  height: 'real',
  income: 'real',
  conc: 'real',
  pop: 'integer',
  visits: 'integer',
  member: 'boolean',
  day: 'text',
  stamp: 'text',
  city: 'text',
  ratio: 'real',
  share: 'real',
};
const statements = insertStatements(types, { infinities: ['9e999', '-9e999'], boolean: ['1', '0'] });

const remarks = remarkStatements({ text: 'text' });
const hard = { names: remarked, from: 'r' };

const ways = [
  ['.mode csv', '.mode csv'],
  ['.mode csv, .nullvalue NULL', '.mode csv\n.nullvalue NULL'],
  ['.mode csv, .separator ;', '.mode csv\n.separator ;'],
  ['.mode csv, .headers off', '.mode csv\n.headers off', { noHeader: true }],
  ['.mode csv, hard texts', '.mode csv', hard],
  ['.mode tabs', '.mode tabs'],
  ['.mode list', '.mode list'],
  ['.mode quote', '.mode quote'],
  ['.mode column', '.mode column'],
  ['.mode column, cells without blanks', '.mode column\n.nullvalue NULL', { names: unbroken }],
  ['.mode table', '.mode table', { before: 1 }],
  ['.mode box', '.mode box', { open: BOXES }],
  ['.mode markdown', '.mode markdown', { before: 1 }],
];

export default [
  {
    name: 'SQLite',
    install: 'apt-get install sqlite3',
    find: () => versionOf('sqlite3'),
    exports: (folder) =>
      ways.map(([name, commands, more], i) => {
        const file = join(folder, `${i}.csv`);
        const input = `${statements}\n${remarks.statements}\n.headers on\n${commands}\nselect ${more?.names?.join(', ') ?? '*'} from ${more?.from ?? 'd'} order by id;\n`;
        writeFileSync(file, call('sqlite3', ['-batch', ':memory:'], { input }));
        return { name, file, ...more };
      }),
  },
];
