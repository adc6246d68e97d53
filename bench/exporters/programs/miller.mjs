import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, versionOf } from '../call.mjs';
import { csvCell, remarked, textOf, unbroken } from '../known.mjs';

const ways = [
  ['--ocsv', ['--icsv', '--ocsv']],
  ['--ocsv --quote-all', ['--icsv', '--ocsv', '--quote-all']],
  ['--ocsv --ofs ;', ['--icsv', '--ocsv', '--ofs', ';']],
  ['--ocsv --headerless-csv-output', ['--icsv', '--ocsv', '--headerless-csv-output'], { noHeader: true }],
  ['--ocsv, hard texts', ['--icsv', '--ocsv'], { names: remarked }],
  ['--otsv, hard texts', ['--icsv', '--otsv'], { names: remarked }],
  ['--otsv', ['--icsv', '--otsv']],
  ['--opprint', ['--icsv', '--opprint']],
  ['--opprint --right', ['--icsv', '--opprint', '--right']],
  ['--opprint --barred', ['--icsv', '--opprint', '--barred'], { before: 1 }],
  ['--opprint, cells without blanks', ['--icsv', '--opprint'], { names: unbroken }],
  ['--omd', ['--icsv', '--omd'], { before: 1 }],
  ['--ocsv --ofmt %.4le', ['--icsv', '--ocsv', '--ofmt', '%.4le'], { digits: { all: 5 } }],
];

export default [
  {
    name: 'Miller',
    install: 'apt-get install miller',
    find: () => versionOf('mlr'),
    exports: (folder) => {
      return ways.map(([name, args, more], i) => {
        const file = join(folder, `${i}.csv`);
        writeFileSync(file, call('mlr', [...args, 'cat'], { input: textOf(csvCell, more) }));
        return { name, file, ...more };
      });
    },
  },
];
