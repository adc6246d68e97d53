// The whole job on files of other kinds: clusters well apart, and twelve times as many rows.
import { readFileSync } from 'node:fs';
import { mixtureData } from '../data/mixtures.mjs';
import { duration, megabytes, roundsText, spreadText, times } from '../format.mjs';
import { fit } from '../ours.mjs';
import { inTurns } from '../processes.mjs';
import { median, ratios } from '../statistics.mjs';
import { K, python } from '../wholeJob.mjs';

export const name = 'files';
export const title = 'Easy, hard and long files';

const FILES = [
  { file: 'hard: clusters overlap', rows: 1e6, clusters: 'overlapping' },
  { file: 'easy: clusters well apart', rows: 1e6, clusters: 'apart' },
  { file: 'long: clusters overlap', rows: 12e6, clusters: 'overlapping' },
];
/** The limits that the project has set itself: time per byte of the long file over that of the hard one; memory. */
const MOST_PER_BYTE = 3;
const MOST_FILES = 3;
const BESIDE = 80e6;
/** A long file takes others minutes, and all the memory there is. */
const LONGEST_OF_PEERS = 2e6;
const LONG_ROUNDS = 2;

export async function run({ quick, pairs, found, tell }) {
  const rows = [];
  let perByte;
  for (const { file, rows: whole, clusters } of FILES) {
    tell(file);
    const data = await mixtureData({ rows: quick ? whole / 10 : whole, columns: 10, clusters });
    // Nobody is to be the first to read the file from disk.
    readFileSync(data.csv);
    const isLong = whole > LONGEST_OF_PEERS;
    const runs = await inTurns(isLong ? Math.min(pairs, LONG_ROUNDS) : pairs, {
      ours: () => fit(data.csv, '-k', String(K)),
      ...(found.python !== undefined && !isLong && { python: () => python(found.python, data.csv, K) }),
    });
    const seconds = runs.ours.map((one) => one.seconds);
    perByte ??= median(seconds) / data.bytes;
    const peak = Math.max(...runs.ours.map(({ peakBytes = NaN }) => peakBytes));
    rows.push({
      file,
      size: megabytes(data.bytes),
      seconds: spreadText(seconds, duration),
      'per byte, over the hard file': times(median(seconds) / data.bytes / perByte),
      peak: Number.isNaN(peak) ? '' : megabytes(peak),
      'limit of the peak': megabytes(MOST_FILES * data.bytes + BESIDE),
      'pandas, scikit-learn over ours':
        runs.python === undefined
          ? ''
          : spreadText(
              ratios(
                runs.python.map((one) => one.seconds),
                seconds,
              ),
              times,
            ),
    });
  }
  return {
    rows,
    notes: [
      `\`mixture-lens fit FILE -k ${K}\`, 10 columns. A long file may take ${MOST_PER_BYTE} × the time per byte.`,
      roundsText(pairs),
      `Of the long file there are ${LONG_ROUNDS} rounds at most.`,
    ],
  };
}
