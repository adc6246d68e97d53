/** Answers a panel's questions about a fitted model and the rows of a table, in the terms of the wire. */
import { say } from '../../language/language';
import { isObserved, weightOfBounds } from '../core/data/cellBounds';
import { binOf, binsOf, type Bins } from '../core/description/bins';
import { certaintyBin, certaintyOf, likeliestComponents, UNCLEAR_BELOW } from '../core/description/certainty';
import { agreementOf, crossTable } from '../core/description/crossTable';
import { distributionOf, type Distribution } from '../core/description/distribution';
import { mixtureOf, type FittedModel, type Judgement } from '../core/judging/fittedModel';
import { drawnRange, drawnRows, ellipsesOf } from '../core/description/scatter';
import { families } from '../core/families/registry';
import { componentEntropy, separations } from '../core/description/separation';
import type { MatrixColumn } from '../core/data/matrix';
import { usedColumns } from '../core/schema/encoding/usedColumns';
import { datePartOf, isLevelPart } from '../core/schema/encoding/parts';
import type {
  CrossTableAnswer,
  DistributionAnswer,
  InsightAnswer,
  InsightQuestion,
  PairAnswer,
  RowFilter,
  RowView,
} from '../protocol/insight';
import type { DatePartName } from '../protocol/report/dateWords';
import type { JudgedTable, Labels, RowReader } from './judgedRows';

/** Number of rows in one answer. */
export const ROWS_PER_ANSWER = 50;
const MOST_POINTS = 3000;
const LEVELS_PER_ANSWER = 15;
/** Maximum number of distinct values of a column that groups rows. */
const MOST_LABELS = 30;
const CELL_LENGTH = 60;
const SIGNIFICANT_DIGITS = 5;

export function answer(question: InsightQuestion, judged: JudgedTable): InsightAnswer {
  switch (question.kind) {
    case 'separation':
      return separationAnswer(judged);
    case 'distribution':
      return distributionAnswer(judged, question.column);
    case 'certainty':
      return certaintyAnswer(judged);
    case 'crossTable':
      return crossTableAnswer(judged, question.column);
    case 'pair':
      return pairAnswer(judged, question.x, question.y);
    case 'rows':
      return rowsAnswer(judged, question.where, question.from);
    case 'row': {
      const row = question.row ?? (question.line === undefined ? undefined : judged.rowOn(question.line));
      return {
        kind: 'row',
        row:
          row === undefined || row >= judged.judgement.rows
            ? null
            : { ...viewOf(judged, judged.readRows([row]), row), values: valuesOf(judged, row) },
      };
    }
  }
}

function separationAnswer({ model }: JudgedTable): InsightAnswer {
  const mixture = mixtureOf(model);
  const information = separations(mixture, model.seed);
  const columns = usedColumns(model.schema).map(({ name }, d) => ({ name, information: information[d] }));
  return {
    kind: 'separation',
    columns: columns.sort((a, b) => b.information - a.information),
    entropy: componentEntropy(mixture),
  };
}

function distributionAnswer(judged: JudgedTable, name: string): InsightAnswer {
  const { model, judgement } = judged;
  const at = indexOf(model, name);
  if (at < 0) return noAnswer(name);
  const column = judged.column(at);
  const distribution = distributionOf(mixtureOf(model), at, column, judgement.posterior, judged.weights());
  const whole = wholeOfAmount(judged, at);
  const missing = countRows(
    judged,
    (row) => !isObserved(column, row) && (whole === undefined || !isObserved(whole, row)),
  );
  const bounded = column.bounds === undefined ? 0 : weightOfBounds(column.bounds, judged.weights());
  return {
    kind: 'distribution',
    column: name,
    missing,
    ...(bounded > 0 && { bounded }),
    ...(distribution !== undefined && distributionFields(distribution, partAt(model, at))),
  };
}

function distributionFields(
  distribution: Distribution,
  part: DatePartName | undefined,
): Pick<DistributionAnswer, 'numbers' | 'levels' | 'otherLevels'> {
  if (distribution.of === 'level') {
    const levels = distribution.levels
      .slice(0, LEVELS_PER_ANSWER)
      .map(({ level, counts }) => ({ level, counts: roundValues(counts) }));
    return {
      levels,
      ...(distribution.levels.length > LEVELS_PER_ANSWER && {
        otherLevels: distribution.levels.length - LEVELS_PER_ANSWER,
      }),
    };
  }
  const {
    isLogarithm,
    bins: { first, width },
    below,
    above,
  } = distribution;
  return {
    numbers: {
      isLogarithm,
      ...(part !== undefined && { part }),
      first,
      width,
      counts: [...distribution.counts],
      below,
      above,
      grid: roundValues(distribution.grid, 12),
      expected: distribution.expected.map((each) => roundValues(each)),
    },
  };
}

