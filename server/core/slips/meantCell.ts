/**
 * Finds the meant value of an unlikely cell: numbers by typing slips, levels by their probability given the row's other
 * cells.
 */
import { numberInFile, writeInForm, type NumberForm } from '../csv/cells/writtenNumber';
import { families } from '../families/registry';
import type { CellSurprise } from '../judging/surprisingCells';
import type { FittedModel } from '../judging/fittedModel';
import { usedColumns, type UsedColumn } from '../schema/encoding/usedColumns';
import type { ColumnPart } from '../schema/encoding/parts';
import { partOfNumber } from '../schema/encoding/zeros';
import type { NumberSlip } from './slipShares';
import { unitIn } from './conversions';
import { weighMeanings, type AdjacentNumber, type MeantNumber } from './weigh';

/** A value that may have been meant by a cell. */
export interface MeantText {
  /** Cause of the error; `level` where only the row's other cells are evidence. */
  readonly kind: NumberSlip | 'level';
  /** Source text without quotation marks; '' for a missing value; undefined where it is unknown. */
  readonly text: string | undefined;
  /** Details of the kind: the digits, the factor or the units, or the name of the other column. */
  readonly detail?: string;
  /** Probability among all hypotheses. */
  readonly probability: number;
}

export interface MeantCell {
  /** Candidates to report: one with good odds, two about equally likely ones far ahead of a third, or none. */
  readonly reported: readonly MeantText[];
  /** Further candidates, the likeliest first. */
  readonly further: readonly MeantText[];
}

export const NOTHING_MEANT: MeantCell = { reported: [], further: [] };

/** Source texts of a row. */
export interface WrittenRow {
  /** @param column position in the table */
  textOf(column: number): string;
  readonly decimal: '.' | ',';
  readonly thousands?: string | undefined;
  /** Common number of decimals of the cells nearby; undefined where they differ. */
  decimalsNear(column: number): number | undefined;
  /** Number of other cells of the column with this number, if known. */
  repeatsOf?(column: number, number: number): number;
}

/** Minimum probability of a reported level. */
const LEAST_REPORTED_LEVEL = 0.9;
const MOST_LEVELS = 3;
/**
 * Share of the width of a normal's 95 % interval, at either end, that counts as odd: one number in eight lies
 * farther out.
 */
const ODD_SHARE = 0.11;
const LEAST_FURTHER_LEVEL = 0.05;

/**
 * Finds the meant values of a cell.
 *
 * @param cells all cells of the row, in the order of the model
 * @param d index of the unlikely cell
 */
export function meantOf(
  model: Pick<FittedModel, 'schema' | 'facts' | 'channels'>,
  cells: readonly CellSurprise[],
  d: number,
  row: WrittenRow,
): MeantCell {
  const columns = usedColumns(model.schema);
  const { part, kind } = columns[d];
  if (part !== undefined && !isHowLarge(part)) return NOTHING_MEANT;
  return families[kind].reads === 'level'
    ? meantLevel(columns[d], cells[d], row)
    : meantNumber(model, columns, cells, d, row);
}

function meantLevel({ levels, index }: UsedColumn, { prediction }: CellSurprise, row: WrittenRow): MeantCell {
  if (prediction.of !== 'level') return NOTHING_MEANT;
  const writtenLevel = levels.indexOf(row.textOf(index).trim());
  const { probabilities } = prediction;
  const rest = probabilities.reduce((sum, p, level) => (level === writtenLevel ? sum : sum + p), 0);
  if (!(rest > 0)) return NOTHING_MEANT;
  const ranked = Array.from(probabilities.keys())
    .filter((level) => level !== writtenLevel)
    .sort((a, b) => probabilities[b] - probabilities[a] || a - b)
    .map((level): MeantText => ({ kind: 'level', text: levels[level], probability: probabilities[level] / rest }));
  const reported = ranked.slice(0, 1).filter(({ probability }) => probability >= LEAST_REPORTED_LEVEL);
  return {
    reported,
    further: ranked.slice(reported.length, MOST_LEVELS).filter(({ probability }) => probability >= LEAST_FURTHER_LEVEL),
  };
}

