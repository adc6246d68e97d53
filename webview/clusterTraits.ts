/** The clusters, a line each: colour, name, share of the rows, and what most tells them apart. */
import type { FitReport } from '../server/protocol';
import type { SeparationAnswer } from '../server/protocol/insight';
import { percent } from '../pictures/format';
import { writersOf } from '../pictures/writers';
import { clusterName, swatch } from './clusterLabels';
import { columnName, element } from './dom';
import type { Child } from './dom';
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
    const words = traits.flatMap((trait, i): Child[] => [i === 0 ? ': ' : ', ', ...trait]);
    return element('li', {}, swatch(cluster), clusterName(cluster), `, ${percent(weight)}`, ...words);
  });
  const more = components.length - items.length;
  return element(
    'ul',
    { class: 'cluster-lines' },
    ...items,
    more > 0 ? element('li', {}, `and ${more} more, in the table of clusters`) : undefined,
  );
}

/** Describes the cells of a cluster in a column; none where no level is typical. */
function traitOf({ columns, components }: FitReport, cluster: number, name: string): readonly (readonly Child[])[] {
  const parameters = components.map((component) =>
    Object.hasOwn(component.columns, name) ? component.columns[name] : undefined,
  );
  const own = parameters[cluster];
  if (own === undefined) return [];
  if (isNumeric(own)) {
    const write = writersOf(columns.find((column) => column.name === name) ?? {}, parameters.filter(isNumeric));
    return [[columnName(name), ` ${write.mean(own.mean)}`]];
  }
  const [level, share] = Object.entries(own.probabilities).reduce((best, each) => (each[1] > best[1] ? each : best), [
    '',
    0,
  ] as [string, number]);
  return share < LEAST_LEVEL_SHARE ? [] : [[columnName(name), ' ', element('bdi', {}, level)]];
}
