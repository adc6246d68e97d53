// The whole job, CSV file to fitted model and scores: the time of the process, and how good the fit is.
import { above, duration, megabytes, nats, roundsText, spreadText, times } from '../format.mjs';
import { withPeers, versionsOf } from '../inMemory.mjs';
import { fit } from '../ours.mjs';
import { inTurns } from '../processes.mjs';
import { ratios } from '../statistics.mjs';
import { K, python, wholeJobs } from '../wholeJob.mjs';

export const name = 'job';
export const title = 'The whole job';

/** Settings of scikit-learn for where its default does not reach our NLML: n_init and tol, the cheaper first. */
const HARDER = [
  ['1', '1e-4'],
  ['1', '1e-5'],
  ['1', '1e-6'],
  ['1', '1e-7'],
  ['3', '1e-7'],
  ['10', '1e-7'],
];
/** NLMLs are the same if they differ by less, in nats per row. */
const SAME = 1e-6;

export async function run(options) {
  const { data, runs } = await wholeJobs(options);
  const ml = await fit(data.csv, '-k', String(K), '--estimate', 'ml');
  const lowest = ml.answer.nlml;
  const line = (program, some) => ({
    program,
    seconds: spreadText(
      some.map(({ seconds }) => seconds),
      duration,
    ),
    iterations: some[0].answer.iterations,
    NLML: nats(some[0].answer.nlml),
    'beside ours (ml)': above(some[0].answer.nlml - lowest),
  });
  const rows = [line('`mixture-lens fit FILE -k 5`', runs.ours), line('the same with `--estimate ml`, once', [ml])];
  if (runs.python !== undefined) {
    const over = (some, beside) =>
      spreadText(
        ratios(
          some.map((one) => one.seconds),
          beside.map((one) => one.seconds),
        ),
        times,
      );
    rows.push({ ...line('pandas, scikit-learn by default', runs.python), 'over ours': over(runs.python, runs.ours) });
    const settings = await settingsForOurNlml(options, data, runs.python[0].answer.nlml, lowest);
    if (settings !== undefined) {
      const again = await inTurns(options.pairs, {
        ours: () => fit(data.csv, '-k', String(K)),
        python: () => python(options.found.python, data.csv, K, ...settings),
      });
      rows.push({
        ...line(`pandas, scikit-learn with n_init = ${settings[0]}, tol = ${settings[1]}`, again.python),
        'over ours': over(again.python, again.ours),
      });
    }
  }
  const versions = await withPeers({ python: options.found.python }, data, versionsOf);
  return {
    rows,
    versions,
    notes: [
      `A file of ${megabytes(data.bytes)}, ${data.rows} rows × ${data.columns} columns, K = ${K}. Ours ` +
        'searches by several starts and judges all rows besides.',
      roundsText(options.pairs),
      `Where its seconds go: ${stages(runs.ours.at(-1).answer.seconds)}.`,
    ],
  };
}

/** The first of the harder settings that gets to the NLML; the last if none does; nothing if the default did. */
async function settingsForOurNlml({ found, tell }, data, byDefault, lowest) {
  const enough = lowest + SAME * data.rows;
  if (byDefault <= enough) return undefined;
  for (const settings of HARDER) {
    tell(`scikit-learn with n_init = ${settings[0]}, tol = ${settings[1]}`);
    const { answer } = await python(found.python, data.csv, K, ...settings);
    if (answer.nlml <= enough) return settings;
  }
  return HARDER.at(-1);
}

const stages = (seconds) =>
  Object.entries(seconds)
    .map(([stage, value]) => `${stage} ${duration(value)}`)
    .join(', ');
