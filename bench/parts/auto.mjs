// The number of components found: `auto` beside the same loop in other programs, and beside a full search of every K.
import { mixtureData } from '../data/mixtures.mjs';
import { above, duration, nats, roundsText, spreadText, times } from '../format.mjs';
import { versionsOf, withPeers } from '../inMemory.mjs';
import { fit } from '../ours.mjs';
import { inTurns } from '../processes.mjs';
import { median, ratios } from '../statistics.mjs';

export const name = 'auto';
export const title = 'Choice of K';

const MOST = 10;
/** Maximum cost of `auto`, in full fits at the K that it chooses: the project's own limit. */
const LIMIT = 3;

export async function run({ quick, pairs, found, tell }) {
  const small = await mixtureData({ rows: quick ? 1e4 : 1e5, columns: 10 });
  const large = await mixtureData({ rows: quick ? 1e5 : 1e6, columns: 10 });
  return withPeers(found, small, async (peers) => {
    const beside = await besidePeers(small, peers, pairs, tell);
    const { rows: cost, report } = await besideOneFit(large, pairs, tell);
    const size = `${large.rows} rows × ${large.columns} columns in memory`;
    return {
      versions: versionsOf(peers),
      notes: [roundsText(pairs)],
      tables: [
        { caption: `K = 1…${MOST} by BIC, ${small.rows} rows × ${small.columns} columns in memory`, rows: beside },
        { caption: `What the choice costs, ${size}`, rows: cost },
        {
          caption: `Each K of \`auto\` beside a full search of its own, once, ${size}`,
          rows: await besideEveryK(large, report, tell),
        },
      ],
    };
  });
}

/** Seconds of searching alone: the others have their data in memory, too. */
const searching = async (file, k) => {
  const { answer } = await fit(file, '-k', String(k));
  return { ...answer, seconds: answer.seconds.fit };
};

async function besidePeers(data, peers, pairs, tell) {
  const measured = await inTurns(pairs, {
    'Mixture Lens': (round) => {
      tell(`round ${round + 1} of ${pairs}`);
      return searching(data.csv, 'auto');
    },
    ...Object.fromEntries(
      Object.entries(peers).map(([label, { ask }]) => [label, () => ask({ do: 'auto', most: MOST })]),
    ),
  });
  const ours = measured['Mixture Lens'];
  return Object.entries(measured).map(([program, runs]) => {
    const [seconds, own] = [runs, ours].map((some) => some.map((one) => one.seconds));
    return {
      program,
      seconds: spreadText(seconds, duration),
      'over ours': runs === ours ? '' : spreadText(ratios(seconds, own), times),
      K: runs[0].k,
      NLML: nats(runs[0].nlml),
      'beside ours': runs === ours ? '' : above(runs[0].nlml - ours[0].nlml),
    };
  });
}

/** @returns the rows of the table, and the report of `auto` */
async function besideOneFit(data, pairs, tell) {
  let latest;
  const { auto, one } = await inTurns(pairs, {
    auto: async (round) => {
      tell(`auto and one fit, round ${round + 1} of ${pairs}`);
      latest = await searching(data.csv, 'auto');
      return latest;
    },
    one: () => searching(data.csv, latest.k),
  });
  const [autoSeconds, oneSeconds] = [auto, one].map((runs) => runs.map(({ seconds }) => seconds));
  const cost = ratios(autoSeconds, oneSeconds);
  const rows = [
    { what: '`-k auto`', seconds: spreadText(autoSeconds, duration), NLML: nats(auto[0].nlml) },
    { what: `\`-k ${auto[0].k}\`, the K it takes`, seconds: spreadText(oneSeconds, duration), NLML: nats(one[0].nlml) },
    {
      what: `the one over the other (limit ${LIMIT}${median(cost) > LIMIT ? ', **not kept**' : ''})`,
      seconds: spreadText(cost, times),
    },
  ];
  return { rows, report: latest };
}

async function besideEveryK(data, auto, tell) {
  const searches = [];
  for (const { k } of auto.selection) {
    tell(`a full search of K = ${k}`);
    searches.push(await searching(data.csv, k));
  }
  const taken = searches.reduce((a, b) => (b.bic < a.bic ? b : a)).k;
  const rows = auto.selection.map(({ k, nlml, bic }, i) => ({
    K: `${k}${k === auto.k ? ', taken by auto' : ''}${k === taken ? ', lowest BIC of the full searches' : ''}`,
    'NLML of auto': nats(nlml),
    'beside the full search': above(nlml - searches[i].nlml),
    'BIC of auto': nats(bic),
    'seconds of the full search': duration(searches[i].seconds),
  }));
  return [
    ...rows,
    { K: 'all', 'seconds of the full search': duration(searches.reduce((sum, { seconds }) => sum + seconds, 0)) },
  ];
}
