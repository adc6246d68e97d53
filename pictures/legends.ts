/** Legends of a picture's colours and lines, for use outside the page that explains them. */
import { say } from '../language/language';
import { clusterTitle, clusterWords } from '../server/protocol/report/clusterLook';
import type { ClusterLook } from '../server/protocol/report/clusterLook';
import { COUNT_FILL } from './pictureStyle';
import { clusterColour } from './palette';
import type { LegendItem } from './standalone';

type Looks = readonly ClusterLook[];

export function clusterItems(
  k: number,
  looks: Looks,
  mark: LegendItem['mark'],
  label = clusterTitle,
): readonly LegendItem[] {
  return Array.from({ length: k }, (_, cluster) => ({
    label: label(looks[cluster], cluster),
    mark,
    colour: clusterColour(cluster, looks),
  }));
}

/** Returns the legend of a numeric column. */
export function numbersLegend(k: number, looks: Looks): readonly LegendItem[] {
  const mixtureItem: LegendItem = {
    label: say('Expected in all clusters together'),
    mark: 'line',
    colour: 'currentColor',
    dash: '4 3',
  };
  const expected = clusterItems(k, looks, 'line', (look, cluster) =>
    say('Expected of {cluster}', { cluster: clusterWords(look, cluster) }),
  );
  return [{ label: say('Rows'), mark: 'bar', colour: COUNT_FILL }, ...(k > 1 ? [...expected, mixtureItem] : expected)];
}

export function pairLegend(k: number, looks: Looks, hasUnlikely: boolean, hasBeyond: boolean): readonly LegendItem[] {
  return [
    ...clusterItems(k, looks, 'dot', (look, cluster) =>
      say('{cluster}, ellipse of 95 %', { cluster: clusterTitle(look, cluster) }),
    ),
    ...(hasUnlikely ? [{ label: say('Unlikely row'), mark: 'ring', colour: 'var(--unlikely)' } as const] : []),
    ...(hasBeyond ? [{ label: say('Beyond the picture'), mark: 'diamond', colour: 'currentColor' } as const] : []),
  ];
}

export function certaintyLegend(unclearBelow: number): readonly LegendItem[] {
  return [
    { label: say('Rows'), mark: 'bar', colour: COUNT_FILL },
    {
      label: say('Unclear below {probability}', { probability: unclearBelow }),
      mark: 'line',
      colour: 'currentColor',
      dash: '3 3',
    },
  ];
}

/** Returns the legend of the criteria for the number of clusters. */
export function choiceLegend(): readonly LegendItem[] {
  return [
    { label: say('BIC'), mark: 'line', colour: 'var(--strong-line)' },
    { label: say('ICL'), mark: 'line', colour: 'currentColor', dash: '6 3' },
    { label: say('Twice the held-out NLML'), mark: 'line', colour: 'currentColor', dash: '2 3' },
    { label: say('Shown'), mark: 'bar', colour: 'color-mix(in srgb, var(--strong-line) 35%, transparent)' },
    { label: say('Lowest'), mark: 'dot', colour: 'currentColor' },
  ];
}
