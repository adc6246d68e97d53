/** The model: a table of the file's columns (down) by clusters (across), and the columns that were left out. */
import { enumerated } from '../language/joins';
import { say, sayParts } from '../language/language';
import type { SeparationAnswer } from '../server/protocol/insight';
import type {
  ColumnParameters,
  ColumnReport,
  Component,
  FitReport,
  LevelParameters,
  NumericParameters,
} from '../server/protocol';
import { clusterName, clusterNumber, withClusterColour, swatch } from './clusterLabels';
import { columnName, element, icon, scroller, section } from './dom';
import type { Child } from './dom';
import type { ParameterFormat } from './messages';
import { accuracyWords } from '../pictures/findingWords';
import { levelWords, missingWords, othersWords } from '../pictures/columnWords';
import { kindWords } from '../server/protocol/columnKind';
import { percent, writerFor } from '../pictures/format';
import { writersOf } from '../pictures/writers';
import type { Writers } from '../pictures/writers';

/** Maximum number of levels shown per column; the others are summed up. */
const LEVELS_SHOWN = 5;
/** Minimum weight of a cluster that affects the common scale. */
const LEAST_SCALE_WEIGHT = 0.02;
/** Maximum length of a level's name that fits the narrow column. */
const LONGEST_SHORT_LEVEL = 12;

/** Actions on the clusters. */
export interface ClusterActions {
  name(cluster: number): void;
  colour(cluster: number): void;
  /** Copies the parameters in a format. */
  copy(format: ParameterFormat): void;
}

const PENCIL = 'M11.3 1.6 14.4 4.7 5.2 13.9 1.5 14.5 2.1 10.8Z M9.6 3.3 12.7 6.4';

/** Makes the table of parameters. @param separation puts the columns that separate the clusters best first */
export function parameters(report: FitReport, actions: ClusterActions, separation?: SeparationAnswer): HTMLElement {
  const information = new Map(separation?.columns.map((column) => [column.name, column.information]));
  const informationOf = ({ name }: ColumnReport): number => information.get(name) ?? 0;
  const modelColumns = report.columns
    .filter(({ kind }) => kind !== 'ignored')
    .sort((a, b) => informationOf(b) - informationOf(a));
  const ignored = report.columns.filter(({ kind }) => kind === 'ignored');
  const table = element(
    'table',
    { class: 'parameters' },
    element('thead', {}, headRow(report, actions)),
    element(
      'tbody',
      {},
      ...modelColumns.map((column) =>
        columnRow(column, report, separation && { information: informationOf(column), entropy: separation.entropy }),
      ),
    ),
  );
  return section(
    say('Clusters'),
    'clusters',
    scroller(say('Parameters of the clusters'), table),
    copyButtons(actions),
    ignored.length > 0 ? leftOutSection(ignored) : undefined,
  );
}

const FORMATS = [
  ['markdown', 'Markdown'],
  ['csv', 'CSV'],
  ['latex', 'LaTeX'],
] as const;

function copyButtons(actions: ClusterActions): HTMLElement {
  const buttons = FORMATS.map(([format, name]) => {
    const copyButton = element(
      'button',
      {
        class: 'go',
        attributes: { type: 'button', 'aria-label': say('Copy the parameters as {format}', { format: name }) },
      },
      name,
    );
    copyButton.addEventListener('click', () => {
      actions.copy(format);
    });
    return copyButton;
  });
  return element(
    'p',
    { class: 'copies' },
    element('span', { attributes: { 'aria-hidden': 'true' } }, say('Copy as')),
    ...buttons,
  );
}

function headRow({ components }: FitReport, actions: ClusterActions): HTMLElement {
  const clusters = components.map(({ weight }, index) =>
    element(
      'th',
      { attributes: { scope: 'col' } },
      element(
        'span',
        { class: 'cluster-name' },
        tool(say('Choose the colour of cluster {number}', { number: index + 1 }), swatch(index), () => {
          actions.colour(index);
        }),
        clusterName(index),
        tool(say('Name cluster {number}', { number: index + 1 }), icon(PENCIL), () => {
          actions.name(index);
        }),
      ),
      element('span', { class: 'weight' }, clusterNumber(index), say('{share} of rows', { share: percent(weight) })),
      bar(weight, index),
    ),
  );
  return element(
    'tr',
    {},
    element('th', { class: 'column-head', attributes: { scope: 'col' } }, say('Column')),
    ...clusters,
  );
}

