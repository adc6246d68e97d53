// One EM iteration, from the same parameters: the data are in memory, and what is not iterating is subtracted.
import { mixtureData, startFor } from '../data/mixtures.mjs';
import { duration, roundsText, spreadText, times } from '../format.mjs';
import { versionsOf, withPeers } from '../inMemory.mjs';
import { clockRates } from '../machine.mjs';
import { iterationSeconds } from '../ours.mjs';
import { inTurns } from '../processes.mjs';
import { median, ratios } from '../statistics.mjs';

export const name = 'iteration';
export const title = 'One EM iteration';

const K = 5;
/** Ours is to be the faster: it takes more steps for as long a time. */
const OURS = [2, 32];
const THEIRS = [2, 12];
/** All took the same steps if their NLMLs differ by no more than this share. */
const SAME = 1e-9;

export async function run({ quick, pairs, found, tell }) {
  const data = await mixtureData({ rows: quick ? 1e5 : 1e6, columns: 10 });
  const start = await startFor(data, K);
  return withPeers(found, data, async (peers) => {
    for (const { ask } of Object.values(peers)) await ask({ do: 'em', start, iterations: [1, 2] });
    const asked = Object.entries(peers).map(([label, { ask }]) => [
      label,
      () => ask({ do: 'em', start, iterations: THEIRS }),
    ]);
    const measured = await inTurns(pairs, {
      'Mixture Lens': (round) => {
        tell(`round ${round + 1} of ${pairs}`);
        return iterationSeconds(data, start, OURS);
      },
      ...Object.fromEntries(asked),
    });
    const seconds = Object.fromEntries(
      Object.entries(measured).map(([label, runs]) => [label, runs.map((one) => one.seconds)]),
    );
    const ours = seconds['Mixture Lens'];
    const nlml = measured['Mixture Lens'][0].trace[THEIRS[1]].nlml;
    return {
      versions: versionsOf(peers),
      notes: [
        `${data.rows} rows × ${data.columns} normal columns, ` +
          `K = ${K}, maximum likelihood, all from the same parameters.`,
        roundsText(pairs),
        ...Object.keys(peers).map((label) => sameSteps(label, measured[label][0].nlml, nlml)),
      ],
      tables: [
        {
          rows: Object.entries(seconds).map(([program, values]) => ({
            program,
            'one iteration': spreadText(values, duration),
            'over ours': program === 'Mixture Lens' ? '' : spreadText(ratios(values, ours), times),
          })),
        },
        { caption: 'The arithmetic limit', rows: limitRows(data, median(ours)) },
      ],
    };
  });
}

function sameSteps(label, theirs, ours) {
  const share = Math.abs(theirs / ours - 1);
  const word = share <= SAME ? 'took the same steps' : '**did not take the same steps**';
  return (
    `${label} ${word}: its NLML after ${THEIRS[1]} iterations is ours to ` +
    `${share < 1e-15 ? 'the last digit' : `${share.toExponential(0)} of it`}.`
  );
}

/** Vector operations on two doubles: of a visit to a cell for one component, and of a row for one component. */
const VISIT = {
  'load, subtract, multiply, multiply and add (log density)': 4,
  'subtract, multiply, add, multiply and add (statistics)': 4,
};
/**
 * The exponential: to the reduced argument 4, a polynomial of degree 11 in Horner's form 11, the power of two 3; the
 * sum and the division of posteriors 2.
 */
const EXPONENTIAL = 20;
const DOUBLES = 2;
const VECTORS_PER_CYCLE = 2;

function limitRows({ rows, columns }, measured) {
  const { told, measured: clock } = clockRates();
  const visits = rows * columns * K;
  const perVisit = Object.values(VISIT).reduce((sum, count) => sum + count, 0);
  const cycles = (operations) => operations / DOUBLES / VECTORS_PER_CYCLE;
  const total = cycles(visits * perVisit) + cycles(rows * K * EXPONENTIAL);
  const line = (what, value) => ({ what, value });
  const millions = (count) => `${count / 1e6} million`;
  const gigahertz = (rate) => (rate === undefined ? 'not told' : `${(rate / 1e9).toFixed(2)} GHz`);
  return [
    line('clock rate, as /proc/cpuinfo has it', gigahertz(told)),
    line('clock rate, as a chain of multiplications runs', gigahertz(clock)),
    ...Object.entries(VISIT).map(([what, count]) =>
      line(
        `${what}: ${count} operations × ${millions(visits)} cells and components`,
        duration(cycles(count * visits) / clock),
      ),
    ),
    line(
      `exponential: ${EXPONENTIAL} operations × ${millions(rows * K)} rows and components`,
      duration(cycles(EXPONENTIAL * rows * K) / clock),
    ),
    line('the limit on one core', duration(total / clock)),
    line('the limit on two cores', duration(total / clock / 2)),
    line('measured', `${duration(measured)}, ${times(measured / (total / clock / 2))} the limit on two cores`),
  ];
}
