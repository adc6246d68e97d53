import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { call, unprivileged, versionOf } from '../call.mjs';
import { columns, remarked } from '../known.mjs';
import { insertStatements, remarkStatements } from '../sql.mjs';

/** MariaDB has no infinities: they are missing before they are written. */
const types = {
  id: 'int',
  height: 'double',
  income: 'decimal(12,2)',
  conc: 'double',
  pop: 'bigint',
  visits: 'int',
  member: 'boolean',
  day: 'date',
  stamp: 'datetime',
  city: 'varchar(40)',
  ratio: 'double',
  share: 'double',
};
const statements = insertStatements(types, { infinities: ['NULL', 'NULL'], boolean: ['1', '0'] });
const query = 'SELECT * FROM d ORDER BY id';
const lost = { infinities: 'missing' };
const bare = { ...lost, noHeader: true };
const header = `SELECT ${columns.map((name) => `'${name}'`).join(', ')} UNION ALL (SELECT * FROM d LIMIT 100)`;

const remarks = remarkStatements({ escapes: true });
const hard = { ...lost, names: remarked };

/** Ways to export: name, statement, options of the client if the client exports, and more of the export. */
const ways = [
  ['INTO OUTFILE', `${query} INTO OUTFILE 'FILE'`, undefined, bare],
  [
    'INTO OUTFILE, commas, quotes',
    `${query} INTO OUTFILE 'FILE' FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '"'`,
    undefined,
    bare,
  ],
  [
    'INTO OUTFILE, all quoted',
    `${query} INTO OUTFILE 'FILE' FIELDS TERMINATED BY ',' ENCLOSED BY '"' ESCAPED BY '"' LINES TERMINATED BY '\\r\\n'`,
    undefined,
    bare,
  ],
  [
    'INTO OUTFILE, no escapes',
    `${query} INTO OUTFILE 'FILE' FIELDS TERMINATED BY ';' ENCLOSED BY '"' ESCAPED BY ''`,
    undefined,
    bare,
  ],
  [
    'INTO OUTFILE below a header',
    `${header} INTO OUTFILE 'FILE' FIELDS TERMINATED BY ',' ENCLOSED BY '"'`,
    undefined,
    lost,
  ],
  [
    'INTO OUTFILE, hard texts',
    `${remarks.query} INTO OUTFILE 'FILE' FIELDS TERMINATED BY ',' ENCLOSED BY '"'`,
    undefined,
    { ...hard, noHeader: true },
  ],
  ['mariadb --batch, hard texts', remarks.query, ['--batch'], hard],
  ['mariadb --batch', query, ['--batch'], lost],
  ['mariadb --batch --raw', query, ['--batch', '--raw'], lost],
  ['mariadb --table', query, ['--table'], { ...lost, before: 1 }],
];

async function exports(folder) {
  const owner = unprivileged();
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  if (owner.uid !== undefined) {
    chownSync(data, owner.uid, owner.gid);
    chmodSync(folder, 0o755);
    chmodSync(join(folder, '..'), 0o755);
  }
  const socket = join(data, 'socket');
  const asOwner = { ...owner, cwd: data, env: { ...process.env, HOME: data } };
  call(
    'mariadb-install-db',
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
    asOwner,
  );
  const server = spawn(
    'mariadbd',
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--socket=${socket}`,
      '--skip-networking',
      '--skip-grant-tables',
      '--character-set-server=utf8mb4',
    ],
    { ...asOwner, stdio: 'ignore' },
  );
  const ended = once(server, 'close');
  try {
    const ask = (args, input) =>
      call(
        'mariadb',
        ['--no-defaults', `--socket=${socket}`, '--default-character-set=utf8mb4', '-u', 'root', ...args],
        { input },
      );
    await untilThere(socket);
    ask([], `CREATE DATABASE e CHARACTER SET utf8mb4; USE e;\n${statements}\n${remarks.statements}`);
    return ways.map(([name, said, args, more], i) => {
      const file = join(data, `${i}.txt`);
      const answer = ask([...(args ?? []), 'e'], `SET NAMES utf8mb4;\n${said.replace("'FILE'", `'${file}'`)};\n`);
      if (args !== undefined) writeFileSync(file, answer);
      return { name, file, ...more };
    });
  } finally {
    server.kill();
    await ended;
  }
}

/** Waits until the server listens. */
async function untilThere(socket) {
  for (let wait = 0; wait < 300 && !existsSync(socket); wait += 1) await later(100);
  if (!existsSync(socket)) throw new Error('the server does not start');
}

export default [
  { name: 'MariaDB', install: 'apt-get install mariadb-server', find: () => versionOf('mariadbd'), exports },
];
