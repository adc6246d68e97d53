// Tables with planted errors: what Mixture Lens names of them, beside scikit-learn's detectors of outliers. The part of
// `npm run bench` runs only when it is named, and writes the tables of docs/accuracy.md.
//
//   npm run bench -- planted             about half an hour; goes on where it was ended
//   npm run bench -- planted --quick     some of the small tables, printed and not written
import { join } from 'node:path';
import { duration } from '../format.mjs';
import { repository } from '../core.mjs';
import { median } from '../statistics.mjs';
import { design } from './design.mjs';
import { measure } from './measure.mjs';
import { PROGRAMS, withScikit } from './peers.mjs';
import { byKind, fine, grouped, meanShare, percent, rateText } from './summary.mjs';

export const name = 'planted';
export const title = 'Planted errors';
export const onlyNamed = true;
export const target = {
  document: join(repository, 'docs/accuracy.md'),
  begin: '<!-- planted: begin -->',
  end: '<!-- planted: end -->',
};

const cli = join(repository, 'dist/server/cli.cjs');

export async function run({ quick, tell }) {
  const specs = design({ quick });
  return withScikit(tell, async (peers) => {
    const results = await measure(specs, { cli, peers, tell });
    const programs = PROGRAMS.filter((program) => results.some((one) => one.peers[program] !== undefined));
    const failed = results.filter(({ error }) => error !== undefined).length;
    return {
      versions: peers === undefined ? [] : [peers.version],
      absent: peers === undefined ? ['scikit-learn'] : [],
      notes: [
        `${specs.length} files.`,
        ...(failed > 0 ? [`On ${failed} of them Mixture Lens failed; nothing counts as found there.`] : []),
      ],
      tables: tablesOf(results, programs),
    };
  });
}

function tablesOf(results, programs) {
  const [clean, wrong] = [results.filter(({ spec }) => spec.rate === 0), results.filter(({ spec }) => spec.rate > 0)];
  return [
    {
      caption: 'Cells with gross errors, by the share of rows with an error, means over files',
      rows: cellRows(wrong, programs, ({ rate, n }) => ({ errors: rateText(rate), rows: n })),
      texts: 0,
    },
    {
      caption: 'The same by the components and columns of a table, means over files',
      rows: cellRows(wrong, programs, ({ k, d, layout }) => ({ K: k, columns: `${d}, ${layout}` })),
      texts: 0,
    },
    { caption: 'Cells found of each kind of error, means over files', rows: kindRows(wrong, programs) },
    {
      caption: 'Levels, doubted rows and groups, by the share of rows with an error',
      rows: otherRows(wrong),
      texts: 0,
    },
    { caption: 'Tables without an error', rows: cleanRows(clean), texts: 0 },
    { caption: 'Seconds a file, on one thread', rows: timeRows(results, programs), texts: 0 },
  ];
}

/** Groups results by their heads, in the order of the numbers that the heads begin with. */
function inOrder(results, heads, program) {
  const groups = grouped(results, (spec) => JSON.stringify(heads(spec)), program).map((group) => ({
    ...group,
    head: JSON.parse(group.label),
  }));
  return groups.sort((a, b) => {
    const [first, second] = [a, b].map(({ head }) => Object.values(head));
    const at = first.findIndex((value, i) => value !== second[i]);
    return parseFloat(first[at]) - parseFloat(second[at]) || String(first[at]).localeCompare(second[at], 'en');
  });
}

function cellRows(results, programs, heads) {
  const theirs = programs.map((program) => [
    program,
    new Map(inOrder(results, heads, program).map(({ label, list }) => [label, list])),
  ]);
  return inOrder(results, heads).map(({ label, head, list, sums }) => ({
    ...head,
    files: sums.files,
    'K right': percent(sums.kRight, sums.files),
    ...recallAndPrecision('', list),
    ...Object.assign(
      {},
      ...theirs.map(([program, groups]) => recallAndPrecision(`${program}: `, groups.get(label) ?? [])),
    ),
  }));
}

function recallAndPrecision(prefix, list) {
  return {
    [`${prefix}recall`]: meanShare(list, 'grossFound', 'gross'),
    [`${prefix}precision`]: meanShare(list, 'numbersRight', 'numbersNamed'),
  };
}

const KIND_TEXTS = {
  moved: '9 to 30 sd from the mean',
  times10: 'times 10',
  sign: 'sign flipped',
  level: 'a level of another component',
  swap: 'two columns swapped',
  repeated: 'one value repeated',
};

function kindRows(results, programs) {
  const theirs = programs.map((program) => [program, byKind(results, program)]);
  return byKind(results).map(({ kind, planted, recall }) => ({
    error: KIND_TEXTS[kind],
    cells: planted,
    'Mixture Lens': recall,
    ...Object.fromEntries(
      theirs.map(([program, kinds]) => [program, kinds.find((its) => its.kind === kind)?.recall ?? '–']),
    ),
  }));
}

function otherRows(results) {
  return inOrder(results, ({ rate, n }) => ({ errors: rateText(rate), rows: n })).map(({ head, sums }) => ({
    ...head,
    'levels: recall': percent(sums.levelsFound, sums.levels),
    'levels: precision': percent(sums.levelsRight, sums.levelsNamed),
    'gross errors in rows reported at all': percent(sums.grossTold, sums.gross),
    'doubted rows': sums.lowRows,
    'of them wrong': percent(sums.lowRowsRight, sums.lowRows),
    groups: sums.groups,
    'their rows': sums.groupRows,
    'of these wrong': percent(sums.groupRowsRight, sums.groupRows),
  }));
}

function cleanRows(results) {
  return inOrder(results, ({ n, k }) => ({ rows: n, K: k })).map(({ head, sums }) => ({
    ...head,
    files: sums.files,
    'K right': percent(sums.kRight, sums.files),
    'rows flagged': fine(sums.flagged, sums.rows),
    'rows in groups': fine(sums.groupRows, sums.rows),
  }));
}

function timeRows(results, programs) {
  const heads = ({ n, d }) => ({ rows: n, columns: d });
  const theirs = programs.map((program) => [
    program,
    new Map(inOrder(results, heads, program).map(({ label, seconds }) => [label, seconds])),
  ]);
  return inOrder(results, heads).map(({ label, head, seconds }) => ({
    ...head,
    median: duration(median(seconds)),
    longest: duration(Math.max(...seconds)),
    ...Object.fromEntries(
      theirs.map(([program, groups]) => [
        `${program}: median`,
        groups.has(label) ? duration(median(groups.get(label))) : '–',
      ]),
    ),
  }));
}
