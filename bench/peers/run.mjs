// The same models, fitted by other people's programs and by Mixture Lens: `npm run peers` writes the tables of
// docs/accuracy.md.
//
//   npm run peers                            everything; takes a while
//   npm run peers -- --only iris,poisson     these data sets and sections (cases.mjs), printed and not written
//   npm run peers -- --reuse                 the others' results from the last time, ours anew
//   npm run peers -- --starts 20             another number of starts, printed and not written
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { languageVersion } from '../interpreters.mjs';
import { replaceBetween } from '../markdown.mjs';
import { sections } from './cases.mjs';
import { hasMissing, readColumns } from './data.mjs';
import { differences, narrowest, nlml } from './judge.mjs';
import { acceptsKind, fitOurs, version } from './ours.mjs';
import { canFit, findPrograms, fitWith, programs } from './programs.mjs';
import { markdown } from './tables.mjs';

const document = join(import.meta.dirname, '../../docs/accuracy.md');
const [BEGIN, END] = ['<!-- peers: begin, written by npm run peers -->', '<!-- peers: end -->'];
/** Number of starts of each program that has starts; VarSelLCM has 250 by itself. */
const STARTS = 100;
const SEED = 1;

const tell = (line) => process.stderr.write(`peers: ${line}\n`);

async function main() {
  const { only, starts, reuse } = options();
  const found = findPrograms(tell);
  const versions = { 'Mixture Lens': version };
  const results = [];
  for (const section of sections) {
    const cases = section.cases.filter(
      ({ file }) => only === undefined || only.includes(file) || only.includes(section.name),
    );
    if (cases.length > 0 && section.needs !== undefined && !acceptsKind(section.needs)) {
      tell(`"${section.title}" is left out: this build takes no --kind column=${section.needs}`);
      continue;
    }
    for (const one of cases) results.push(...(await runCase(section, one, { found, versions, starts, reuse })));
  }
  if (results.length === 0)
    throw new Error(
      'nothing was fitted: bench/peers/cases.mjs has the names of data sets and sections that --only takes',
    );
  const absent = Object.keys(programs)
    .filter((name) => found[name] === undefined)
    .map((name) => programs[name].label);
  publish(
    markdown(results, { versions: { ...versions, ...languageVersions(found) }, starts, absent }),
    only === undefined && starts === STARTS,
  );
}

function options() {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, starts: { type: 'string' }, reuse: { type: 'boolean', default: false } },
  });
  const starts = values.starts === undefined ? STARTS : Number(values.starts);
  if (!Number.isSafeInteger(starts) || starts < 1)
    throw new Error(`--starts ${values.starts}: it must be a whole number from 1`);
  return { only: values.only?.split(','), starts, reuse: values.reuse };
}

/** A result for each K: `{ section, data, k, programs: { name: { default, many } } }`, ours first. */
async function runCase(section, one, { found, versions, starts, reuse }) {
  const columns = readColumns(one);
  const missing = hasMissing(columns);
  const called = section.programs.filter((name) => found[name] !== undefined && canFit(name, columns, missing));
  const given = { columns, k: one.k, starts, seed: SEED, reuse };
  const outcomes = { ours: fitOurs(given) };
  for (const name of called) {
    tell(`${section.title}: ${one.file}, ${programs[name].label}`);
    const { version: its, runs } = await fitWith(name, found[name], given);
    if (its !== undefined) versions[programs[name].label] = its;
    outcomes[name] = runs;
  }
  return one.k.map((k) => {
    const byProgram = Object.entries(outcomes).map(([name, runs]) => {
      const of = (mode) =>
        judged(
          columns,
          runs.find((run) => run.k === k && run.mode === mode),
        );
      return [name, { default: of('default'), many: of('many') }];
    });
    return { section, one, columns, k, programs: compared(columns, Object.fromEntries(byProgram)) };
  });
}

/** A run with the NLML of its parameters, whatever the program reports. */
function judged(columns, run) {
  if (run.error !== undefined) return run;
  return { ...run, nlml: nlml(columns, run), narrowest: narrowest(columns, run) };
}

/** At a common optimum parameters can be compared: those of many starts, where the search went on to the end. */
function compared(columns, byProgram) {
  const ours = byProgram.ours.many;
  for (const [name, { many }] of Object.entries(byProgram)) {
    const common =
      name !== 'ours' && Math.abs(many.nlml - ours.nlml) < 1e-3 && many.weights.length === ours.weights.length;
    if (common) many.differences = differences(columns, ours, many);
  }
  return byProgram;
}

function languageVersions(found) {
  const languages = Object.entries(found).map(([name, command]) => languageVersion(programs[name].language, command));
  return { languages: [`Node.js ${process.versions.node}`, ...new Set(languages)].join(', ') };
}

function publish(text, whole) {
  if (!whole) {
    process.stdout.write(`${text}\n`);
    return;
  }
  replaceBetween(document, BEGIN, END, text);
  tell(`wrote ${document}`);
}

main().catch((error) => {
  tell(error.message.split('\n')[0]);
  process.exitCode = 1;
});
