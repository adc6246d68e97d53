/** Hover of a column: its kind with the reason, its distribution, its differences between clusters, and actions. */
import { enumerated, enumeratedParts } from '../../../../language/joins';
import { say, sayParts } from '../../../../language/language';
import { families } from '../../../core/families/registry';
import type { LevelOutline, NumberOutline, Outline } from '../../../core/description/outline';
import { representativePart } from '../../../core/schema/dates/dateParts';
import { datePartOf, type DatePartName } from '../../../core/schema/encoding/parts';
import type { UsedColumn } from '../../../core/schema/encoding/usedColumns';
import type { ColumnSchema } from '../../../core/schema/infer';
import { kindWords } from '../../../protocol/columnKind';
import {
  ClientCommand,
  type ColumnParameters,
  type ColumnReport,
  type Component,
  type NumericParameters,
} from '../../../protocol';
import { partSpread, partText } from '../../../protocol/report/dateWords';
import { unitAffixes } from '../../../protocol/report/units';
import { numberWithUnit } from '../../../words/expectedWords';
import { paragraph, type Action, type Block, type Data, type MarkupLine, type MarkupPart } from '../../../words/markup';
import { finePercent, roundToSpread, percent, sparkline } from '../../../words/numbers';

/**
 * Maximum number of clusters that fit into a hover without scrolling. The others share a line; the panel shows all.
 */
const MOST_CLUSTERS = 4;
const MOST_LEVELS = 3;
const MOST_SHARES = 5;
const WIDE_RATIO = 20;
/** Share below which levels of a cluster are not named, except the likeliest one. */
const LEAST_SHARE = 0.01;
/** Maximum length of a reason, a sentence that contains a value or two of the column. */
const LONGEST_REASON = 160;
/** Maximum length of a name in links; longer texts are no names. */
const LONGEST_NAME = 1000;

export interface HeaderHoverInput {
  readonly uri: string;
  /** The column, followed by the parts of its dates that are columns of the model. */
  readonly columns: readonly (ColumnSchema | UsedColumn)[];
  readonly rows: number;
  readonly outline: Outline | undefined;
  /** Components of the fitted model, the heaviest first; undefined before a fit. */
  readonly components: readonly Component[] | undefined;
  /** Findings of the fit about the column; undefined before a fit. */
  readonly columnReport: Pick<ColumnReport, 'errorRate' | 'setAside'> | undefined;
  /** Whether the text changed since the fit. */
  readonly stale: boolean;
  /** Whether to show one line for the kind and one for the distribution. */
  readonly isCompact: boolean;
}

export function headerHover(input: HeaderHoverInput): readonly Block[] {
  const {
    columns: [column, ...parts],
    rows,
    outline,
    stale,
    isCompact,
  } = input;
  const { missing } = column;
  const shape = outline && (outline.of === 'number' ? numberWords(outline, column) : levelWords(outline));
  const gaps = missingWords(missing, rows);
  const spread: MarkupLine = shape === undefined ? [gaps] : [...inSample(shape, outline, rows), ` · ${gaps}`];
  const accuracy = isCompact ? '' : accuracyWords(input);
  const blocks: Block[] = [paragraph(titleOf(column), spread, ...(accuracy === '' ? [] : [[accuracy]]))];
  if (isCompact) return blocks;
  blocks.push(
    ...clusterBlocks(column, input),
    ...parts.flatMap((part) => [paragraph(titleOf(part)), ...clusterBlocks(part, input)]),
  );
  if (stale) blocks.push(paragraph([say('The text changed since the fit; this is what the fit found.')]));
  return [...blocks, { kind: 'actions', actions: actionsOn(input) }];
}

function datePartIn(column: ColumnSchema | UsedColumn): DatePartName | undefined {
  return 'part' in column ? datePartOf(column.part) : undefined;
}

function titleOf({ name, kind, reason }: ColumnSchema): MarkupLine {
  const what = kind === 'ignored' ? say('left out of the fit') : kindWords(kind);
  return [{ data: name, strong: true }, ` · ${what} · `, { data: reason, longest: LONGEST_REASON }];
}

