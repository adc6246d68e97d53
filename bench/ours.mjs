// Mixture Lens, by its command line.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, repository } from './core.mjs';
import { wholeRun } from './processes.mjs';

const cli = join(repository, 'dist/server/cli.cjs');

export const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));

/** `mixture-lens fit FILE`: `answer` is its report. */
export const fit = (file, ...options) => command('fit', file, '--json', '--quiet', ...options);

/** `mixture-lens describe FILE`: `answer` is the columns. */
export const describe = (file) => command('describe', file, '--json');

function command(...args) {
  if (!existsSync(cli)) throw new Error('dist/server/cli.cjs is not there; build it with "npm run build"');
  return wholeRun(process.execPath, [cli, ...args]);
}

/** Smallest tolerance: a run then ends by its number of iterations. */
const NEVER = '1e-300';

/**
 * Plain EM from given parameters, twice: what the longer run takes beyond the shorter is its further iterations alone.
 * Fewer than 60 iterations, after which the engine accelerates.
 * @param table where the rows are read, if not from the CSV, with further options
 * @returns {Promise<{ seconds: number, trace: object[] }>} seconds of one iteration; the longer run step by step
 */
export async function iterationSeconds(data, start, [few, many], table = data.csv, ...further) {
  const startFile = join(cache, `${process.pid}-start.json`);
  writeFileSync(startFile, JSON.stringify(asStart(data, start)));
  const run = async (iterations) =>
    (
      await fit(
        table,
        ...further,
        '--start',
        startFile,
        '--estimate',
        'ml',
        '--tolerance',
        NEVER,
        '--max-iterations',
        String(iterations),
      )
    ).answer;
  try {
    const [short, long] = [await run(few), await run(many)];
    const other = long.columns.find(({ kind }) => kind !== 'normal');
    if (other !== undefined) throw new Error(`column ${other.name} was taken for ${other.kind}`);
    // To the last digit of the objective EM may come to its end before.
    if (long.iterations <= short.iterations) throw new Error(`EM came to its end after ${long.iterations} iterations`);
    return {
      seconds: (long.seconds.fit - short.seconds.fit) / (long.iterations - short.iterations),
      trace: long.trace,
    };
  } finally {
    rmSync(startFile, { force: true });
  }
}

function asStart({ names }, { weights, means, sds }) {
  const columns = (k) => Object.fromEntries(names.map((name, d) => [name, { mean: means[k][d], sd: sds[k][d] }]));
  return { weights, components: weights.map((_, k) => ({ columns: columns(k) })) };
}
