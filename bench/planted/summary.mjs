// Measured tables in short: rows of numbers by rate and number of rows, by kind of error, and the worst files.
import { nameOf } from './design.mjs';
import { ERRORS } from './errors.mjs';
import { regret, total } from './judge.mjs';

/** Rows of a table for `program`, grouped by what `by` answers for a spec. */
export function grouped(results, by, program = 'ours') {
  const groups = new Map();
  for (const { spec, ours, peers } of results) {
    const judgement = program === 'ours' ? ours : peers[program];
    if (judgement === undefined) continue;
    const label = by(spec);
    groups.set(label, [...(groups.get(label) ?? []), judgement]);
  }
  return [...groups].map(([label, list]) => ({
    label,
    list,
    sums: total(list),
    seconds: list.map(({ seconds }) => seconds),
  }));
}

export const percent = (part, whole) => (whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '–');
/** Rates that may be far below a per mille. */
export const fine = (part, whole) => (whole > 0 ? `${((100 * part) / whole).toFixed(3)} %` : '–');

export const rateText = (rate) => (rate === 0 ? '0' : `${Number((100 * rate).toPrecision(3))} %`);

/** The mean of a share over the files that have one; each file counts the same, however large. */
export function meanShare(list, part, whole) {
  const files = list.filter((one) => one[whole] > 0);
  return percent(
    files.reduce((sum, one) => sum + one[part] / one[whole], 0),
    files.length,
  );
}

/** Recall by kind of error, as `{ kind, planted, recall }`; each file counts the same. */
export function byKind(results, program = 'ours') {
  const list = results
    .map((one) => (program === 'ours' ? one.ours : one.peers[program]))
    .filter((one) => one !== undefined);
  const sums = total(list);
  return ERRORS.filter((kind) => sums[`kind ${kind}`] > 0).map((kind) => ({
    kind,
    planted: sums[`kind ${kind}`],
    recall: meanShare(list, `found ${kind}`, `kind ${kind}`),
  }));
}

/** Lines for who compares builds. */
export function lines(results) {
  const groups = grouped(results, ({ n, rate }) => `rate ${rateText(rate)}, n ${n}`);
  const kinds = byKind(results).map(({ kind, planted, recall }) => `${kind} ${recall} of ${planted}`);
  const failed = results
    .filter(({ error }) => error !== undefined)
    .map(({ spec, error }) => `failed: ${nameOf(spec)}: ${error}`);
  return [
    ...groups.map(lineOf),
    wholeLine(results),
    `recall by kind, each file alike: ${kinds.join(', ')}`,
    ...failed,
    ...worst(results),
  ];
}

function wholeLine(results) {
  const [{ list, sums }] = grouped(results, () => 'all');
  const parts = [
    `recall ${meanShare(list, 'grossFound', 'gross')}`,
    `precision ${meanShare(list, 'numbersRight', 'numbersNamed')}`,
    `K right ${sums.kRight}/${sums.files}`,
    `rows told ${meanShare(list, 'grossTold', 'gross')}`,
  ];
  return `all, each file alike: ${parts.join('; ')}`;
}

function lineOf({ label, sums, seconds }) {
  const s = sums;
  const parts = [
    `recall ${percent(s.grossFound, s.gross)} of ${s.gross}`,
    `precision ${percent(s.numbersRight, s.numbersNamed)} of ${s.numbersNamed}`,
    `K right ${s.kRight}/${s.files}`,
    `levels recall ${percent(s.levelsFound, s.levels)} precision ${percent(s.levelsRight, s.levelsNamed)}`,
    `rows told ${percent(s.grossTold, s.gross)}`,
    `row findings ${s.lowRows} (${percent(s.lowRowsRight, s.lowRows)} right)`,
    `groups ${s.groups}: ${s.groupRows} rows (${percent(s.groupRowsRight, s.groupRows)} right)`,
    `flagged ${fine(s.flagged, s.rows)}`,
    `${(seconds.reduce((sum, one) => sum + one, 0) / seconds.length).toFixed(2)} s a file`,
  ];
  return `${label}: ${parts.join('; ')}`;
}

const WORST = 10;

function worst(results) {
  const list = results.map(({ spec, ours }) => ({ spec, ours, score: regret(ours) })).filter(({ score }) => score > 0);
  const few = list.sort((a, b) => b.score - a.score).slice(0, WORST);
  return few.map(
    ({ spec, ours }) =>
      `worst: ${nameOf(spec)}  gross ${ours.grossFound}/${ours.gross}, named ` +
      `${ours.numbersRight + ours.levelsRight} right ` +
      `of ${ours.numbersNamed + ours.levelsNamed}, K ${ours.k}`,
  );
}
