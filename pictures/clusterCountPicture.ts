/** Criteria against the number of clusters; lower is better for all. */
import { axisX, axisY, dot, line, plot, ruleX } from '@observablehq/plot';
import { say } from '../language/language';
import type { SelectionPoint } from '../server/protocol';
import { count } from './format';
import { STYLE } from './pictureStyle';

interface Criterion {
  readonly dash: string;
  readonly valueAt: (point: SelectionPoint) => number | null;
}

const HEIGHT = 190;

/**
 * Draws the criteria.
 *
 * @param shownK number of clusters of the current model
 * @param rows N, which scales the NLML per held-out row to the scale of BIC
 */
export function clusterCountPicture(
  selection: readonly SelectionPoint[],
  shownK: number,
  rows: number,
  width: number,
  document?: Document,
): ReturnType<typeof plot> {
  const criteria = criteriaOf(rows);
  const points = criteria.map((criterion) =>
    aboveLowest(selection.map((point) => ({ k: point.k, y: criterion.valueAt(point) }))),
  );
  // One cluster is often so much worse that it would flatten the rest; and BIC determines the chosen number.
  const sorted = (points[0] ?? []).map(({ y }) => y).sort((a, b) => a - b);
  const top = Math.min(sorted.at(-1) ?? 1, 2.5 * (sorted[Math.floor(0.6 * sorted.length)] ?? 1)) || 1;
  const lowest = points.flatMap((curve) => curve.filter(({ y }) => y === 0).slice(0, 1));
  return plot({
    ...(document !== undefined && { document }),
    width,
    height: HEIGHT,
    marginLeft: 60,
    marginRight: 16,
    marginTop: 20,
    marginBottom: 34,
    style: STYLE,
    ariaLabel: say('Criteria by number of clusters'),
    x: { type: 'linear', domain: [Math.min(...selection.map(({ k }) => k)), Math.max(...selection.map(({ k }) => k))] },
    y: { domain: [-0.05 * top, top] },
    marks: [
      axisX({
        label: say('Clusters'),
        ticks: selection.length,
        tickFormat: (value: number) => (Number.isInteger(value) ? String(value) : ''),
      }),
      axisY({ label: say('Above the lowest (lower is better)'), ticks: 4, tickFormat: count }),
      ruleX([shownK], { stroke: 'var(--strong-line)', strokeOpacity: 0.35, strokeWidth: 8 }),
      ...points.map((curve, i) =>
        line(curve, {
          x: 'k',
          y: 'y',
          stroke: i === 0 ? 'var(--strong-line)' : 'currentColor',
          strokeWidth: i === 0 ? 2.25 : 1.25,
          strokeDasharray: criteria[i]?.dash,
          clip: true,
        }),
      ),
      dot(lowest, { x: 'k', y: 'y', r: 4, fill: 'currentColor' }),
    ],
  });
}

/** Returns the criteria: BIC, ICL, held-out NLML. @param rows as in `clusterCountPicture` */
function criteriaOf(rows: number): readonly Criterion[] {
  return [
    { dash: 'none', valueAt: ({ bic }) => bic },
    { dash: '6 3', valueAt: ({ icl }) => icl },
    { dash: '2 3', valueAt: ({ heldOut }) => (heldOut === null ? null : 2 * rows * heldOut) },
  ];
}

interface Point {
  readonly k: number;
  readonly y: number;
}

/**
 * Subtracts the lowest value of a criterion: differences are comparable between criteria, absolute values are not.
 */
function aboveLowest(points: readonly { readonly k: number; readonly y: number | null }[]): readonly Point[] {
  const available = points.flatMap(({ k, y }) => (y === null ? [] : [{ k, y }]));
  const lowest = Math.min(...available.map(({ y }) => y));
  return available.map(({ k, y }) => ({ k, y: y - lowest }));
}
