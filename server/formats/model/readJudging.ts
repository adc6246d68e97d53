/** Reads the part of a model file by which rows are judged. */
import type { Channel } from '../../core/contamination/errorChannel';
import { columnRows, type FittedModel } from '../../core/judging/fittedModel';
import { LEAST_DRAWS, MOST_DRAWS } from '../../core/judging/tails/surprise';
import { standingsOf, type Standing } from '../../core/judging/standing';
import type { Mixture } from '../../core/mixture/model';
import { decodeDoubles } from './doubles';
import { choiceOf, fieldOf, fieldsOf, listOf, numberOf, textOf, integerOf, type JsonFields } from '../jsonFields';
import { FitProblem } from '../../words/fitProblem';
import { numbersOf, OWNER, type Column } from './readColumnFields';

/** Oldest version that can be read; its files contain all sufficient statistics of the fitted rows. */
export const VERSION_WITH_STATISTICS = 2;

type Judging = Pick<
  FittedModel,
  | 'falseDiscoveryRate'
  | 'draws'
  | 'rows'
  | 'standings'
  | 'channels'
  | 'heavyTails'
  | 'skews'
  | 'heaps'
  | 'correlations'
  | 'crossings'
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
  const draws = integerOf(judging, 'draws', LEAST_DRAWS, MOST_DRAWS);
  if (version === VERSION_WITH_STATISTICS) return { falseDiscoveryRate, draws, ...rowsOfStatistics(judging, mixture) };
  const rows = doublesOf(judging, 'rows', columns.length * mixture.shape.k);
  if (!rows.every((count) => count >= 0 && Number.isFinite(count)))
    throw notComputable('"rows" must be finite and not negative');
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
    ...readCorrelations(columns),
    ...readCrossings(columns, mixture.shape.k),
  };
}

/** Derives row counts and standings from the sufficient statistics of a version 2 file. */
function rowsOfStatistics(judging: JsonFields, mixture: Mixture): Pick<Judging, 'rows' | 'standings'> {
  const statistics = doublesOf(judging, 'statistics', mixture.shape.statisticCount);
  if (!statistics.every(Number.isFinite)) throw notComputable('"statistics" must be finite');
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
    const heavyTail = { ...fieldsOf(fieldOf(fields, 'heavyTail'), fields.owner, '"heavyTail"'), owner: fields.owner };
    const share = numberOf(heavyTail, 'share', 0);
    if (share > 1) throw new FitProblem(`${fields.owner} heavyTail "share" must be up to 1.`);
    return {
      from: numberOf(heavyTail, 'from', 0),
      share,
      exponent: numberOf(heavyTail, 'exponent', 0),
      ...(fieldOf(heavyTail, 'to') !== undefined && { to: numberOf(heavyTail, 'to', 0) }),
    };
  });
  return heavyTails.some((heavy) => heavy !== undefined) ? { heavyTails } : {};
}

function readSkews(columns: readonly Column[], k: number): Pick<FittedModel, 'skews'> {
  const skews = columns.map(({ fields }) => {
    if (fieldOf(fields, 'skew') === undefined) return undefined;
    const skew = { ...fieldsOf(fieldOf(fields, 'skew'), fields.owner, '"skew"'), owner: fields.owner };
    return { means: numbersOf(skew, 'means', k), sds: numbersOf(skew, 'sds', k) };
  });
  return skews.some((skew) => skew !== undefined) ? { skews } : {};
}

function readHeaps(columns: readonly Column[]): Pick<FittedModel, 'heaps'> {
  const heaps = columns.map(({ fields }) =>
    fieldOf(fields, 'heaps') === undefined
      ? undefined
      : listOf(fields, 'heaps').map((heap) => {
          const heapFields = { ...fieldsOf(heap, fields.owner, '"heaps"'), owner: fields.owner };
          const share = numberOf(heapFields, 'share', 0);
          if (share > 1) throw new FitProblem(`${fields.owner} heaps "share" must be up to 1.`);
          return { value: numberOf(heapFields, 'value', -Infinity), share };
        }),
  );
  return heaps.some((heap) => heap !== undefined) ? { heaps } : {};
}

function readCorrelations(columns: readonly Column[]): Pick<FittedModel, 'correlations'> {
  const correlations = columns.map(({ fields }) => {
    if (fieldOf(fields, 'correlation') === undefined) return undefined;
    const own = { ...fieldsOf(fieldOf(fields, 'correlation'), fields.owner, '"correlation"'), owner: fields.owner };
    const rho = numberOf(own, 'rho', -1);
    if (!(Math.abs(rho) < 1)) throw new FitProblem(`${fields.owner} correlation "rho" must be between -1 and 1.`);
    return { column: integerOf(own, 'column', 0, columns.length - 1), rho };
  });
  return correlations.some((correlation) => correlation !== undefined) ? { correlations } : {};
}

function readCrossings(columns: readonly Column[], k: number): Pick<FittedModel, 'crossings'> {
  const crossings = columns.map(({ fields }) => {
    if (fieldOf(fields, 'crossings') === undefined) return undefined;
    const shares = numbersOf(fields, 'crossings', k);
    if (!shares.every((share) => share >= 0 && share <= 1))
      throw new FitProblem(`${fields.owner} "crossings" must be shares from 0 to 1.`);
    return { shares };
  });
  return crossings.some((crossing) => crossing !== undefined) ? { crossings } : {};
}

/** @returns the error channels; undefined for a model that believes every cell */
function readChannels(columns: readonly Column[]): readonly Channel[] | undefined {
  if (columns.every(({ fields }) => fieldOf(fields, 'channel') === undefined)) return undefined;
  return columns.map(({ fields, levels }): Channel => {
    const channel = { ...fieldsOf(fieldOf(fields, 'channel'), fields.owner, '"channel"'), owner: fields.owner };
    const rate = numberOf(channel, 'rate');
    if (!(rate >= 0 && rate < 1)) throw new FitProblem(`${fields.owner} channel "rate" must be from 0 to below 1.`);
    const spread =
      levels.length > 0
        ? { centre: 0, scale: 1 }
        : { centre: numberOf(channel, 'centre'), scale: numberOf(channel, 'scale', 0) };
    return { rate, logOdds: numberOf(channel, 'logOdds'), spread: { ...spread, levels: levels.length } };
  });
}

/** Problem of numbers that are not finite: a fit yields them if the square of a cell exceeds the range of a double. */
function notComputable(requirement: string): FitProblem {
  return new FitProblem(
    `${OWNER} ${requirement}; mend cells far out of range in the fitted file, if there are any, and fit again.`,
  );
}

function doublesOf(fields: JsonFields, name: string, count: number): Float64Array {
  const values = decodeDoubles(textOf(fields, name), count);
  if (values === undefined)
    throw new FitProblem(`${fields.owner} "${name}" must be ${count} doubles in base64; the file was cut or changed.`);
  return values;
}
