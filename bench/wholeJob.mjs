// CSV file to fitted model and scores, in a process of its own: the runs that the parts `job` and `memory` tell of.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mixtureData } from './data/mixtures.mjs';
import { fit } from './ours.mjs';
import { inTurns, wholeRun } from './processes.mjs';

export const K = 5;
const script = join(import.meta.dirname, 'python/job.py');

/** @param k a number, or `auto` */
export const python = (command, file, k, ...settings) => wholeRun(command, [script, file, String(k), ...settings]);

let kept;

/** The runs, made once whoever asks: `{ data, runs: { ours: [], python: [] } }`, each as `wholeRun` answers it. */
export function wholeJobs(options) {
  kept ??= measure(options);
  return kept;
}

async function measure({ quick, pairs, found, tell }) {
  const data = await mixtureData({ rows: quick ? 1e5 : 1e6, columns: 10 });
  // Nobody is to be the first to read the file from disk.
  readFileSync(data.csv);
  const runs = await inTurns(pairs, {
    ours: (round) => {
      tell(`round ${round + 1} of ${pairs}`);
      return fit(data.csv, '-k', String(K));
    },
    ...(found.python !== undefined && { python: () => python(found.python, data.csv, K) }),
  });
  return { data, runs };
}
