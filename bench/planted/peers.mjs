// scikit-learn beside Mixture Lens: it ranks rows, is told how many are wrong, and blames the cell with the largest
// robust |z|.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonWith } from '../interpreters.mjs';
import { waiting } from '../processes.mjs';

const script = join(import.meta.dirname, 'python/serve.py');

export const PROGRAMS = ['Isolation Forest', 'MCD'];

/**
 * Starts the peers for the length of some work.
 * @param work gets `{ version, program, judge }`, or undefined where scikit-learn is not installed
 */
export async function withScikit(tell, work) {
  const command = pythonWith('sklearn');
  if (command === undefined) {
    tell('scikit-learn is not installed and is left out; install it with: apt-get install python3-sklearn');
    return work(undefined);
  }
  const { ask, end } = waiting(command, [script]);
  try {
    const { version } = await ask({ do: 'about' });
    return await work({
      version,
      program: readFileSync(script, 'utf8'),
      judge: (file, table) => judge(ask, file, table),
    });
  } finally {
    await end();
  }
}

/**
 * By program, as the command line would tell it: a row and its cell. Where nothing is wrong there is nothing to rank.
 */
async function judge(ask, file, { planted, columns }) {
  const most = new Set(planted.map(({ row }) => row)).size;
  if (most === 0) return {};
  const names = (isLevel) => columns.filter(({ kind }) => (kind === 'level') === isLevel).map(({ name }) => name);
  const answers = await ask({ do: 'judge', file, numbers: names(false), levels: names(true), most });
  return Object.fromEntries(
    Object.entries(answers)
      .filter(([, { rows }]) => rows !== undefined)
      .map(([program, { rows, columns: cells, seconds }]) => [
        program,
        { seconds, findings: rows.map((row, i) => ({ row, cells: [cells[i]] })) },
      ]),
  );
}
