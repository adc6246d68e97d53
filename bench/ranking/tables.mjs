// What the ranking benchmark found, as Markdown.
import { digits } from '../format.mjs';
import { table } from '../markdown.mjs';

export const methods = { ours: 'Mixture Lens', forest: 'Isolation Forest', hbos: 'HBOS', ecod: 'ECOD', mcd: 'MCD' };
const kinds = { auroc: 'AUROC', precision: 'Average precision' };
const names = Object.keys(methods);

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const ranked = (set, name) => set.methods[name]?.auroc !== undefined;
const written = (value) => (value === undefined || Number.isNaN(value) ? '–' : value.toFixed(3));

/** Means of each method over the sets it ranked, and over the sets that all of them ranked. */
export function means(sets) {
  const common = sets.filter((set) => names.every((name) => ranked(set, name)));
  return Object.fromEntries(
    names.map((name) => {
      const its = sets.filter((set) => ranked(set, name));
      const over = (some, of) => mean(some.map((set) => set.methods[name][of]));
      const each = (some) => ({
        sets: some.length,
        auroc: over(some, 'auroc'),
        precision: over(some, 'precision'),
        place: mean(some.map((set) => place(set, name))),
      });
      return [
        name,
        {
          ranked: each(its),
          common: each(common),
          seconds: its.reduce((sum, set) => sum + set.methods[name].seconds, 0),
        },
      ];
    }),
  );
}

/** 1 for the greatest AUROC of a set; equal ones share their places. */
function place(set, name) {
  const others = names.filter((other) => other !== name && ranked(set, other)).map((other) => set.methods[other].auroc);
  const own = set.methods[name].auroc;
  return 1 + others.filter((value) => value > own).length + others.filter((value) => value === own).length / 2;
}

export function markdown(sets, versions) {
  const found = means(sets);
  const cells = ({ auroc, precision, place: at }) => [
    written(auroc),
    written(precision),
    Number.isNaN(at) ? '–' : at.toFixed(2),
  ];
  const rows = names.map((name) => [
    methods[name],
    found[name].ranked.sets,
    ...cells(found[name].ranked),
    ...cells(found[name].common),
    digits(found[name].seconds),
  ]);
  const common = found.ours.common.sets;
  const head = [
    'method',
    'sets',
    'AUROC',
    'average precision',
    'place',
    `AUROC, ${common} sets`,
    'average precision',
    'place',
    's',
  ];
  return [
    `Measured with ${versions.join(', ')} on ${sets.length} sets.`,
    table(head, rows, 1),
    `Means over the sets that a method ranked, then over the ${common} that all ranked. "Place": the ` +
      'mean place by AUROC, 1 for the best. Seconds are of all its sets; ours include the start of the ' +
      'program and reading and writing files.',
    details('Per set', ...Object.entries(kinds).flatMap(([kind, title]) => [`${title}:`, perSet(sets, kind)])),
  ].join('\n\n');
}

const details = (summary, ...parts) => [`<details><summary>${summary}</summary>`, ...parts, '</details>'].join('\n\n');

/** The best of each set is bold, and what is written like it. */
function perSet(sets, kind) {
  const rows = sets.map((set) => {
    const values = names.map((name) => set.methods[name]?.[kind]);
    const best = written(Math.max(...values.filter((value) => value !== undefined)));
    return [
      set.name,
      `${set.rows} × ${set.columns}`,
      (100 * set.share).toFixed(1),
      ...values.map(written).map((text) => (text === best ? `**${text}**` : text)),
    ];
  });
  return table(['set', 'rows × columns', '% anomalies', ...Object.values(methods)], rows, 1);
}
