// What a host has for the panel after a fit: snapshots, and the answers to all that the page asks by itself.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, repository } from '../core.mjs';
import { mixtureData } from '../data/mixtures.mjs';

/** Steps at most that the extension keeps of a fit, as so many starts with each number of clusters. */
const STEPS = 20_000;
const NUMBERS = 10;
const STARTS = 25;

/** Steps that the extension sends at once, and how often it does so for the record. */
const BATCH = 20;
export const BATCHES = 40;
export const CURSORS = 40;

/** `messages` by name: snapshots, further steps of the one with the most, and rows under the cursor. */
export async function recorded(rows) {
  const { csv } = await mixtureData({ rows, columns: 10 });
  const text = readFileSync(csv, 'utf8');
  const { output, steps } = await fitted(text);
  const { report } = output;
  const answers = await answersOf(text, output);
  const most = mostSteps();
  const snapshot = (panel) => ({ type: 'snapshot', uri: 'file:///bench.csv', fileName: 'bench.csv', panel });
  const running = (kept) => snapshot({ state: 'running', fit: 1, steps: kept, since: Date.now() });
  const model = (kept) => snapshot({ state: 'fitted', fit: 1, steps: kept, stale: false, report });
  const begin = most.length - BATCHES * BATCH;
  return {
    answers,
    report,
    steps: steps.length,
    most: most.length,
    messages: {
      running: running(steps.slice(0, 20)),
      runningMost: running(most),
      runningLong: running(most.slice(0, begin)),
      fitted: model(steps),
      fittedMost: model(most),
      ...named('steps', BATCHES, (i) => ({
        type: 'iterations',
        fit: 1,
        steps: most.slice(begin + BATCH * i, begin + BATCH * (i + 1)),
      })),
      ...named('cursor', CURSORS, (i) => ({
        type: 'cursor',
        row: answers[JSON.stringify({ kind: 'row', line: i + 2 })].row,
      })),
    },
  };
}

function named(name, count, make) {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${name}${i}`, make(i)]));
}

async function fitted(text) {
  const { runPipeline } = await load('server/pipeline/fitTable.ts');
  const { kernelEngine } = await load('server/kernels/node.ts');
  const work = runPipeline(text, {}, () => performance.now() / 1000, kernelEngine(join(repository, 'dist/server')));
  const steps = [];
  for (;;) {
    const { done, value } = work.next();
    if (done) return { output: value, steps };
    if (value !== undefined) steps.push(value);
  }
}

async function answersOf(text, { model, judgement }) {
  const { answer } = await load('server/pipeline/answer.ts');
  const { cellsOfTable, tableRowReader } = await load('server/pipeline/judgedRows.ts');
  const { readTable, rowLine } = await load('server/core/csv/table/table.ts');
  const table = readTable(text);
  const lines = new Map(Array.from({ length: table.rowCount }, (_, row) => [rowLine(table, row) + 1, row]));
  const judged = {
    ...cellsOfTable(table, model),
    judgement,
    unlikely: new Set(judgement.unlikely.map(({ row }) => row)),
    readRows: tableRowReader(table, (row) => rowLine(table, row) + 1),
    rowOn: (line) => lines.get(line),
  };
  const found = {};
  const ask = (question) => (found[JSON.stringify(question)] = answer(question, judged));
  const { columns } = ask({ kind: 'separation' });
  for (const { name } of columns) ask({ kind: 'distribution', column: name });
  ask({ kind: 'certainty' });
  ask({ kind: 'pair', x: columns[0].name, y: columns[1].name });
  for (let line = 2; line < CURSORS + 2; line += 1) ask({ kind: 'row', line });
  for (const { row } of found[JSON.stringify({ kind: 'pair', x: columns[0].name, y: columns[1].name })].points)
    ask({ kind: 'row', row });
  return found;
}

/** Curves that fall, each start to another end. */
function mostSteps() {
  const each = STEPS / NUMBERS / STARTS;
  return Array.from({ length: STEPS }, (_, i) => {
    const [k, start, iteration] = [1 + Math.floor(i / each / STARTS), Math.floor(i / each) % STARTS, i % each];
    const nlml = 1e6 + 1e5 / k + 100 * start + 1e4 * Math.exp(-iteration / 8);
    return { k, start, iteration, nlml, objective: nlml + 50 };
  });
}