/**
 * Describes the precision of the numbers, and the number of wrong cells. @example 'written to 0.1 · error rate 0.9 %, 3
 * cells set aside'
 */
function accuracyWords({ columns: [column], columnReport }: HeaderHoverInput): string {
  const { kind, step } = column;
  const part = datePartIn(column);
  const isCount = kind !== 'ignored' && Number.isNaN(families[kind].encode(0.5));
  const { errorRate, setAside = 0 } = columnReport ?? {};
  return [
    ...(step === undefined || kind === 'ignored' || isCount
      ? []
      : [say('written to {step}', { step: part === undefined ? step : partSpread(part, step) })]),
    ...(errorRate === undefined || setAside === 0
      ? []
      : [
          say('error rate {rate}, {count, plural, one {# cell} other {# cells}} set aside', {
            rate: finePercent(errorRate),
            count: setAside,
          }),
        ]),
  ].join(' · ');
}

function missingWords(missing: number, rows: number): string {
  if (missing === 0) return say('no cell missing');
  const share = percent(missing / Math.max(1, rows));
  return say('{count, plural, one {# cell} other {# cells}} missing ({share})', { count: missing, share });
}

/** Says of a shape that it is that of a sample, where it is. */
function inSample(shape: MarkupLine, outline: Outline | undefined, rows: number): MarkupLine {
  if (outline === undefined || outline.sampledRows >= rows) return shape;
  const { sampledRows: count } = outline;
  return sayParts('in a sample of {count, plural, one {# row} other {# rows}}: {shape}', { count, shape }).flat();
}

/** @example '2700 ▁▃▇█▅▂▁ 6300 · 1 cell above, up to 63000' */
function numberWords(
  { counts, low, high, below, above, least, greatest }: NumberOutline,
  { unit, dates }: ColumnSchema,
): MarkupLine {
  // Ends of different orders of magnitude are rounded separately.
  const spread = (x: number): number =>
    Math.min((high - low) / 5, low > 0 && high > WIDE_RATIO * low ? x / 2 : Infinity);
  const write: Write = (x) =>
    dates !== undefined
      ? [partText(representativePart(dates.form), x, high - low)]
      : numberWithUnit(roundToSpread(x, Number.isInteger(x) ? Math.max(10, spread(x)) : spread(x)), unit);
  if (low === high)
    return [
      ...sayParts('all {value}', { value: write(low) }).flat(),
      ...outsideWords(below, above, least, greatest, write),
    ];
  return [
    ...write(low),
    ' ',
    { code: sparkline(counts) },
    ' ',
    ...write(high),
    ...outsideWords(below, above, least, greatest, write),
  ];
}

type Write = (x: number) => MarkupLine;

function outsideWords(below: number, above: number, least: number, greatest: number, write: Write): MarkupLine {
  return [
    ...(below > 0
      ? [
          ' · ',
          ...sayParts('{count, plural, one {# cell} other {# cells}} below, down to {value}', {
            count: below,
            value: write(least),
          }).flat(),
        ]
      : []),
    ...(above > 0
      ? [
          ' · ',
          ...sayParts('{count, plural, one {# cell} other {# cells}} above, up to {value}', {
            count: above,
            value: write(greatest),
          }).flat(),
        ]
      : []),
  ];
}

/** @example '"Adelie" 44 % · "Gentoo" 36 % · "Chinstrap" 20 %' */
function levelWords({ levels }: LevelOutline): MarkupLine {
  const shown = levels.slice(0, levels.length === MOST_SHARES + 1 ? MOST_SHARES + 1 : MOST_SHARES);
  const words = shown.flatMap(({ level, share }, i): MarkupPart[] => [
    i === 0 ? '' : ' · ',
    ...levelShare(level, share),
  ]);
  const rest = levels.length - shown.length;
  return rest > 0
    ? [...words, ' · ', say('{count, plural, one {# other level} other {# other levels}}', { count: rest })]
    : words;
}

/** @example '"Adelie" 44 %' */
function levelShare(level: string, share: number): readonly (string | Data)[] {
  return sayParts('"{level}" {share}', { level: { data: level }, share: percent(share) });
}

