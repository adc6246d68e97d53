// The peers that fit mixtures, each in a process of its own that keeps its data in memory and waits to be asked.
import { join } from 'node:path';
import { pythonWith, rCommand, rHas } from './interpreters.mjs';
import { waiting } from './processes.mjs';

const python = join(import.meta.dirname, 'python/serve.py');
const r = join(import.meta.dirname, 'r/serve.R');

/**
 * Those that are installed: `{ python?: command, r?: command, absent: labels }`. What is not there is told, with what
 * would install it.
 */
export function findPeers(tell) {
  const found = { python: pythonWith('sklearn', 'pandas', 'threadpoolctl'), r: rCommand(tell), absent: [] };
  if (found.python === undefined) {
    tell(
      'scikit-learn and pandas are not installed and are left out; install them with: apt-get install ' +
        'python3-sklearn python3-pandas',
    );
    found.absent.push('scikit-learn', 'pandas');
  }
  if (found.r !== undefined && !rHas(found.r, 'mclust')) {
    tell('mclust is not installed and is left out; install it with: apt-get install r-cran-mclust');
    found.r = undefined;
  }
  if (found.r === undefined) found.absent.push('mclust');
  return found;
}

/**
 * Starts peers for the length of some work.
 * @param work gets them by label, as `{ label: { version, ask } }`, with the data loaded
 */
export async function withPeers({ python: pythonCommand, r: rscript }, data, work) {
  const all = {
    ...(pythonCommand !== undefined && { 'scikit-learn': waiting(pythonCommand, [python]) }),
    ...(rscript !== undefined && { mclust: waiting(rscript, [r]) }),
  };
  try {
    const peers = {};
    for (const [label, { ask }] of Object.entries(all)) {
      await ask({ do: 'load', doubles: data.doubles, rows: data.rows, columns: data.columns });
      peers[label] = { ask, version: (await ask({ do: 'about' })).version };
    }
    return await work(peers);
  } finally {
    for (const { end } of Object.values(all)) await end();
  }
}

export const versionsOf = (peers) => Object.values(peers).map(({ version }) => version);