function meantNumber(
  model: Pick<FittedModel, 'facts' | 'channels'>,
  columns: readonly UsedColumn[],
  cells: readonly CellSurprise[],
  d: number,
  row: WrittenRow,
): MeantCell {
  const { index, kind, name, part, unit = '' } = columns[d];
  const { step } = model.facts[d];
  const family = families[kind];
  const written = numberInFile(row.textOf(index).trim(), row.decimal, row.thousands);
  if (written === undefined) return NOTHING_MEANT;
  const { value: number, form } = written;
  const value = part === undefined ? family.encode(number) : partOfNumber(part, number, family.encode);
  const spread = model.channels?.[d].spread ?? { centre: model.facts[d].mean, scale: 3 * model.facts[d].sd, levels: 0 };
  const { reported, further } = weighMeanings({
    number,
    decimals: form.decimals,
    hasThousands: form.thousands !== '',
    unit: unit === '' ? unitIn(name) : unit,
    step: family.isCount === true ? 1 : step,
    logDensity: (x) => logDensityAt(columns[d], cells[d], x),
    isOrdinary: (x) => isExpected(cells[d], part, x),
    logWrong: family.logWrong(value, spread) - (family.logJacobian?.(value) ?? 0),
    adjacent: adjacentNumbers(columns, cells, d, number, row),
    repeats: row.repeatsOf?.(index, number) ?? 0,
  });
  // A trailing zero of the fraction shows that the column's numbers are written with trailing zeros.
  const decimals =
    row.decimalsNear(index) ??
    (/\.\d*0$/.test(number.toFixed(Math.min(15, form.decimals))) ? form.decimals : undefined);
  const inForm = (meant: MeantNumber): MeantText => ({
    ...meant,
    text: meant.plain === undefined || meant.plain === '' ? meant.plain : textIn(meant.plain, form, decimals),
  });
  return { reported: reported.map(inForm), further: further.map(inForm) };
}

function logDensityAt({ kind, part }: UsedColumn, cell: CellSurprise, x: number): number {
  const { encode } = families[kind];
  const value = part === undefined ? encode(x) : partOfNumber(part, x, encode);
  return Number.isFinite(value) ? cell.logDensityOf(value) : -Infinity;
}

/** Whether a part of a column is how large its numbers are. */
function isHowLarge({ of }: ColumnPart): boolean {
  return of === 'amount' || of === 'size';
}

/** Whether a number lies well within the 95 % interval: a single slip can turn any number into an odd one. */
function isExpected({ prediction }: CellSurprise, part: ColumnPart | undefined, number: number): boolean {
  if (prediction.of !== 'number') return false;
  const isSize = part?.of === 'size';
  const x = isSize ? Math.abs(number) : number;
  const [low, high] = isSize ? prediction.interval.map(Math.abs).sort((a, b) => a - b) : prediction.interval;
  const margin = ODD_SHARE * (high - low);
  return x >= low + margin && x <= high - margin;
}

/** Returns the numbers of the adjacent columns that hold numbers and are columns of the model. */
function adjacentNumbers(
  columns: readonly UsedColumn[],
  cells: readonly CellSurprise[],
  d: number,
  number: number,
  row: WrittenRow,
): readonly AdjacentNumber[] {
  return columns.flatMap((column, other): AdjacentNumber[] => {
    if (
      Math.abs(column.index - columns[d].index) !== 1 ||
      families[column.kind].reads !== 'number' ||
      (column.part !== undefined && !isHowLarge(column.part))
    )
      return [];
    const written = numberInFile(row.textOf(column.index).trim(), row.decimal, row.thousands);
    if (written === undefined) return [];
    const gain = logDensityAt(column, cells[other], number) - logDensityAt(column, cells[other], written.value);
    return [
      {
        name: column.name,
        number: written.value,
        plain: written.value.toFixed(Math.min(15, written.form.decimals)),
        gain: gain === gain ? gain : -Infinity,
      },
    ];
  });
}

/** Writes a number with as many decimals as the cells nearby, or only with the decimals that it needs. */
function textIn(plain: string, form: NumberForm, decimals: number | undefined): string {
  const [whole, fraction = ''] = plain.split('.');
  const needed = fraction.replace(/0+$/, '');
  const padded = decimals === undefined ? needed : needed.padEnd(decimals, '0');
  return writeInForm(padded === '' ? whole : `${whole}.${padded}`, form);
}
