// `npm test`: every check and test, or those named: `node scripts/test.mjs [check] [build] [unit] [protocol] [vscode]
// [web]`. The last line is `N passed, N failed`; the exit status is 0 only if something ran and nothing failed.
// MIXTURE_LENS_GREP=pattern runs only the tests whose title matches; MIXTURE_LENS_SEED=random tries properties on
// values not tried before.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from './children.mjs';
import { offerClickhouse } from './clickhouse.mjs';
import { runInExtensionHost } from './extensionHost.mjs';
import { readRecord } from './record.mjs';
import { offerSarifSchema } from './sarifSchema.mjs';
import { repository } from './workbench.mjs';

const minutes = 60_000;
const records = mkdtempSync(join(tmpdir(), 'mixture-lens-records-'));
process.on('exit', () => rmSync(records, { recursive: true, force: true }));

/** Stages in their order; `built` ones read dist/, so they run only after a successful build. */
const stages = [
  { name: 'check', run: check },
  { name: 'build', run: () => program('build', 'esbuild.mjs') },
  { name: 'unit', built: true, run: () => mocha('unit', 20 * minutes, 'test/unit', 'test/reference') },
  { name: 'protocol', built: true, run: protocol },
  { name: 'vscode', built: true, run: () => extensionHost(15 * minutes) },
  { name: 'web', built: true, run: () => mocha('web', 20 * minutes, 'test/web') },
];

process.exitCode = await main(process.argv.slice(2));

async function main(asked) {
  const unknown = asked.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    say(`Unknown stage ${unknown.join(', ')}; there are ${stages.map(({ name }) => name).join(', ')}.`);
    return 2;
  }
  const total = { passed: 0, failed: 0 };
  const failures = [];
  let built = true;
  for (const stage of chosen(asked)) {
    say(`\n== ${stage.name}`);
    if (stage.built && !built) {
      say('Skipped: the build failed.');
      continue;
    }
    const began = performance.now();
    const result = await outcome(stage);
    say(
      `${stage.name}: ${result.passed} passed, ${result.failed} failed ` +
        `(${((performance.now() - began) / 1000).toFixed(1)} s)`,
    );
    if (stage.name === 'build') built = result.failed === 0;
    total.passed += result.passed;
    total.failed += result.failed;
    failures.push(...result.failures.map((failure) => `${stage.name}: ${failure}`));
  }
  // Again at the end, which is what is kept of long outputs.
  if (failures.length > 0) say(`\nFailed:\n${failures.join('\n')}`);
  say(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

function chosen(asked) {
  if (asked.length === 0) return stages;
  const needsBuild = stages.some((stage) => stage.built && asked.includes(stage.name));
  return stages.filter(({ name }) => asked.includes(name) || (name === 'build' && needsBuild));
}

/** A stage that throws (no browser, no server) is one failure, and the others still run. */
async function outcome(stage) {
  try {
    return await stage.run();
  } catch (error) {
    say(`${stage.name} could not be run: ${error instanceof Error ? error.message : error}`);
    return { passed: 0, failed: 1, failures: ['could not be run'] };
  }
}

async function check() {
  const checks = [
    await program('typecheck', binary('typescript', 'bin/tsc'), '-b', '--pretty', 'false'),
    await program('prettier', binary('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'),
    await program('eslint', binary('eslint', 'bin/eslint.js'), '.'),
  ];
  return {
    passed: checks.filter(({ failed }) => failed === 0).length,
    failed: checks.filter(({ failed }) => failed > 0).length,
    failures: checks.flatMap(({ failures }) => failures),
  };
}

async function protocol() {
  await offerClickhouse();
  await offerSarifSchema();
  return mocha('protocol', 20 * minutes, 'test/protocol', 'test/golden');
}

async function program(name, script, ...args) {
  const status = await run(process.execPath, [script, ...args], { cwd: repository, limitMilliseconds: 10 * minutes });
  say(`${status === 0 ? '✔' : '✘'} ${name}`);
  return status === 0 ? { passed: 1, failed: 0, failures: [] } : { passed: 0, failed: 1, failures: [name] };
}

async function mocha(name, limitMilliseconds, ...folders) {
  const file = join(records, `${name}.jsonl`);
  const args = ['--import', 'tsx', 'scripts/mocha.mjs', file, ...folders];
  const status = await run(process.execPath, args, { cwd: repository, limitMilliseconds });
  return tally(name, readRecord(file), status);
}

async function extensionHost(limitMilliseconds) {
  const file = join(records, 'vscode.jsonl');
  const { status, errors } = await runInExtensionHost(file, limitMilliseconds);
  const recorded = readRecord(file);
  // The extension host's own output goes to the browser; this is the readable account.
  for (const { event, title, error } of recorded.events) {
    if (event === 'pass') say(`  ✔ ${title}`);
    if (event === 'pending') say(`  - ${title}`);
    if (event === 'fail') say(`  ✘ ${title}\n      ${error.replaceAll('\n', '\n      ')}`);
  }
  const { passed, failed, failures } = tally('vscode', recorded, status);
  const isQuiet = errors.length === 0;
  say(
    `  ${isQuiet ? '✔' : '✘'} no error in the log of the extension ` +
      `host${errors.map((error) => `\n      ${error.replaceAll('\n', '\n      ')}`).join('')}`,
  );
  return {
    passed: passed + (isQuiet ? 1 : 0),
    failed: failed + (isQuiet ? 0 : 1),
    failures: isQuiet ? failures : [...failures, ...errors],
  };
}

/** Counts a Mocha run. What ended before its end, or ran nothing, failed even if no single test did. */
function tally(name, recorded, status) {
  const { passed, failed } = recorded;
  const failures = recorded.events
    .filter(({ event }) => event === 'fail')
    .map(({ title, error }) => `${title}\n    ${error.split('\n').slice(0, 8).join('\n    ')}`);
  const flaw = flawOf(recorded, status);
  if (flaw === undefined) return { passed, failed, failures };
  say(`${name}: ${flaw}`);
  return { passed, failed: failed + 1, failures: [...failures, flaw] };
}

/** Describes the flaw of a run besides its failed tests; undefined if there is none. */
function flawOf({ passed, failed, ended, running }, status) {
  const during = running ? ` during "${running}"` : '';
  if (status === null) return `stopped at its time limit${during}.`;
  if (!ended) return `ended too early, with status ${status}${during}.`;
  if (passed + failed === 0) return 'there was no test to run.';
  return status !== 0 && failed === 0 ? `all tests passed, but it ended with status ${status}.` : undefined;
}

function binary(packageName, path) {
  return join(dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`)), path);
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
