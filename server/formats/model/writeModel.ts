/**
 * Writes a fitted model as JSON; docs/model.md describes every field. The text is readable, `--start` accepts it, and
 * `readModel` restores a model that gives the same scores to the last bit.
 */
import { mixtureOf, type FittedModel } from '../../core/judging/fittedModel';
import type { Vocabulary } from '../../core/misplaced/vocabulary';
import type { Dependency } from '../../core/dependencies/dependency';
import type { DateColumn } from '../../core/schema/dates/dateColumns';
import { describedColumns, type UsedColumn } from '../../core/schema/encoding/usedColumns';
import type { ColumnSchema } from '../../core/schema/infer';
import type { FitReport } from '../../protocol';
import { encodeDoubles } from './doubles';

/** Version of the format; raised when a reader of an older version would misread the file. */
export const MODEL_VERSION = 4;

/** Returns the text of a model file. @param engine version of the program that fitted the model */
export function modelJson(report: FitReport, model: FittedModel, engine: string): string {
  const {
    rows,
    totalWeight,
    seed,
    k,
    estimate,
    method,
    priorStrength,
    nlml,
    objective,
    bic,
    icl,
    iterations,
    reason,
    components,
  } = report;
  const content = {
    mixtureLensModel: MODEL_VERSION,
    engine,
    rows,
    totalWeight,
    seed,
    k,
    estimate,
    method,
    nlml,
    objective,
    bic,
    icl,
    iterations,
    reason,
    prior: { strength: priorStrength, weights: { name: 'dirichlet', concentration: 1 + 1 / k } },
    columns: columnsOf(report, model),
    components: components.map((component, j) => ({ ...component, standing: model.standings[j] })),
    judging: { falseDiscoveryRate: model.falseDiscoveryRate, draws: model.draws, rows: encodeDoubles(model.rows) },
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

function columnsOf(report: FitReport, model: FittedModel): readonly object[] {
  const { shape } = mixtureOf(model);
  let used = 0;
  return describedColumns(model.schema).map((column, i) => {
    const { name, kind, reason, missing, levels, spelling, patterns, unit, bounded, weighsRows, key } = column;
    if (kind === 'ignored')
      return {
        name,
        kind,
        reason,
        missing,
        ...(weighsRows === true && { weighsRows }),
        ...checksJson(column),
        ...dependsJson(column),
        ...vocabularyJson(column),
        ...(column.isCompared === true && { isCompared: true }),
        ...writingJson(column),
      };
    const place = used++;
    const { observed, mean, sd, step } = model.facts[place];
    const prior = shape.columns[place].marginal.describePrior?.();
    return {
      name,
      kind,
      reason,
      missing,
      ...(unit !== undefined && { unit }),
      ...(bounded !== undefined && { bounded }),
      ...codesJson(column),
      ...(key !== undefined && { key }),
      ...partJson(column, report.columns.at(i)?.of),
      ...(levels.length > 0
        ? {
            levels,
            ...(spelling !== undefined && { spelling }),
            ...(patterns !== undefined && { patterns }),
            facts: { observed },
          }
        : { facts: { observed, mean, sd, ...(step !== undefined && { step }) } }),
      ...(prior !== undefined && { prior }),
      ...channelOf(model, place, report.columns.at(i)?.setAside),
      ...(model.heavyTails?.[place] !== undefined && { heavyTail: model.heavyTails[place] }),
      ...exemptionsOf(model, place),
      ...dependsJson(column),
      ...('part' in column && column.part?.isOwn !== true
        ? {}
        : { ...vocabularyJson(column), ...(column.isCompared === true && { isCompared: true }) }),
    };
  });
}

/** Returns the codes of a column, and what is odd in the writing of its cells. */
function codesJson(column: ColumnSchema): object {
  const { codes, topCode } = column;
  return { ...(codes !== undefined && { codes }), ...(topCode !== undefined && { topCode }), ...writingJson(column) };
}

function writingJson({ isTrimmed, oddMarks }: ColumnSchema): object {
  return { ...(isTrimmed === true && { isTrimmed }), ...(oddMarks !== undefined && { oddMarks }) };
}

/** Returns the fields of the checks of an ignored column. */
function checksJson({ dates, sequence, relation, unit, patterns, key, spelling, levels }: ColumnSchema): object {
  return {
    ...(spelling !== undefined && { levels, spelling }),
    ...(dates !== undefined && { dates: datesJson(dates) }),
    ...(sequence !== undefined && { sequence }),
    ...(relation !== undefined && { relation }),
    ...((relation ?? sequence) !== undefined && unit !== undefined && { unit }),
    ...(patterns !== undefined && { patterns }),
    ...(key !== undefined && { key }),
  };
}

/**
 * Returns the vocabulary of a column. Each other column is a list: its name, its cells in this column, rows in which
 * both have such cells, and the latter without moved rows.
 */
function vocabularyJson({ vocabulary }: ColumnSchema): { readonly vocabulary?: object } {
  if (vocabulary === undefined) return {};
  const { from, ...fields } = vocabulary;
  return {
    vocabulary: {
      ...fields,
      from: from.map(({ of, cells, both, alone }: Vocabulary['from'][number]) => [of, cells, both, alone]),
    },
  };
}

/**
 * Returns the dependencies of a column. Each group of rows is a list: positions of the two texts, number of rows with
 * both, number of rows with the first, positions of texts that are also right there.
 */
function dependsJson({ depends }: ColumnSchema): object {
  if (depends === undefined) return {};
  const { by, ...fields } = depends;
  const groupsOf = ({ groups, ...rest }: Dependency): object => ({
    ...rest,
    groups: groups.map(({ given, usual, count, rows, also = [] }) => [given, usual, count, rows, ...also]),
  });
  return { depends: { ...fields, ...(by !== undefined && { by: by.map(groupsOf) }) } };
}

/** Returns the fields of a column's part. @param of name of the table's column if this is a further part of it */
function partJson(column: ColumnSchema | UsedColumn, of: string | undefined): object {
  const { dates } = column;
  const part = 'part' in column ? column.part : undefined;
  if (part === undefined) return {};
  const partFields = { part: part.of, ...(part.cut !== undefined && { cut: part.cut }) };
  return of === undefined
    ? { ...(dates !== undefined && { dates: datesJson(dates) }), ...partFields }
    : { of, ...partFields };
}

/** Returns the usual dates, in seconds since 1970 or of the day; without ends if no date is far off. */
function datesJson({ form, from, to, notBefore }: DateColumn): object {
  return { form, ...(Number.isFinite(from) && { from, to }), ...(notBefore !== undefined && { notBefore }) };
}

/** Returns the error channel of a column; empty if the model believes every cell. */
function channelOf({ channels }: FittedModel, place: number, setAside = 0): object {
  if (channels === undefined) return {};
  const {
    rate,
    logOdds,
    spread: { centre, scale, levels },
  } = channels[place];
  return { channel: { rate, setAside, logOdds, ...(levels > 0 ? {} : { centre, scale }) } };
}

/** Returns what the calibration found in a column, apart from a heavy tail; a skew is that of the logarithms. */
function exemptionsOf({ skews, heaps, correlations, crossings }: FittedModel, place: number): object {
  const [skew, crossing] = [skews?.[place], crossings?.[place]];
  return {
    ...(skew !== undefined && { skew: { means: Array.from(skew.means), sds: Array.from(skew.sds) } }),
    ...(heaps?.[place] !== undefined && { heaps: heaps[place] }),
    ...(correlations?.[place] !== undefined && { correlation: correlations[place] }),
    ...(crossing !== undefined && { crossings: Array.from(crossing.shares) }),
  };
}
