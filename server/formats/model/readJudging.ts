/** What a model file says of how rows are judged. */
import type { Channel } from '../../core/contamination/errorChannel';
import { columnRows, type FittedModel } from '../../core/judging/fittedModel';
import { LEAST_DRAWS, MOST_DRAWS } from '../../core/judging/tails/surprise';
import { standingsOf, type Standing } from '../../core/judging/standing';
import type { Mixture } from '../../core/mixture/model';
import { decodeDoubles } from './doubles';
import { choiceOf, fieldOf, fieldsOf, listOf, numberOf, textOf, wholeOf, type JsonFields } from '../jsonFields';
import { FitProblem } from '../../words/fitProblem';
import { numbersOf, OWNER, type Column } from './readColumnFields';

/** The oldest version that can be read: it has all statistics of the fitted rows. */
export const WITH_STATISTICS = 2;

type Judging = Pick<
  FittedModel,
  'falseDiscoveryRate' | 'draws' | 'rows' | 'standings' | 'channels' | 'heavyTails' | 'skews' | 'heaps'
>;

export function readJudging(
  fields: JsonFields,
  mixture: Mixture,
  columns: readonly Column[],
  version: number,
): Judging {
  const judging = fieldsOf(fieldOf(fields, 'judging'), OWNER, '"judging"');
  const falseDiscoveryRate = numberOf(judging, 'falseDiscoveryRate', 0);
  if (falseDiscoveryRate >= 1) throw new FitProblem(`${OWNER} "falseDiscoveryRate" must be below 1.`);
  const draws = wholeOf(judging, 'draws', LEAST_DRAWS, MOST_DRAWS);
  if (version === WITH_STATISTICS) return { falseDiscoveryRate, draws, ...rowsOfStatistics(judging, mixture) };
  const rows = doublesOf(judging, 'rows', columns.length * mixture.shape.k);
  if (!rows.every((own) => own >= 0 && Number.isFinite(own))) throw beyondComputing('"rows" are');
  const channels = readChannels(columns);
  return {
    falseDiscoveryRate,
    draws,
    rows,
    standings: readStandings(fields),
    ...(channels !== undefined && { channels }),
    ...readHeavyTails(columns),
    ...readSkews(columns, mixture.shape.k),
    ...readHeaps(columns),
  };
}

/** Version 2 had all statistics of the fitted rows. */
function rowsOfStatistics(judging: JsonFields, mixture: Mixture): Pick<Judging, 'rows' | 'standings'> {
  const statistics = doublesOf(judging, 'statistics', mixture.shape.statisticCount);
  if (!statistics.every(Number.isFinite)) throw beyondComputing('"statistics" are');
  return {
    rows: columnRows(mixture, statistics),
    standings: standingsOf(mixture, statistics.subarray(0, mixture.shape.k)),
  };
}

function readStandings(fields: JsonFields): readonly Standing[] {
  const standings = listOf(fields, 'components').map((component, j) =>
    choiceOf(
      { ...fieldsOf(component, OWNER, `component ${j + 1}`), owner: `${OWNER} component ${j + 1}:` },
      'standing',
      ['common', 'group', 'stray'] as const,
    ),
  );
  if (!standings.includes('common')) throw new FitProblem(`${OWNER} components have no "common" one; fit again.`);
  return standings;
}

function readHeavyTails(columns: readonly Column[]): Pick<FittedModel, 'heavyTails'> {
  const heavyTails = columns.map(({ fields }) => {
    if (fieldOf(fields, 'heavyTail') === undefined) return undefined;
    const given = { ...fieldsOf(fieldOf(fields, 'heavyTail'), fields.owner, '"heavyTail"'), owner: fields.owner };
    const share = numberOf(given, 'share', 0);
    if (share > 1) throw new FitProblem(`${fields.owner} heavyTail "share" must be up to 1.`);
    return {
      from: numberOf(given, 'from', 0),
      share,
      exponent: numberOf(given, 'exponent', 0),
      ...(fieldOf(given, 'to') !== undefined && { to: numberOf(given, 'to', 0) }),
    };
  });
  return heavyTails.some((heavy) => heavy !== undefined) ? { heavyTails } : {};
}

function readSkews(columns: readonly Column[], k: number): Pick<FittedModel, 'skews'> {
  const skews = columns.map(({ fields }) => {
    if (fieldOf(fields, 'skew') === undefined) return undefined;
    const given = { ...fieldsOf(fieldOf(fields, 'skew'), fields.owner, '"skew"'), owner: fields.owner };
    return { means: numbersOf(given, 'means', k), sds: numbersOf(given, 'sds', k) };
  });
  return skews.some((skew) => skew !== undefined) ? { skews } : {};
}

function readHeaps(columns: readonly Column[]): Pick<FittedModel, 'heaps'> {
  const heaps = columns.map(({ fields }) =>
    fieldOf(fields, 'heaps') === undefined
      ? undefined
      : listOf(fields, 'heaps').map((heap) => {
          const given = { ...fieldsOf(heap, fields.owner, '"heaps"'), owner: fields.owner };
          const share = numberOf(given, 'share', 0);
          if (share > 1) throw new FitProblem(`${fields.owner} heaps "share" must be up to 1.`);
          return { value: numberOf(given, 'value', -Infinity), share };
        }),
  );
  return heaps.some((heap) => heap !== undefined) ? { heaps } : {};
}

/** @returns undefined for a model that believes every cell */
function readChannels(columns: readonly Column[]): readonly Channel[] | undefined {
  if (columns.every(({ fields }) => fieldOf(fields, 'channel') === undefined)) return undefined;
  return columns.map(({ fields, levels }): Channel => {
    const given = { ...fieldsOf(fieldOf(fields, 'channel'), fields.owner, '"channel"'), owner: fields.owner };
    const rate = numberOf(given, 'rate');
    if (!(rate >= 0 && rate < 1)) throw new FitProblem(`${fields.owner} channel "rate" must be from 0 to below 1.`);
    const spread =
      levels.length > 0
        ? { centre: 0, scale: 1 }
        : { centre: numberOf(given, 'centre'), scale: numberOf(given, 'scale', 0) };
    return { rate, logOdds: numberOf(given, 'logOdds'), spread: { ...spread, levels: levels.length } };
  });
}

/** Cells so far out that their squares leave the range of a double can bring a fit to this. */
function beyondComputing(what: string): FitProblem {
  return new FitProblem(
    `${OWNER} ${what} none that can be computed with; mend cells ` +
      'far out of range in the fitted file, if there are any, and fit again.',
  );
}

function doublesOf(fields: JsonFields, name: string, count: number): Float64Array {
  const values = decodeDoubles(textOf(fields, name), count);
  if (values === undefined)
    throw new FitProblem(`${fields.owner} "${name}" must be ${count} doubles in base64; the file was cut or changed.`);
  return values;
}
