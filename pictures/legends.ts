/** What the colours and lines of a picture stand for, where it leaves the page that says so. */
import { COUNT_FILL } from './frame';
import { clusterColour } from './palette';
import type { LegendItem } from './standalone';

export function clusterItems(k: number, mark: LegendItem['mark']): readonly LegendItem[] {
  return Array.from({ length: k }, (_, cluster) => ({ label: `Cluster ${cluster + 1}`, mark, colour: clusterColour(cluster) }));
}

/** Of a column of numbers. */
export function numbersLegend(k: number): readonly LegendItem[] {
  const together: LegendItem = { label: 'Expected of all together', mark: 'line', colour: 'currentColor', dash: '4 3' };
  const expected = clusterItems(k, 'line').map((item) => ({ ...item, label: `Expected of ${item.label.toLowerCase()}` }));
  return [{ label: 'Rows', mark: 'bar', colour: COUNT_FILL }, ...(k > 1 ? [...expected, together] : expected)];
}

export function pairLegend(k: number, hasUnlikely: boolean, hasBeyond: boolean): readonly LegendItem[] {
  return [
    ...clusterItems(k, 'dot').map((item) => ({ ...item, label: `${item.label}, ellipse of 95 %` })),
    ...(hasUnlikely ? [{ label: 'Unlikely row', mark: 'ring', colour: 'var(--unlikely)' } as const] : []),
    ...(hasBeyond ? [{ label: 'Beyond the picture', mark: 'diamond', colour: 'currentColor' } as const] : []),
  ];
}

export function certaintyLegend(unclearBelow: number): readonly LegendItem[] {
  return [{ label: 'Rows', mark: 'bar', colour: COUNT_FILL }, { label: `Unclear below ${unclearBelow}`, mark: 'line', colour: 'currentColor', dash: '3 3' }];
}

export const CHOICE_LEGEND: readonly LegendItem[] = [
  { label: 'BIC', mark: 'line', colour: 'var(--strong-line)' },
  { label: 'ICL', mark: 'line', colour: 'currentColor', dash: '6 3' },
  { label: 'Held-out NLML on the scale of BIC', mark: 'line', colour: 'currentColor', dash: '2 3' },
  { label: 'Shown', mark: 'bar', colour: 'color-mix(in srgb, var(--strong-line) 35%, transparent)' },
  { label: 'Lowest', mark: 'dot', colour: 'currentColor' },
];
