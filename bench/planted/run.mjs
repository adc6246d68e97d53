// A quick look at tables with planted errors, with any build of the command line: nothing is written into a document.
//
//   node bench/planted/run.mjs                              every file of the design; about twenty minutes
//   node bench/planted/run.mjs --quick                      some of the small ones; some minutes
//   node bench/planted/run.mjs --only 'n=300,k=3|8'         files of the design that have all of these
//   node bench/planted/run.mjs --grid --only 'n=300,k=3'    the same of the whole grid, 10 seeds of each; --most 40 takes 40 of them
//   node bench/planted/run.mjs --cli PATH --json OUT.json   another build; what was measured of every file
//   node bench/planted/run.mjs --dump DIR                   the tables, too, each with what was planted into it
//
// A full name, as the lines "worst" tell it, is taken by --only whether the design has it or not. Answers are kept in
// out/planted/ by build and table; --fresh measures anew.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { repository } from '../core.mjs';
import { chosen, design, nameOf, wholeGrid } from './design.mjs';
import { measure } from './measure.mjs';
import { lines } from './summary.mjs';

const tell = (line) => process.stderr.write(`planted: ${line}\n`);

async function main() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      cli: { type: 'string', default: join(repository, 'dist/server/cli.cjs') },
      json: { type: 'string' },
      dump: { type: 'string' },
      most: { type: 'string' },
      threads: { type: 'string', default: '1' },
      grid: { type: 'boolean' },
      quick: { type: 'boolean' },
      fresh: { type: 'boolean' },
    },
  });
  const specs = few(chosen(values.grid ? wholeGrid() : design({ quick: values.quick }), values.only), values.most);
  tell(`${specs.length} files`);
  const { fresh, dump } = values;
  const results = await measure(specs, {
    cli: resolve(values.cli),
    threads: Number(values.threads),
    fresh,
    dump,
    tell,
  });
  process.stdout.write(`${lines(results).join('\n')}\n`);
  if (values.json !== undefined)
    writeFileSync(
      values.json,
      `${JSON.stringify(
        results.map(({ spec, error, ours }) => ({ name: nameOf(spec), spec, error, ...ours })),
        undefined,
        1,
      )}\n`,
    );
}

/** Evenly from the whole list. */
function few(specs, most) {
  const wanted = Math.min(specs.length, most === undefined ? specs.length : Number(most));
  if (!Number.isSafeInteger(wanted) || wanted < 1) throw new Error(`--most ${most}: it must be a whole number from 1`);
  return Array.from({ length: wanted }, (_, i) => specs[Math.floor((i * specs.length) / wanted)]);
}

main().catch((error) => {
  tell(error.message.split('\n')[0]);
  process.exitCode = 1;
});