function certaintyAnswer(judged: JudgedTable): InsightAnswer {
  const { judgement, model } = judged;
  const { histogram, unclear, expectedError, between, confusion } = certaintyOf(judgement, judged.weights());
  const square = (flat: Float64Array): readonly (readonly number[])[] =>
    Array.from({ length: judgement.k }, (_, i) => roundValues(flat.subarray(i * judgement.k, (i + 1) * judgement.k)));
  const labels = model.schema
    .filter(
      ({ kind, weighsRows, index }) => kind === 'ignored' && weighsRows !== true && isGrouping(judged.labels(index)),
    )
    .map(({ name }) => name);
  return {
    kind: 'certainty',
    histogram: [...histogram],
    unclearBelow: UNCLEAR_BELOW,
    unclear,
    expectedError,
    between: square(between),
    confusion: square(confusion),
    labels,
  };
}

function crossTableAnswer(judged: JudgedTable, name: string): InsightAnswer {
  const { judgement } = judged;
  const grouping = groupingOf(judged, name);
  if (grouping === undefined) return noAnswer(name);
  const { labels, names } = grouping;
  const counts = crossTable(labels, names.length, clustersOf(judgement), judgement.k, judged.weights());
  const rowsOf = names.map((label, i) => ({
    label,
    counts: [...counts.subarray(i * judgement.k, (i + 1) * judgement.k)],
  }));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const missing = countRows(judged, (row) => labels[row] < 0);
  return {
    kind: 'crossTable',
    column: name,
    labels: rowsOf.sort((a, b) => sum(b.counts) - sum(a.counts)),
    missing,
    ...agreementOf(counts, judgement.k),
  } satisfies CrossTableAnswer;
}

function pairAnswer(judged: JudgedTable, nameX: string, nameY: string): InsightAnswer {
  const { model, judgement, unlikely } = judged;
  const [atX, atY] = [nameX, nameY].map((name) => indexOf(model, name));
  if (atX < 0 || atY < 0) return noAnswer(atX < 0 ? nameX : nameY);
  const [x, y] = [judged.column(atX), judged.column(atY)];
  const [rangeX, rangeY] = [drawnRange(x), drawnRange(y)];
  if (x.levels.length > 0 || y.levels.length > 0)
    return { kind: 'none', why: say('Only columns of numbers can be set against each other.') };
  if (rangeX === undefined || rangeY === undefined)
    return {
      kind: 'none',
      why: say('No cell of “{column}” is observed.', { column: rangeX === undefined ? nameX : nameY }),
    };
  const { rows: drawn, available } = drawnRows(x.values, y.values, unlikely, MOST_POINTS, model.seed);
  const { lineOf } = judged.readRows(Array.from(drawn));
  const points = Array.from(drawn, (row) => {
    const { first, posterior } = likeliestComponents(judgement, row);
    return {
      row,
      line: lineOf(row),
      x: roundToDigits(x.values[row], 9),
      y: roundToDigits(y.values[row], 9),
      cluster: first,
      posterior: roundToDigits(posterior, 4),
      ...(unlikely.has(row) && { isUnlikely: true as const }),
    };
  });
  const ellipses = ellipsesOf(mixtureOf(model), atX, atY, [x, y]);
  const axis = (at: number, range: readonly [number, number], name: string): PairAnswer['x'] => {
    const part = partAt(model, at);
    return { column: name, range, isLogarithm: isLogarithm(judged, at), ...(part !== undefined && { part }) };
  };
  return { kind: 'pair', x: axis(atX, rangeX, nameX), y: axis(atY, rangeY, nameY), available, points, ellipses };
}

/** Returns a page of rows, in the order of the file. */
function rowsAnswer(judged: JudgedTable, where: RowFilter, from: number): InsightAnswer {
  const matches = filterOf(judged, where);
  if (matches === undefined) return noAnswer('column' in where ? where.column : '');
  const page: number[] = [];
  let total = 0;
  for (let row = 0; row < judged.judgement.rows; row++) {
    if (!matches(row)) continue;
    if (total >= from && page.length < ROWS_PER_ANSWER) page.push(row);
    total++;
  }
  const reader = judged.readRows(page);
  return { kind: 'rows', total, from, rows: page.map((row) => viewOf(judged, reader, row)) };
}