function tool(label: string, content: Element, onClick: () => void): HTMLElement {
  const result = element(
    'button',
    { class: 'tool', title: label, attributes: { type: 'button', 'aria-label': label } },
    content,
  );
  result.addEventListener('click', onClick);
  return result;
}

interface InformationShare {
  readonly information: number;
  readonly entropy: number;
}

function columnRow(
  column: ColumnReport,
  report: FitReport,
  informationShare: InformationShare | undefined,
): HTMLElement {
  const { components, rows } = report;
  const clusterParameters = components.map(({ columns }) => columns[column.name]);
  const numeric = clusterParameters.filter(isNumeric);
  const levels = clusterParameters.filter(isLevels);
  const cells =
    numeric.length > 0
      ? numericCells(clusterParameters, scaleOf(clusterParameters, components), writersOf(column, numeric))
      : levelCells(
          clusterParameters,
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
      element('span', { class: 'kind', title: column.reason }, kindWords(column.kind)),
      column.missing > 0
        ? element(
            'span',
            { class: 'kind' },
            say('{missing} ({share})', {
              missing: missingWords(column.missing),
              share: percent(column.missing / rows),
            }),
          )
        : undefined,
      ...accuracyWords(column, report).map((words) => element('span', { class: 'kind' }, words)),
      informationShare === undefined || informationShare.entropy <= 0 ? undefined : informationBar(informationShare),
    ),
    ...cells,
  );
}

/** Makes the bar for the share of information about the cluster that the column alone provides. */
function informationBar({ information, entropy }: InformationShare): HTMLElement {
  const part = Math.min(1, information / entropy);
  return element(
    'span',
    {
      class: 'telling',
      title: say('Mutual information with the cluster: {information} of {entropy} nats', {
        information: information.toFixed(3),
        entropy: entropy.toFixed(3),
      }),
    },
    bar(part),
    element('span', { class: 'kind' }, say('explains {share}', { share: percent(part) })),
  );
}

/** Makes cells with mean ± standard deviation, and the position of the mean among the other clusters. */
function numericCells(
  clusterParameters: readonly (ColumnParameters | undefined)[],
  [low, high]: readonly [number, number],
  write: Writers,
): HTMLElement[] {
  return clusterParameters.map((value, index) =>
    isNumeric(value)
      ? element('td', {}, ...numericCell(value, write, (x) => (high > low ? (x - low) / (high - low) : 0.5), index))
      : missingCell(),
  );
}

/**
 * Returns the range of the clusters, two standard deviations around their means, without small clusters: a cluster of a
 * few distant rows would squash all others.
 */
function scaleOf(
  clusterParameters: readonly (ColumnParameters | undefined)[],
  components: readonly Component[],
): readonly [number, number] {
  const largeClusters = clusterParameters
    .filter((_, index) => (components[index]?.weight ?? 0) >= LEAST_SCALE_WEIGHT)
    .filter(isNumeric);
  const scaleClusters = largeClusters.length > 0 ? largeClusters : clusterParameters.filter(isNumeric);
  return [
    Math.min(...scaleClusters.map(({ mean, sd }) => mean - 2 * sd)),
    Math.max(...scaleClusters.map(({ mean, sd }) => mean + 2 * sd)),
  ];
}

function numericCell(
  parameters: NumericParameters,
  write: Writers,
  positionOf: (x: number) => number,
  cluster: number,
): Child[] {
  const { mean, sd } = parameters;
  const familyText = familyWords(parameters);
  const left = clamp(positionOf(mean - sd));
  const span = withClusterColour(
    element('span', {
      class: 'span',
      style: { left: cssPercent(left), width: cssPercent(clamp(positionOf(mean + sd)) - left) },
    }),
    cluster,
  );
  const tick = element('span', { class: 'tick', style: { left: cssPercent(positionOf(mean)) } });
  return [
    element('span', { class: 'mean' }, write.mean(mean)),
    element('span', { class: 'sd' }, ` ± ${write.sd(sd)}`),
    ...(familyText === '' ? [] : [' ', element('span', { class: 'own' }, familyText)]),
    element('span', { class: 'track', attributes: { 'aria-hidden': 'true' } }, span, tick),
  ];
}

