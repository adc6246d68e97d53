// What was found, as Markdown. Nothing in it depends on the day; seconds depend on the machine.
import { arch, cpus } from 'node:os';
import { table } from '../markdown.mjs';
import { programs } from './programs.mjs';

/** Two NLMLs this close are the same optimum, in nats. */
const SAME = 1e-3;
/** An sd below this share of its column's is worth telling. */
const NARROW = 0.05;

const ours = { label: 'Mixture Lens', byDefault: 'its default options', many: 'to 1e-13 nats a row' };
const programOf = (name) => programs[name] ?? ours;

/**
 * @param results as runCase in run.mjs gives them; @param about versions by label, the languages, the number of starts,
 * labels of programs not installed
 */
export function markdown(results, { versions, starts, absent }) {
  const common = results.filter(({ section }) => section.name !== 'spikes');
  const sections = [...new Set(results.map(({ section }) => section))];
  return [
    intro(versions, starts, absent),
    programTable(results, versions),
    reportText,
    '### In short',
    scoreText,
    scoreTable(common),
    ...sections.flatMap((section) =>
      sectionText(
        section,
        results.filter((result) => result.section === section),
      ),
    ),
  ].join('\n\n');
}

function intro(versions, starts, absent) {
  const left = absent.length === 0 ? '' : ` Not installed and left out: ${absent.join(', ')}.`;
  return (
    `Measured with ${versions.languages} on a machine of ${cpus().length} ` +
    `cores (${arch()}). "Many" means ${starts} starts ` +
    `and, where a program lets one say so, a tolerance at which parameters can be compared.${left}`
  );
}

function programTable(results, versions) {
  const rows = namesIn(results).map((name) => {
    const { label, byDefault, many } = programOf(name);
    const off = ['default', 'many'].map((mode) =>
      Math.max(...runsOf(results, name, mode).map((run) => Math.abs(run.reported - run.nlml))),
    );
    return [label, versions[label], byDefault, many, ...off.map(tiny)];
  });
  return table(['program', 'version', 'by default', 'many', 'report off', 'many'], rows, 4);
}

const reportText =
  '"Report off": the largest distance in nats between the NLML ' +
  'that a program reports and that of the parameters it reports, ' +
  'by default and with many starts. All NLMLs below are of the parameters, by one formula (`bench/peers/judge.mjs`).';

const scoreText =
  'In how many models a program ends within 0.001 nats of the lowest ' +
  'NLML that any of them found, and the seconds for all of them. ' +
  'Programs are asked for the models that they can fit; "ours" is Mixture Lens on the same ones. ' +
  '"Apart": the largest difference ' +
  'of NLML from ours, many starts both, where both ended in the same optimum. Seconds are of one run, ' +
  "the programs' start not counted, " +
  'on a machine that had other work: they tell orders of magnitude.';

function scoreTable(results) {
  const rows = namesIn(results).map((name) => {
    const fitted = results.filter((result) => result.programs[name] !== undefined);
    const cells = (of) =>
      ['default', 'many'].flatMap((mode) => [reached(fitted, of, mode), seconds(total(fitted, of, mode))]);
    return [
      programOf(name).label,
      fitted.length,
      ...cells(name),
      ...cells('ours'),
      name === 'ours' ? '' : tiny(apart(fitted, name)),
    ];
  });
  return table(
    ['program', 'models', 'by default', 's', 'many', 's', 'ours by default', 's', 'ours, many', 's', 'apart'],
    rows,
    1,
  );
}

function sectionText(section, results) {
  const note = section.name === 'spikes' ? [spikeText] : [];
  return [
    `### ${section.title}`,
    ...note,
    differenceTable(results),
    `<details><summary>In full</summary>\n\n${fullTable(results)}\n\n</details>`,
  ];
}

const spikeText =
  'A component on one row, or on a few tied ones, can shrink without ' +
  "end. Mixture Lens holds variances at 10⁻⁶ of the column's and " +
  'prefers optima without such a component, a spike; the ' +
  "others' spikes are left out of their many starts and counted. " +
  "Where the narrowest sd is below 0.05 of its column's, the remarks (here and above) tell it, with " +
  'the rows that the component weighs.';

/** Differences of NLML from ours by default: above 0 the program is worse. */
function differenceTable(results) {
  const names = namesIn(results).filter((name) => name !== 'ours');
  const rows = results.map((result) => {
    const { default: own, many } = result.programs.ours;
    const cells = names.map((name) => {
      const peer = result.programs[name];
      return peer === undefined ? '' : `${difference(peer.default, own)} / ${difference(peer.many, own)}`;
    });
    return [
      ...caseCells(result),
      own.error ?? `${number(own.nlml)}${own.narrowest?.spike === true ? ' (spike)' : ''}`,
      difference(many, own),
      ...cells,
    ];
  });
  return table(
    [
      'data',
      'rows × columns',
      'K',
      'Mixture Lens',
      'many',
      ...names.map((name) => `${programOf(name).label}: default / many`),
    ],
    rows,
    1,
  );
}

