/** `npm run reference`: what the default options find of the best known optima, and how fast. */
import { allowance, bestKnown, defaultFit } from './bestKnown';

const HEAD = [
  'data set',
  'estimate',
  'K',
  'best known',
  'found',
  'difference',
  'nats/row',
  'starts (at best)',
  'gradient',
  'seconds',
];

let missed = 0;
const rows = bestKnown.map((known) => {
  const matrix = known.matrix();
  const began = performance.now();
  const { objective, certificate } = defaultFit(known, matrix);
  const seconds = (performance.now() - began) / 1000;
  const difference = objective - known.objective;
  const isMissed = difference > allowance(known, matrix);
  if (isMissed) missed++;
  return [
    `${isMissed ? '✘ ' : ''}${known.data}`,
    known.estimate,
    String(known.k),
    known.objective.toFixed(4),
    objective.toFixed(4),
    difference.toExponential(1),
    (difference / matrix.rows).toExponential(1),
    `${certificate.starts} (${certificate.reached})`,
    certificate.gradientNorm.toExponential(1),
    seconds.toFixed(2),
  ];
});

const table = [HEAD, ...rows];
const widths = HEAD.map((_, column) => Math.max(...table.map((row) => row[column].length)));
for (const row of table)
  process.stdout.write(
    `${row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')}\n`,
  );
process.stdout.write(`${rows.length - missed} of ${rows.length} at or below the best known\n`);
process.exitCode = missed === 0 ? 0 : 1;
