import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, unprivileged, versionOf } from '../call.mjs';
import { BOXES, remarked } from '../known.mjs';
import { insertStatements, remarkStatements } from '../sql.mjs';

const types = {
  id: 'integer',
  height: 'double precision',
  income: 'numeric(12,2)',
  conc: 'double precision',
  pop: 'bigint',
  visits: 'integer',
  member: 'boolean',
  day: 'date',
  stamp: 'timestamp',
  city: 'text',
  ratio: 'double precision',
  share: 'real',
};
const statements = insertStatements(types, { infinities: ["'Infinity'", "'-Infinity'"] });
const query = '(SELECT * FROM d ORDER BY id)';
/** PostgreSQL writes six digits of a `real`. */
const single = { digits: { share: 6 } };

const remarks = remarkStatements();
const hard = { names: remarked };

const ways = [
  ['COPY, text', [], `COPY ${query} TO STDOUT`, { noHeader: true }],
  ['COPY, text, header', [], `COPY ${query} TO STDOUT (HEADER)`],
  ['COPY, CSV', [], `COPY ${query} TO STDOUT (FORMAT csv, HEADER)`],
  ['COPY, CSV, FORCE_QUOTE *', [], `COPY ${query} TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *)`],
  ['COPY, CSV, semicolons, NULL', [], `COPY ${query} TO STDOUT (FORMAT csv, HEADER, DELIMITER ';', NULL 'NULL')`],
  ["COPY, CSV, QUOTE '''", [], `COPY ${query} TO STDOUT (FORMAT csv, HEADER, QUOTE '''')`],
  [
    'COPY, CSV, time zone',
    [],
    `SET timezone = 'UTC'; ALTER TABLE d ALTER stamp TYPE timestamptz; COPY ${query} TO STDOUT (FORMAT csv, HEADER)`,
  ],
  ...['SQL, DMY', 'SQL, MDY', 'German', 'Postgres, MDY'].map((style) => [
    `COPY, CSV, DateStyle ${style}`,
    [],
    `SET timezone = 'UTC'; SET datestyle = '${style}'; COPY ${query} TO STDOUT (FORMAT csv, HEADER)`,
  ]),
  ['psql --csv', ['--csv'], query],
  ['psql --csv, hard texts', ['--csv'], remarks.query, hard],
  ['COPY, CSV, hard texts', [], `COPY (${remarks.query}) TO STDOUT (FORMAT csv, HEADER)`, hard],
  [
    "COPY, CSV, hard texts, ESCAPE '\\'",
    [],
    `COPY (${remarks.query}) TO STDOUT (FORMAT csv, HEADER, ESCAPE '\\')`,
    hard,
  ],
  ['COPY, text, hard texts', [], `COPY (${remarks.query}) TO STDOUT (HEADER)`, hard],
  ['psql', [], query],
  ['psql, border 2', ['-P', 'border=2'], query, { before: 1 }],
  ['psql, border 0', ['-P', 'border=0'], query, {}],
  ['psql, Unicode', ['-P', 'border=2', '-P', 'linestyle=unicode', '-P', 'null=¤'], query, { open: BOXES }],
  ['psql, unaligned', ['-A'], query],
  ['psql, unaligned, tabs', ['-A', '-F', '\t'], query],
  ['psql, unaligned, no footer, semicolons', ['-A', '-F', ';', '-P', 'footer=off', '-P', 'null=(null)'], query],
  ['psql, numericlocale, German', ['-P', 'numericlocale=on', '--csv'], query, {}, 'de_DE.UTF-8'],
  ['psql, numericlocale, German, unaligned', ['-P', 'numericlocale=on', '-A', '-F', ';'], query, {}, 'de_DE.UTF-8'],
];

/** Returns the folder of the server's programs: '' if they are in the path, else that of Debian, if there is one. */
function programsFolder() {
  if (versionOf('initdb') !== undefined && versionOf('pg_ctl') !== undefined) return '';
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(debian, version, 'bin/')).find((folder) => existsSync(join(folder, 'initdb')));
}

function exports(folder) {
  const programs = programsFolder();
  const data = join(folder, 'cluster');
  const owner = unprivileged();
  mkdirSync(data, { recursive: true });
  if (owner.uid !== undefined) {
    chownSync(data, owner.uid, owner.gid);
    chmodSync(folder, 0o755);
    chmodSync(join(folder, '..'), 0o755);
  }
  const asOwner = { ...owner, cwd: data, env: { ...process.env, HOME: data, LC_ALL: 'C.UTF-8' } };
  call(`${programs}initdb`, ['-D', data, '-U', 'owner', '-A', 'trust', '-E', 'UTF8', '--no-sync'], asOwner);
  call(
    `${programs}pg_ctl`,
    ['-D', data, '-w', '-l', join(data, 'log'), '-o', `-k ${data} -c listen_addresses=''`, 'start'],
    { ...asOwner, stdio: 'ignore' },
  );
  try {
    const psql = (args, input, locale = 'C.UTF-8') =>
      call('psql', ['-X', '-q', '-h', data, '-U', 'owner', '-v', 'ON_ERROR_STOP=1', ...args, 'postgres'], {
        input,
        env: { ...asOwner.env, LC_ALL: locale },
      });
    psql([], `${statements}\n${remarks.statements}`);
    return ways.map(([name, args, said, more, locale], i) => {
      const file = join(folder, `${i}.csv`);
      writeFileSync(file, psql(args, `${said.replace(/^\((.*)\)$/, '$1')};\n`, locale));
      return { name, file, ...single, ...more };
    });
  } finally {
    call(`${programs}pg_ctl`, ['-D', data, '-m', 'immediate', 'stop'], asOwner);
  }
}

export default [
  {
    name: 'PostgreSQL',
    install: 'apt-get install postgresql',
    find: () => (programsFolder() === undefined ? undefined : versionOf('psql')),
    exports,
  },
];