/** Formats the parameters of the family, except one that equals the mean: `meanlog 2.51, sdlog 0.604`. */
function familyWords(parameters: NumericParameters): string {
  const familyParameters = Object.entries(parameters).filter(
    ([name, value]) => name !== 'mean' && name !== 'sd' && value !== parameters.mean,
  );
  return enumerated(
    familyParameters.map(([name, value]) => `${name} ${writerFor(Math.abs(value) / 10, Math.abs(value))(value)}`),
  );
}

/** Sorts levels by probability over all clusters: one order, so that bars can be compared across clusters. */
function commonOrder(levels: readonly LevelParameters[], weights: readonly number[]): readonly string[] {
  const shares = new Map<string, number>();
  levels.forEach(({ probabilities }, index) => {
    for (const [level, p] of Object.entries(probabilities))
      shares.set(level, (shares.get(level) ?? 0) + p * (weights[index] ?? 0));
  });
  return [...shares].sort((a, b) => b[1] - a[1]).map(([level]) => level);
}

function levelCells(
  clusterParameters: readonly (ColumnParameters | undefined)[],
  order: readonly string[],
): HTMLElement[] {
  // A single surplus level takes as much room as the line that would sum it up.
  const shown = order.length <= LEVELS_SHOWN + 1 ? order : order.slice(0, LEVELS_SHOWN);
  const otherLevels = order.slice(shown.length);
  const name = shown.some((level) => level.length > LONGEST_SHORT_LEVEL) ? 'levels long' : 'levels';
  return clusterParameters.map((value, index) =>
    isLevels(value)
      ? element(
          'td',
          {},
          element(
            'ul',
            { class: name },
            ...shown.map((level) => levelLine(level, value.probabilities[level] ?? 0, index)),
            otherLevels.length === 0
              ? undefined
              : levelLine(
                  othersWords(otherLevels.length),
                  sum(otherLevels.map((level) => value.probabilities[level] ?? 0)),
                  index,
                  true,
                ),
          ),
        )
      : missingCell(),
  );
}

function levelLine(level: string, p: number, cluster: number, isSummed = false): HTMLElement {
  return element(
    'li',
    {},
    element('span', { class: isSummed ? 'level summed' : 'level', title: level }, levelWords(level)),
    bar(p, cluster),
    element('span', { class: 'share' }, percent(p)),
  );
}

function leftOutSection(columns: readonly ColumnReport[]): HTMLElement {
  return element(
    'div',
    { class: 'left-out' },
    ...titledList(
      say('Left out of the fit and not checked'),
      columns.filter(({ dates, follows }) => dates === undefined && follows === undefined),
    ),
    ...titledList(
      say('Left out of the fit: dates and times'),
      columns.filter(({ dates }) => dates !== undefined),
    ),
    ...titledList(
      say('Left out of the fit and checked by other columns'),
      columns.filter(({ follows }) => follows !== undefined),
    ),
  );
}

function titledList(title: string, columns: readonly ColumnReport[]): readonly HTMLElement[] {
  if (columns.length === 0) return [];
  return [
    element('h3', {}, title),
    element(
      'ul',
      {},
      ...columns.map(({ name, reason }) =>
        element('li', {}, ...sayParts('{column} – {reason}', { column: columnName(name), reason })),
      ),
    ),
  ];
}

/** Makes a bar, in the colour of a cluster where one is given. */
function bar(p: number, cluster?: number): HTMLElement {
  const fill = element('span', { class: 'fill', style: { width: cssPercent(p) } });
  if (cluster !== undefined) withClusterColour(fill, cluster);
  return element('span', { class: 'bar', attributes: { 'aria-hidden': 'true' } }, fill);
}

function missingCell(): HTMLElement {
  return element('td', {}, '–');
}

export function isNumeric(value: ColumnParameters | undefined): value is NumericParameters {
  return value !== undefined && 'mean' in value;
}
function isLevels(value: ColumnParameters | undefined): value is LevelParameters {
  return value !== undefined && 'probabilities' in value;
}
function clamp(part: number): number {
  return Math.min(1, Math.max(0, part));
}
function cssPercent(part: number): string {
  return `${(100 * clamp(part)).toFixed(2)}%`;
}
function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