function fullTable(results) {
  const rows = results.flatMap((result) =>
    namesIn([result])
      .map((name) => [name, result.programs[name]])
      .map(([name, { default: own, many }]) => [
        caseCells(result)[0],
        result.k,
        programOf(name).label,
        ...[own, many].flatMap((run) =>
          run.error === undefined ? [number(run.nlml), seconds(run.seconds)] : ['none', seconds(run.seconds)],
        ),
        parameterText(many.differences),
        remarks(result, own, many),
      ]),
  );
  return table(
    ['data', 'K', 'program', 'NLML by default', 's', 'NLML, many', 's', 'largest differences of parameters', 'remarks'],
    rows,
    3,
    [7, 8],
  );
}

function remarks({ k }, own, many) {
  const of = (word, run) => {
    if (run.error !== undefined) return [`${word}: ${run.error}`];
    const { narrowest, weights, reason } = run;
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    return [
      weights.length < k && `${word}: ${k - weights.length} of ${k} components dropped`,
      Math.abs(all - 1) > 1e-6 && `${word}: weights add up to ${all.toFixed(6)}`,
      narrowest?.share < NARROW &&
        `${word}: ${narrowest.spike ? 'spike, ' : ''}sd of ${narrowest.name} ${tiny(narrowest.share)}, ` +
          `${narrowest.rows.toFixed(1)} rows`,
      reason !== undefined && reason !== 'converged' && `${word}: told as "${reason}"`,
    ];
  };
  const lost = [
    many.spikes > 0 &&
      'starts ending in spikes: ' +
        `${many.spikes}${many.lowestSpike === undefined ? '' : `, the lowest at ${number(many.lowestSpike)}`}`,
    many.failed > 0 && `failed starts: ${many.failed}`,
  ];
  return [...of('default', own), ...of('many', many), ...lost].filter(Boolean).join('; ');
}

function parameterText(differences) {
  return differences === undefined
    ? ''
    : Object.entries(differences)
        .map(([what, value]) => `${what} ${tiny(value)}`)
        .join(', ');
}

function caseCells({ one, columns, k }) {
  const kinds = [...new Set(columns.map(({ kind }) => kind))];
  const counts = kinds.map((kind) => `${columns.filter((column) => column.kind === kind).length} ${kind}`);
  return [
    one.complete ? `${one.file}, complete rows` : one.file,
    `${columns[0].values.length} × ${counts.join(' + ')}`,
    k,
  ];
}

const namesIn = (results) =>
  ['ours', ...Object.keys(programs)].filter((name) => results.some((result) => result.programs[name] !== undefined));
const runsOf = (results, name, mode) =>
  results.map((result) => result.programs[name]?.[mode]).filter((run) => run !== undefined && run.error === undefined);
const total = (results, name, mode) =>
  results.reduce((sum, result) => sum + (result.programs[name][mode].seconds ?? 0), 0);

function reached(results, name, mode) {
  return results.filter(
    (result) =>
      result.programs[name][mode].nlml < lowest(result) + SAME && result.programs[name][mode].narrowest?.spike !== true,
  ).length;
}

function apart(results, name) {
  const distances = results.map(({ programs: { ours: own, [name]: peer } }) =>
    Math.abs(peer.many.nlml - own.many.nlml),
  );
  return Math.max(...distances.filter((distance) => distance < SAME));
}

function lowest({ programs: all }) {
  const runs = Object.values(all).flatMap((modes) => Object.values(modes));
  return Math.min(
    ...runs.filter((run) => run.error === undefined && run.narrowest?.spike !== true).map((run) => run.nlml),
  );
}

function difference(run, own) {
  if (run.error !== undefined || own.error !== undefined) return 'none';
  const value = run.nlml - own.nlml;
  const spike = run.narrowest?.spike === true ? ' (spike)' : '';
  if (Math.abs(value) >= SAME) return value < 0 ? `**${number(value)}**${spike}` : `+${number(value)}${spike}`;
  return Math.abs(value) < 1e-9 * Math.abs(own.nlml)
    ? `0${spike}`
    : `${value > 0 ? '+' : '−'}${tiny(Math.abs(value))}${spike}`;
}

const number = (value) => (Number.isFinite(value) ? value.toFixed(4).replace('-', '−') : '∞');
const tiny = (value) =>
  value === 0 ? '0' : value >= 0.01 ? value.toPrecision(2) : value.toExponential(0).replace('-', '−');
const seconds = (value) => (value === undefined ? '' : value >= 10 ? value.toFixed(0) : value.toPrecision(2));
