/** The model: a table of the file's columns (down) by clusters (across), and the columns that were left out. */
import type { SeparationAnswer } from '../server/protocol/insight';
import type {
  ColumnParameters,
  ColumnReport,
  Component,
  FitReport,
  LevelParameters,
  NumericParameters,
} from '../server/protocol';
import { clusterName, clusterNumber, coloured, swatch } from './clusterLabels';
import { columnName, element, icon, scroller, section } from './dom';
import type { Child } from './dom';
import type { ParameterFormat } from './messages';
import { accuracyWords } from '../pictures/findingWords';
import { count, percent, writerFor } from '../pictures/format';
import { writersOf } from '../pictures/writers';
import type { Writers } from '../pictures/writers';

/** Maximum number of levels shown per column; the others are summed up. */
const LEVELS_SHOWN = 5;
/** Share of the rows from which a cluster affects the common scale. */
const WEIGHTY = 0.02;
/** Length above which names of levels get a wider column. */
const SHORT_LEVEL = 12;

/** Actions on the clusters. */
export interface ClusterActions {
  name(cluster: number): void;
  colour(cluster: number): void;
  /** Copies the parameters in a format. */
  copy(format: ParameterFormat): void;
}

const PENCIL = 'M11.3 1.6 14.4 4.7 5.2 13.9 1.5 14.5 2.1 10.8Z M9.6 3.3 12.7 6.4';

/** @param separation once it is known: columns that separate the clusters better then come first */
export function parameters(report: FitReport, actions: ClusterActions, separation?: SeparationAnswer): HTMLElement {
  const information = new Map(separation?.columns.map((column) => [column.name, column.information]));
  const telling = ({ name }: ColumnReport): number => information.get(name) ?? 0;
  const used = report.columns.filter(({ kind }) => kind !== 'ignored').sort((a, b) => telling(b) - telling(a));
  const ignored = report.columns.filter(({ kind }) => kind === 'ignored');
  const table = element(
    'table',
    { class: 'parameters' },
    element('thead', {}, head(report, actions)),
    element(
      'tbody',
      {},
      ...used.map((column) =>
        row(column, report, separation && { information: telling(column), entropy: separation.entropy }),
      ),
    ),
  );
  return section(
    'Clusters',
    'clusters',
    scroller('Parameters of the clusters', table),
    copyButtons(actions),
    ignored.length > 0 ? leftOut(ignored) : undefined,
  );
}

const FORMATS = [
  ['markdown', 'Markdown'],
  ['csv', 'CSV'],
  ['latex', 'LaTeX'],
] as const;

function copyButtons(actions: ClusterActions): HTMLElement {
  const buttons = FORMATS.map(([format, name]) => {
    const made = element(
      'button',
      { class: 'go', attributes: { type: 'button', 'aria-label': `Copy the parameters as ${name}` } },
      name,
    );
    made.addEventListener('click', () => {
      actions.copy(format);
    });
    return made;
  });
  return element(
    'p',
    { class: 'copies' },
    element('span', { attributes: { 'aria-hidden': 'true' } }, 'Copy as'),
    ...buttons,
  );
}

function head({ components }: FitReport, actions: ClusterActions): HTMLElement {
  const clusters = components.map(({ weight }, index) =>
    element(
      'th',
      { attributes: { scope: 'col' } },
      element(
        'span',
        { class: 'cluster-name' },
        tool(`Choose the colour of cluster ${index + 1}`, swatch(index), () => {
          actions.colour(index);
        }),
        clusterName(index),
        tool(`Name cluster ${index + 1}`, icon(PENCIL), () => {
          actions.name(index);
        }),
      ),
      element('span', { class: 'weight' }, clusterNumber(index), `${percent(weight)} of rows`),
      bar(weight, index),
    ),
  );
  return element(
    'tr',
    {},
    element('th', { class: 'column-head', attributes: { scope: 'col' } }, 'Column'),
    ...clusters,
  );
}

