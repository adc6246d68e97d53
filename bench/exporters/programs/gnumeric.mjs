import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, versionOf } from '../call.mjs';
import { csvCell, textOf } from '../known.mjs';

/** Writes a value for Gnumeric: an infinity as a formula with an error, since Gnumeric has no infinities. */
const cell = (value) => (value === Infinity || value === -Infinity ? '=1/0' : csvCell(value));

const ways = [
  ['CSV', []],
  ['semicolons', ['-T', 'Gnumeric_stf:stf_assistant', '-O', "separator=';' quoting-on-whitespace=false"]],
  ['German', ['-T', 'Gnumeric_stf:stf_assistant', '-O', "separator=';' locale=de_DE.UTF-8"]],
  ['tabs, all quoted', ['-T', 'Gnumeric_stf:stf_assistant', '-O', "separator='\t' quoting-mode=always eol=windows"]],
  // Of small and large numbers it shows four digits, of a date with a time the date.
  [
    'tabs, as formatted',
    ['-T', 'Gnumeric_stf:stf_assistant', '-O', "separator='\t' format=preserve"],
    { digits: { conc: 4, pop: 4 }, as: { stamp: (value) => value?.slice(0, 10) } },
  ],
];

export default [
  {
    name: 'Gnumeric',
    install: 'apt-get install gnumeric',
    find: () => versionOf('ssconvert'),
    exports: (folder) => {
      const [given, sheet] = [join(folder, 'given.csv'), join(folder, 'given.gnumeric')];
      writeFileSync(given, textOf(cell));
      call('ssconvert', ['--recalc', given, sheet]);
      return ways.map(([name, args, more], i) => {
        const file = join(folder, `out-${i}.csv`);
        call('ssconvert', [...args, sheet, file]);
        return { name, file, ...more };
      });
    },
  },
];