function clusterBlocks(column: ColumnSchema | UsedColumn, { components = [] }: HeaderHoverInput): readonly Block[] {
  const { name } = column;
  const described = components.flatMap((component, index) => {
    const columnParameters = Object.hasOwn(component.columns, name) ? component.columns[name] : undefined;
    return columnParameters === undefined
      ? []
      : [{ index, look: component, weight: component.weight, parameters: columnParameters }];
  });
  if (described.length === 0) return [];
  const numeric = 'mean' in described[0].parameters;
  // A single remaining cluster gets the line that would summarise the others.
  const shown = described.slice(0, described.length === MOST_CLUSTERS + 1 ? MOST_CLUSTERS + 1 : MOST_CLUSTERS);
  const rest = described.slice(shown.length);
  const rows: MarkupLine[][] = shown.map(({ index, look, weight, parameters }) => [
    [{ cluster: index, look }],
    [percent(weight)],
    parameterWords(parameters, column),
  ]);
  if (rest.length > 0)
    rows.push([
      [say('{clusters, plural, one {# smaller} other {# smaller}}', { clusters: rest.length })],
      [percent(rest.reduce((sum, { weight }) => sum + weight, 0))],
      [],
    ]);
  return [{ kind: 'table', head: [say('Cluster'), say('Weight'), numeric ? say('Mean ± sd') : say('Levels')], rows }];
}

/** Describes the parameters of the family, by name. @example ' (meanlog 2.51, sdlog 0.604)' */
function familyParameterWords(parameters: NumericParameters): string {
  const familyParameters = Object.entries(parameters).filter(([name]) => name !== 'mean' && name !== 'sd');
  const words = familyParameters.map(([name, value]) => `${name} ${roundToSpread(value, Math.abs(value) / 10)}`);
  return words.length > 0 ? ` (${enumerated(words)})` : '';
}

function parameterWords(parameters: ColumnParameters, column: ColumnSchema | UsedColumn): MarkupLine {
  if ('mean' in parameters) {
    const { unit } = column;
    const part = datePartIn(column);
    if (part !== undefined)
      return [`${partText(part, parameters.mean, parameters.sd)} ± ${partSpread(part, parameters.sd)}`];
    // Units after their numbers are written once: "3.1 ± 0.3 kg", but "$310 ± $30".
    const meanUnit = unitAffixes(unit).behind === '' ? unit : undefined;
    return [
      ...numberWithUnit(roundToSpread(parameters.mean, parameters.sd), meanUnit),
      ' ± ',
      ...numberWithUnit(roundToSpread(parameters.sd, parameters.sd), unit),
      familyParameterWords(parameters),
    ];
  }
  const levels = Object.entries(parameters.probabilities).sort(([, a], [, b]) => b - a);
  const shown = levels.slice(0, MOST_LEVELS).filter(([, share], rank) => rank === 0 || share >= LEAST_SHARE);
  const words = enumeratedParts(shown.map(([level, share]) => levelShare(level, share)));
  return levels.length > shown.length ? sayParts('{levels}, …', { levels: words }).flat() : words;
}

/** Returns the actions for the column; each of them starts a fit. */
function actionsOn({ uri, columns: [{ name, kind, weighsRows }], components }: HeaderHoverInput): readonly Action[] {
  if (weighsRows === true || name.length > LONGEST_NAME) return [];
  const isFitted = components !== undefined;
  const argument = { uri, column: name };
  const change: Action = {
    words: kind === 'ignored' ? say('Let it take part') : say('Change kind'),
    command: ClientCommand.changeKind,
    argument,
    tooltip: isFitted
      ? say('Choose what the column is taken for, and fit again')
      : say('Choose what the column is taken for, and fit'),
  };
  const leave: Action = {
    words: say('Leave this column out'),
    command: ClientCommand.refitWithout,
    argument,
    tooltip: isFitted ? say('Leave this column out, and fit again') : say('Leave this column out, and fit'),
  };
  return kind === 'ignored' ? [change] : [change, leave];
}