function tool(label: string, shown: Element, use: () => void): HTMLElement {
  const made = element(
    'button',
    { class: 'tool', title: label, attributes: { type: 'button', 'aria-label': label } },
    shown,
  );
  made.addEventListener('click', use);
  return made;
}

interface Telling {
  readonly information: number;
  readonly entropy: number;
}

function row(column: ColumnReport, report: FitReport, telling: Telling | undefined): HTMLElement {
  const { components, rows } = report;
  const own = components.map(({ columns }) => columns[column.name]);
  const numeric = own.filter(isNumeric);
  const levels = own.filter(isLevels);
  const cells =
    numeric.length > 0
      ? numericCells(own, scaleOf(own, components), writersOf(column, numeric))
      : levelCells(
          own,
          commonOrder(
            levels,
            components.map(({ weight }) => weight),
          ),
        );
  return element(
    'tr',
    {},
    element(
      'th',
      { class: 'column-head', attributes: { scope: 'row' } },
      columnName(column.name),
      element('span', { class: 'kind', title: column.reason }, column.kind),
      column.missing > 0
        ? element('span', { class: 'kind' }, `${count(column.missing)} missing (${percent(column.missing / rows)})`)
        : undefined,
      ...accuracyWords(column, report).map((words) => element('span', { class: 'kind' }, words)),
      telling === undefined || telling.entropy <= 0 ? undefined : tellingBar(telling),
    ),
    ...cells,
  );
}

/** Bar for the share of information about the cluster that the column alone provides. */
function tellingBar({ information, entropy }: Telling): HTMLElement {
  const part = Math.min(1, information / entropy);
  return element(
    'span',
    {
      class: 'telling',
      title: `Mutual information with the cluster: ${information.toFixed(3)} of ${entropy.toFixed(3)} nats`,
    },
    bar(part),
    element('span', { class: 'kind' }, `tells ${percent(part)}`),
  );
}

/** Mean ± standard deviation, and the position of the mean among the other clusters. */
function numericCells(
  own: readonly (ColumnParameters | undefined)[],
  [low, high]: readonly [number, number],
  write: Writers,
): HTMLElement[] {
  return own.map((value, index) =>
    isNumeric(value)
      ? element('td', {}, ...numericCell(value, write, (x) => (high > low ? (x - low) / (high - low) : 0.5), index))
      : absent(),
  );
}

/**
 * Range from the lowest to the highest of the clusters, without small ones: a cluster of a few far-off rows would
 * squash all the others.
 */
function scaleOf(
  own: readonly (ColumnParameters | undefined)[],
  components: readonly Component[],
): readonly [number, number] {
  const weighty = own.filter((_, index) => (components[index]?.weight ?? 0) >= WEIGHTY).filter(isNumeric);
  const those = weighty.length > 0 ? weighty : own.filter(isNumeric);
  return [
    Math.min(...those.map(({ mean, sd }) => mean - 2 * sd)),
    Math.max(...those.map(({ mean, sd }) => mean + 2 * sd)),
  ];
}

function numericCell(
  parameters: NumericParameters,
  write: Writers,
  place: (x: number) => number,
  cluster: number,
): Child[] {
  const { mean, sd } = parameters;
  const own = ownWords(parameters);
  const left = within(place(mean - sd));
  const span = coloured(
    element('span', { class: 'span', style: { left: share(left), width: share(within(place(mean + sd)) - left) } }),
    cluster,
  );
  const tick = element('span', { class: 'tick', style: { left: share(place(mean)) } });
  return [
    element('span', { class: 'mean' }, write.mean(mean)),
    element('span', { class: 'sd' }, ` ± ${write.sd(sd)}`),
    ...(own === '' ? [] : [' ', element('span', { class: 'own' }, own)]),
    element('span', { class: 'track', attributes: { 'aria-hidden': 'true' } }, span, tick),
  ];
}