function filterOf(judged: JudgedTable, where: RowFilter): ((row: number) => boolean) | undefined {
  const { judgement, model } = judged;
  switch (where.of) {
    case 'certainty':
      return (row) => {
        const bin = certaintyBin(likeliestComponents(judgement, row).posterior);
        return bin >= where.from && bin <= where.to;
      };
    case 'between':
      return (row) => {
        const { first, second, posterior } = likeliestComponents(judgement, row);
        return first === where.first && second === where.second && posterior < UNCLEAR_BELOW;
      };
    case 'label': {
      const grouping = groupingOf(judged, where.column);
      const label = grouping?.names.indexOf(where.label);
      // −1 stands for missing cells.
      if (label === -1) return () => false;
      return (
        grouping &&
        ((row) => grouping.labels[row] === label && likeliestComponents(judgement, row).first === where.cluster)
      );
    }
  }
  const at = indexOf(model, where.column);
  if (at < 0) return undefined;
  const column = judged.column(at);
  const { values, levels } = column;
  switch (where.of) {
    case 'missing':
      return (row) => !isObserved(column, row);
    case 'level': {
      const level = levels.indexOf(where.level);
      return (row) => level >= 0 && values[row] === level;
    }
    case 'bins': {
      const bins = binsOf(values);
      return bins && ((row) => isInBins(bins, values[row], where));
    }
  }
}

function isInBins(bins: Bins, value: number, { from, to }: { readonly from: number; readonly to: number }): boolean {
  if (Number.isNaN(value)) return false;
  const bin = binOf(bins, value);
  return bin >= from && bin <= to;
}

function viewOf({ columns, judgement, unlikely }: JudgedTable, { textOf, lineOf }: RowReader, row: number): RowView {
  const { k, posterior, tail } = judgement;
  return {
    row,
    line: lineOf(row),
    posterior: roundValues(posterior.subarray(row * k, (row + 1) * k), 4),
    tail: tail[row],
    isUnlikely: unlikely.has(row),
    cells: columns.map((_, column) => shorten(textOf(row, column))),
  };
}

function valuesOf(judged: JudgedTable, row: number): RowView['values'] {
  return Object.fromEntries(
    judged
      .row(row)
      .map(({ name, levels, values: [value] }) => [
        name,
        Number.isNaN(value) ? null : levels.length > 0 ? levels[value] : value,
      ]),
  );
}

function shorten(text: string): string {
  return text.length > CELL_LENGTH ? `${text.slice(0, CELL_LENGTH - 1)}…` : text;
}

function indexOf({ schema }: FittedModel, name: string): number {
  return usedColumns(schema).findIndex((column) => column.name === name);
}

/**
 * For amounts above zero, and for sizes, returns the part that marks zeros, which is observed for every number.
 */
function wholeOfAmount({ model, column }: JudgedTable, at: number): MatrixColumn | undefined {
  const used = usedColumns(model.schema);
  const { index, part } = used[at];
  const zero =
    part?.of === 'amount' || part?.of === 'size'
      ? used.findIndex(
          (candidate) => candidate.index === index && candidate.part !== undefined && isLevelPart(candidate.part.of),
        )
      : -1;
  return zero < 0 ? undefined : column(zero);
}

/** Returns the date part that a column of the model is, if any. */
function partAt({ schema }: FittedModel, at: number): DatePartName | undefined {
  return datePartOf(usedColumns(schema)[at].part);
}

function isLogarithm({ model }: JudgedTable, at: number): boolean {
  return families[usedColumns(model.schema)[at].kind].logJacobian !== undefined;
}

/** Returns the total weight of the rows that satisfy `matches`. */
function countRows(judged: JudgedTable, matches: (row: number) => boolean): number {
  const weights = judged.weights();
  let total = 0;
  for (let row = 0; row < judged.judgement.rows; row++)
    if (matches(row)) total += weights === undefined ? 1 : weights[row];
  return total;
}

function clustersOf(judgement: Judgement): Int32Array {
  return Int32Array.from({ length: judgement.rows }, (_, row) => likeliestComponents(judgement, row).first);
}

interface Grouping {
  readonly names: readonly string[];
  /** Label by row; −1 where missing. */
  readonly labels: Int32Array;
}

export function isGrouping({ values, places }: Labels): boolean {
  return places !== undefined && values.length >= 2 && values.length <= MOST_LABELS;
}

function groupingOf({ labels, model }: JudgedTable, name: string): Grouping | undefined {
  const column = model.schema.find((each) => each.name === name);
  if (column === undefined) return undefined;
  const columnLabels = labels(column.index);
  if (!isGrouping(columnLabels)) return undefined;
  const { values, places } = columnLabels;
  return places && { names: values, labels: Int32Array.from(places, (place) => place - 1) };
}

function noAnswer(name: string): InsightAnswer {
  return { kind: 'none', why: say('The model has no column “{column}”.', { column: shorten(name) }) };
}

function roundValues(values: Float64Array, digits = SIGNIFICANT_DIGITS): number[] {
  return Array.from(values, (value) => roundToDigits(value, digits));
}

/** Rounds to as many digits as drawing needs. */
function roundToDigits(value: number, digits: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : 0;
}
