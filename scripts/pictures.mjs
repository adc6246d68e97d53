// Takes the pictures of README and docs anew, after a build: `npm run pictures`, or only some of them:
// `npm run pictures -- walk panel`.
import { createRequire } from 'node:module';
import { run } from './children.mjs';
import { repository } from './workbench.mjs';

const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
/** Programs of test/pictures in the order they run; those that walk in VS Code are Mocha tests. */
const programs = [
  { name: 'walkthrough', runner: [mocha] },
  { name: 'findings', runner: [mocha] },
  { name: 'walk', runner: [mocha] },
  { name: 'panel', runner: [] },
  { name: 'firstMinute', runner: [] },
  { name: 'large', runner: [mocha] },
];

process.exitCode = await main(process.argv.slice(2));

/** Answers 0 if all pictures were taken, 2 for a name that there is not, else the status of the first that failed. */
async function main(asked) {
  const names = programs.map(({ name }) => name);
  const unknown = asked.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`Unknown pictures ${unknown.join(', ')}: choose from ${names.join(', ')}.\n`);
    return 2;
  }
  for (const { name, runner } of programs) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const args = ['--import', 'tsx', ...runner, `test/pictures/${name}.ts`];
    const status = await run(process.execPath, args, { cwd: repository });
    if (status !== 0) return status;
  }
  return 0;
}
