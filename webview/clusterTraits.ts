/** The clusters, a line each: colour, name, share of the rows, and what most tells them apart. */
import { say, sayParts } from '../language/language';
import type { FitReport } from '../server/protocol';
import type { SeparationAnswer } from '../server/protocol/insight';
import { percent } from '../pictures/format';
import { writersOf } from '../pictures/writers';
import { clusterName, swatch } from './clusterLabels';
import { columnName, element, seriesOf, together } from './dom';
import { isNumeric } from './parameters';

/** Maximum number of clusters and of columns of each. */
const MOST_CLUSTERS = 6;
const MOST_TRAITS = 2;
/** Number of columns, by their information about the cluster, among which traits are sought. */
const MOST_COLUMNS = 5;
/** Minimum share of a level among the cells of a cluster that it describes. */
const LEAST_LEVEL_SHARE = 0.6;

/** Makes the list. @param separation undefined while it is on its way: the lines keep their places */
export function clusterLines(report: FitReport, separation: SeparationAnswer | undefined): HTMLElement {
  const { components } = report;
  const names = separation?.columns.slice(0, MOST_COLUMNS).map(({ name }) => name) ?? [];
  const items = components.slice(0, MOST_CLUSTERS).map(({ weight }, cluster) => {
    const traits = names.flatMap((name) => traitOf(report, cluster, name)).slice(0, MOST_TRAITS);
    const named = { name: clusterName(cluster), share: percent(weight) };
    const words =
      traits.length === 0
        ? sayParts('{cluster}, {share}', { cluster: named.name, share: named.share })
        : sayParts('{cluster}, {share}: {traits}', {
            cluster: named.name,
            share: named.share,
            traits: seriesOf(traits),
          });
    return element('li', {}, swatch(cluster), ...words);
  });
  const more = components.length - items.length;
  return element(
    'ul',
    { class: 'cluster-lines' },
    ...items,
    more > 0 ? element('li', {}, say('and {count} more, in the table of clusters', { count: more })) : undefined,
  );
}

/** Describes the cells of a cluster in a column; none where no level is typical. */
function traitOf({ columns, components }: FitReport, cluster: number, name: string): readonly Node[] {
  const parameters = components.map((component) =>
    Object.hasOwn(component.columns, name) ? component.columns[name] : undefined,
  );
  const own = parameters[cluster];
  if (own === undefined) return [];
  if (isNumeric(own)) {
    const write = writersOf(columns.find((column) => column.name === name) ?? {}, parameters.filter(isNumeric));
    return [traitWords(name, write.mean(own.mean))];
  }
  const [level, share] = Object.entries(own.probabilities).reduce((best, each) => (each[1] > best[1] ? each : best), [
    '',
    0,
  ] as [string, number]);
  return share < LEAST_LEVEL_SHARE ? [] : [traitWords(name, element('bdi', {}, level))];
}

function traitWords(column: string, value: string | Node): Node {
  return together(...sayParts<Node>('{column} {value}', { column: columnName(column), value }));
}
