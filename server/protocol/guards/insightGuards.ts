/** Guards for questions and answers about pictures (server/protocol/insight.ts). */
import type {
  CertaintyAnswer,
  CrossTableAnswer,
  DistributionAnswer,
  InsightAnswer,
  InsightQuestion,
  PairAnswer,
  PairAxis,
  PairPoint,
  RowFilter,
  RowAnswer,
  RowsAnswer,
  RowView,
  SeparationAnswer,
} from '../insight';
import {
  among,
  either,
  isBoolean,
  isInterval,
  isNull,
  isNumber,
  isString,
  listOf,
  optional,
  recordOf,
  shape,
  union,
  wholeFrom,
} from './guards';
import type { Guard } from './guards';

const isWhole = wholeFrom(-1);
const areNumbers = listOf(isNumber);
const isSquare = listOf(areNumbers);
const isTrue: Guard<true> = (value): value is true => value === true;

const isRowFilter = union<'of', RowFilter>('of', {
  bins: shape({ of: among('bins'), column: isString, from: isWhole, to: isWhole }),
  level: shape({ of: among('level'), column: isString, level: isString }),
  missing: shape({ of: among('missing'), column: isString }),
  certainty: shape({ of: among('certainty'), from: isWhole, to: isWhole }),
  between: shape({ of: among('between'), first: isWhole, second: isWhole }),
  label: shape({ of: among('label'), column: isString, label: isString, cluster: isWhole }),
});

/** Guard for questions from the page. */
export const isInsightQuestion = union<'kind', InsightQuestion>('kind', {
  separation: shape({ kind: among('separation') }),
  distribution: shape({ kind: among('distribution'), column: isString }),
  certainty: shape({ kind: among('certainty') }),
  crossTable: shape({ kind: among('crossTable'), column: isString }),
  pair: shape({ kind: among('pair'), x: isString, y: isString }),
  rows: shape({ kind: among('rows'), where: isRowFilter, from: wholeFrom(0) }),
  row: shape({ kind: among('row'), row: optional(wholeFrom(0)), line: optional(wholeFrom(1)) }),
});

export const isRowView = shape<RowView>({
  row: isNumber,
  line: either(isNumber, isNull),
  posterior: areNumbers,
  tail: isNumber,
  isUnlikely: isBoolean,
  cells: listOf(isString),
  values: optional(recordOf(either(either(isNumber, isString), isNull))),
});

const isPart = optional(among('day', 'hour', 'weekday'));
const isAxis = shape<PairAxis>({ column: isString, isLogarithm: isBoolean, range: isInterval, part: isPart });
const isPoint = shape<PairPoint>({
  row: isNumber,
  line: either(isNumber, isNull),
  x: isNumber,
  y: isNumber,
  cluster: isNumber,
  posterior: isNumber,
  isUnlikely: optional(isTrue),
});

/** Guard for answers from the server, and to the page. */
export const isInsightAnswer = union<'kind', InsightAnswer>('kind', {
  separation: shape<SeparationAnswer>({
    kind: among('separation'),
    columns: listOf(shape({ name: isString, information: isNumber })),
    entropy: isNumber,
  }),
  distribution: shape<DistributionAnswer>({
    kind: among('distribution'),
    column: isString,
    missing: isNumber,
    bounded: optional(isNumber),
    numbers: optional(
      shape<NonNullable<DistributionAnswer['numbers']>>({
        isLogarithm: isBoolean,
        part: isPart,
        first: isNumber,
        width: isNumber,
        counts: areNumbers,
        below: isNumber,
        above: isNumber,
        grid: areNumbers,
        expected: isSquare,
      }),
    ),
    levels: optional(listOf(shape({ level: isString, counts: areNumbers }))),
    otherLevels: optional(isNumber),
  }),
  certainty: shape<CertaintyAnswer>({
    kind: among('certainty'),
    histogram: areNumbers,
    unclearBelow: isNumber,
    unclear: isNumber,
    expectedError: isNumber,
    between: isSquare,
    confusion: isSquare,
    labels: listOf(isString),
  }),
  crossTable: shape<CrossTableAnswer>({
    kind: among('crossTable'),
    column: isString,
    labels: listOf(shape({ label: isString, counts: areNumbers })),
    missing: isNumber,
    adjustedRand: isNumber,
    mutualInformation: isNumber,
    normalisedInformation: isNumber,
  }),
  pair: shape<PairAnswer>({
    kind: among('pair'),
    x: isAxis,
    y: isAxis,
    available: isNumber,
    points: listOf(isPoint),
    ellipses: listOf(shape({ x: isNumber, y: isNumber, rx: isNumber, ry: isNumber })),
  }),
  rows: shape<RowsAnswer>({ kind: among('rows'), total: isNumber, from: isNumber, rows: listOf(isRowView) }),
  row: shape<RowAnswer>({ kind: among('row'), row: either(isRowView, isNull) }),
  none: shape({ kind: among('none'), why: isString }),
});