/** Parameters of the family, by name, except the mean under another name: `meanlog 2.51, sdlog 0.604`. */
function ownWords(parameters: NumericParameters): string {
  const own = Object.entries(parameters).filter(
    ([name, value]) => name !== 'mean' && name !== 'sd' && value !== parameters.mean,
  );
  return own.map(([name, value]) => `${name} ${writerFor(Math.abs(value) / 10, Math.abs(value))(value)}`).join(', ');
}

/** One order of levels for all clusters, so that their bars can be compared across. */
function commonOrder(levels: readonly LevelParameters[], weights: readonly number[]): readonly string[] {
  const shares = new Map<string, number>();
  levels.forEach(({ probabilities }, index) => {
    for (const [level, p] of Object.entries(probabilities))
      shares.set(level, (shares.get(level) ?? 0) + p * (weights[index] ?? 0));
  });
  return [...shares].sort((a, b) => b[1] - a[1]).map(([level]) => level);
}

function levelCells(own: readonly (ColumnParameters | undefined)[], order: readonly string[]): HTMLElement[] {
  // A single surplus level takes as much room as the line that would sum it up.
  const shown = order.length <= LEVELS_SHOWN + 1 ? order : order.slice(0, LEVELS_SHOWN);
  const others = order.slice(shown.length);
  const name = shown.some((level) => level.length > SHORT_LEVEL) ? 'levels long' : 'levels';
  return own.map((value, index) =>
    isLevels(value)
      ? element(
          'td',
          {},
          element(
            'ul',
            { class: name },
            ...shown.map((level) => levelLine(level, value.probabilities[level] ?? 0, index)),
            others.length === 0
              ? undefined
              : levelLine(
                  `${count(others.length)} others`,
                  sum(others.map((level) => value.probabilities[level] ?? 0)),
                  index,
                  true,
                ),
          ),
        )
      : absent(),
  );
}

function levelLine(level: string, p: number, cluster: number, summed = false): HTMLElement {
  return element(
    'li',
    {},
    element('span', { class: summed ? 'level summed' : 'level', title: level }, level === '' ? '(empty)' : level),
    bar(p, cluster),
    element('span', { class: 'share' }, percent(p)),
  );
}

function leftOut(columns: readonly ColumnReport[]): HTMLElement {
  return element(
    'div',
    { class: 'left-out' },
    ...listed(
      'Left out of the fit and not checked',
      columns.filter(({ dates, follows }) => dates === undefined && follows === undefined),
    ),
    ...listed(
      'Left out of the fit: dates and times',
      columns.filter(({ dates }) => dates !== undefined),
    ),
    ...listed(
      'Left out of the fit and checked by other columns',
      columns.filter(({ follows }) => follows !== undefined),
    ),
  );
}

function listed(title: string, columns: readonly ColumnReport[]): readonly HTMLElement[] {
  if (columns.length === 0) return [];
  return [
    element('h3', {}, title),
    element('ul', {}, ...columns.map(({ name, reason }) => element('li', {}, columnName(name), ` – ${reason}`))),
  ];
}

/** A bar in the colour of a cluster, if given. */
function bar(p: number, cluster?: number): HTMLElement {
  const fill = element('span', { class: 'fill', style: { width: share(p) } });
  if (cluster !== undefined) coloured(fill, cluster);
  return element('span', { class: 'bar', attributes: { 'aria-hidden': 'true' } }, fill);
}

function absent(): HTMLElement {
  return element('td', {}, '–');
}

function isNumeric(value: ColumnParameters | undefined): value is NumericParameters {
  return value !== undefined && 'mean' in value;
}
function isLevels(value: ColumnParameters | undefined): value is LevelParameters {
  return value !== undefined && 'probabilities' in value;
}
function within(part: number): number {
  return Math.min(1, Math.max(0, part));
}
function share(part: number): string {
  return `${(100 * within(part)).toFixed(2)}%`;
}
function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
