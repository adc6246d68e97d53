import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, versionOf } from '../call.mjs';
import { csvCell, textOf } from '../known.mjs';

const ways = [
  ['CSV', []],
  ['CSV, semicolons, BOM', ['-lco', 'SEPARATOR=SEMICOLON', '-lco', 'WRITE_BOM=YES']],
  ['CSV, tabs, all quoted', ['-lco', 'SEPARATOR=TAB', '-lco', 'STRING_QUOTING=ALWAYS']],
  ['CSV, CRLF, CSVT', ['-lco', 'LINEFORMAT=CRLF', '-lco', 'CREATE_CSVT=YES']],
  [
    'CSV, with points',
    ['-lco', 'GEOMETRY=AS_XY', '-oo', 'X_POSSIBLE_NAMES=height', '-oo', 'Y_POSSIBLE_NAMES=share'],
    { before: 2, copied: ['height', 'share'] },
  ],
];

export default [
  {
    name: 'GDAL',
    install: 'apt-get install gdal-bin',
    find: () => versionOf('ogr2ogr'),
    exports: (folder) => {
      const given = join(folder, 'given.csv');
      writeFileSync(
        given,
        textOf((value, name) => (name === 'stamp' && value !== undefined ? `${value}+00` : csvCell(value))),
      );
      return ways.map(([name, args, more], i) => {
        const file = join(folder, `out-${i}.csv`);
        rmSync(file, { force: true });
        call('ogr2ogr', [
          '-f',
          'CSV',
          file,
          given,
          '-oo',
          'AUTODETECT_TYPE=YES',
          '-oo',
          'EMPTY_STRING_AS_NULL=YES',
          ...args,
        ]);
        return { name, file, ...more };
      });
    },
  },
];
