// Peak memory of the whole job: the most that was resident at once.
import { megabytes, times } from '../format.mjs';
import { tellsMemory } from '../processes.mjs';
import { wholeJobs } from '../wholeJob.mjs';

export const name = 'memory';
export const title = 'Peak memory';

/** The limit that the project has set itself. */
const FILES = 3;
const BESIDE = 80e6;

export async function run(options) {
  if (!tellsMemory)
    return {
      rows: [],
      notes: ['GNU time is not installed, so nothing was measured; install it with: apt-get install time'],
    };
  const { data, runs } = await wholeJobs(options);
  const most = (some) => Math.max(...some.map(({ peakBytes }) => peakBytes));
  const line = (program, bytes) => ({ program, peak: megabytes(bytes), 'over the file': times(bytes / data.bytes) });
  return {
    notes: [`The greatest of all rounds, for a file of ${megabytes(data.bytes)}.`],
    rows: [
      line('`mixture-lens fit FILE -k 5`', most(runs.ours)),
      line('the limit: 3 × the file and 80 MB', FILES * data.bytes + BESIDE),
      ...(runs.python === undefined ? [] : [line('pandas, scikit-learn', most(runs.python))]),
    ],
  };
}
