// How long a person waits in the editor: from a key to its diagnostics, and for hovers, through the built server.
//
//   node bench/editor/editor.mjs [--quick]
import { pathToFileURL } from 'node:url';
import { startClient } from './client.mjs';

export const name = 'editor';
export const title = 'In the editor';

const COLUMNS = 10;
const CLUSTERS = 5;
const DECIMALS = 5;

/** Uniform numbers in [0, 1) by the multiplicative generator of Park & Miller (1988). */
function uniforms(seed) {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** Rows of a mixture of normals, and its parameters to start the fit from: what is measured is not the fit. */
function sample(rows) {
  const uniform = uniforms(7);
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const names = Array.from({ length: COLUMNS }, (_, d) => `x${d}`);
  const means = Array.from({ length: CLUSTERS }, () => names.map(() => 3 * normal()));
  const lines = [names.join(',')];
  for (let row = 0; row < rows; row++) {
    const mean = means[Math.floor(uniform() * CLUSTERS)];
    lines.push(mean.map((m) => (m + normal()).toFixed(DECIMALS)).join(','));
  }
  const components = means.map((mean) => ({
    columns: Object.fromEntries(names.map((each, d) => [each, { mean: mean[d], sd: 1 }])),
  }));
  return { text: `${lines.join('\n')}\n`, lines, start: { components } };
}

async function withDocument(rows, tell, use) {
  const { text, lines, start } = sample(rows);
  const client = await startClient();
  const uri = `file:///bench-${rows}.csv`;
  try {
    tell(`${rows} rows: opening and fitting`);
    await client.open(uri, text);
    await client.fit(uri, { start, maxIterations: 1 });
    await client.diagnostics(uri, 1);
    return await use({ client, uri, lines, random: uniforms(11) });
  } finally {
    await client.stop();
  }
}

/** A digit put into some cell, elsewhere each time; every eighth makes the number a wild one. */
function keyStroke({ lines, random }, turn) {
  const line = 1 + Math.floor(random() * (lines.length - 1));
  const cell = Math.floor(random() * COLUMNS);
  const before = lines[line].split(',').slice(0, cell).join(',').length + (cell > 0 ? 1 : 0);
  const point = lines[line].indexOf('.', before);
  const [character, text] = turn % 8 === 0 ? [point, '99'] : [point + 3, String(turn % 10)];
  return { line, character, text };
}

async function keyToDiagnostics(document, count) {
  const { client, uri } = document;
  const took = [];
  for (let turn = 0; turn < count; turn++) {
    const { line, character, text } = keyStroke(document, turn);
    const began = performance.now();
    const version = await client.change(uri, line, character, 0, text);
    if ((await client.diagnostics(uri, version)) === undefined) throw new Error('no diagnostics came within a minute');
    took.push(performance.now() - began);
  }
  return took;
}

/** Measures the milliseconds from the last of twenty keys, one every 60 ms at one place, to its diagnostics. */
async function burstToDiagnostics(document, count) {
  const { client, uri } = document;
  const took = [];
  for (let turn = 0; turn < count; turn++) {
    const { line, character } = keyStroke(document, 1);
    let version = 0,
      began = 0;
    for (let key = 0; key < 20; key++) {
      began = performance.now();
      version = await client.change(uri, line, character, 0, String(key % 10));
      if (key < 19) await new Promise((resolve) => setTimeout(resolve, 60));
    }
    if ((await client.diagnostics(uri, version)) === undefined) throw new Error('no diagnostics came within a minute');
    took.push(performance.now() - began);
  }
  return took;
}

async function hover({ client, uri }, line, character) {
  const began = performance.now();
  const said = await client.hover(uri, line, character);
  if (said === null) throw new Error(`nothing is said of line ${line + 1}`);
  return performance.now() - began;
}

async function hovers(document, count) {
  const took = [];
  for (let turn = 0; turn < count; turn++) {
    const { line, character } = keyStroke(document, 1);
    took.push(await hover(document, line, character));
  }
  return took;
}

/** Just after a key, in the row that it changed. */
async function hoversAfterKeys(document, count) {
  const { client, uri } = document;
  const took = [];
  for (let turn = 0; turn < count; turn++) {
    const { line, character, text } = keyStroke(document, turn);
    const version = await client.change(uri, line, character, 0, text);
    took.push(await hover(document, line, character));
    await client.diagnostics(uri, version);
  }
  return took;
}

/** One after the other while somebody types. */
async function hoversWhileTyping(document, keys) {
  const { client, uri } = document;
  const took = [];
  for (let turn = 0; turn < keys; turn++) {
    const { line, character, text } = keyStroke(document, turn);
    await client.change(uri, line, character, 0, text);
    for (const end = performance.now() + 120; performance.now() < end;) {
      const other = keyStroke(document, 1);
      took.push(await hover(document, other.line, other.character));
    }
  }
  return took;
}

const quantile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(share * values.length) - 1)];
const ms = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

function row(what, rows, took, limit) {
  return {
    what,
    rows,
    times: took.length,
    p50: ms(quantile(took, 0.5)),
    p99: ms(quantile(took, 0.99)),
    most: ms(Math.max(...took)),
    goal: limit,
  };
}

export async function run({ quick = false, tell = () => undefined } = {}) {
  const small = quick ? 10_000 : 100_000;
  const large = quick ? 100_000 : 1_000_000;
  const rows = await withDocument(small, tell, async (document) => [
    row('key to its diagnostics', small, await keyToDiagnostics(document, 100), '100 ms'),
    row('last key of a burst to its diagnostics', small, await burstToDiagnostics(document, 5), '100 ms'),
  ]);
  rows.push(
    ...(await withDocument(large, tell, async (document) => [
      row('hover', large, await hovers(document, 1000), '10 ms'),
      row('first hover after a key', large, await hoversAfterKeys(document, 100), '10 ms'),
      row('hovers while keys are typed', large, await hoversWhileTyping(document, 30), '10 ms'),
      row('key to its diagnostics', large, await keyToDiagnostics(document, 100), ''),
    ])),
  );
  return { rows, notes: ['Keys and hovers are at random rows; the pause before rows are judged is counted.'] };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { rows } = await run({
    quick: process.argv.includes('--quick'),
    tell: (line) => process.stderr.write(`${line}\n`),
  });
  console.table(rows);
}
