// A file as they come: whole numbers with ties and wild cells and a column of classes, every K tried.
import { shuttleFile } from '../data/shuttle.mjs';
import { duration, roundsText, spreadText, times } from '../format.mjs';
import { fit } from '../ours.mjs';
import { inTurns } from '../processes.mjs';
import { ratios } from '../statistics.mjs';
import { python } from '../wholeJob.mjs';

export const name = 'shuttle';
export const title = 'Shuttle, every K';

export async function run({ pairs, found, tell }) {
  const { path, isLikeness } = await shuttleFile();
  const runs = await inTurns(pairs, {
    ours: (round) => {
      tell(`round ${round + 1} of ${pairs}`);
      return fit(path, '-k', 'auto');
    },
    ...(found.python !== undefined && { python: () => python(found.python, path, 'auto') }),
  });
  const seconds = (some) => some.map((one) => one.seconds);
  const report = runs.ours[0].answer;
  const kinds = [...new Set(report.columns.map(({ kind }) => kind))];
  const rows = [
    { program: '`mixture-lens fit shuttle.csv`', seconds: spreadText(seconds(runs.ours), duration), K: report.k },
  ];
  if (runs.python !== undefined) {
    const over = spreadText(ratios(seconds(runs.python), seconds(runs.ours)), times);
    rows.push({
      program: 'pandas, scikit-learn, the nine columns of numbers',
      seconds: spreadText(seconds(runs.python), duration),
      K: runs.python[0].answer.k,
      'over ours': over,
    });
  }
  const where = isLikeness
    ? 'A likeness of the file, drawn by `bench/data/shuttle.mjs`: MIXTURE_LENS_SHUTTLE may name the file itself.'
    : "Statlog's shuttle data.";
  const what = kinds
    .map((kind) => `${report.columns.filter((column) => column.kind === kind).length} ${kind}`)
    .join(', ');
  return {
    rows,
    notes: [
      `${where} ${report.rows} rows; columns: ${what}. The process from start to end. NLMLs are of other ` +
        'columns and not to be compared.',
      roundsText(pairs),
    ],
  };
}
