/** Guards for the reports of fits and descriptions. */
import type {
  CellFinding,
  Certificate,
  ColumnFinding,
  ColumnReport,
  Component,
  Finding,
  FitReport,
  GroupFinding,
  FollowsFinding,
  VariantsFinding,
  HeavyTailFinding,
  Iteration,
  LeftOutFinding,
  LevelParameters,
  NumericParameters,
  RowFinding,
  SelectionPoint,
  StartReport,
  PassedOverLines,
  TableProblem,
  TableReport,
  TracePoint,
  UncheckedColumn,
  UnreadableCell,
  WithoutCellsFinding,
} from '../../protocol';
import type { ClusterLook } from '../report/clusterLook';
import type { RowPlace } from '../places';
import { ROW_CODES } from '../report/report';
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
  wholeFrom,
  type Fields,
  type Guard,
} from './guards';

const isTrue: Guard<true> = (value): value is true => value === true;

export const tracePointFields: Fields<TracePoint> = { iteration: isNumber, nlml: isNumber, objective: isNumber };
const isIteration = shape<Iteration>({ ...tracePointFields, k: isNumber, start: isNumber });
export const areIterations = listOf(isIteration);

const isCellFinding = shape<CellFinding>({
  column: isString,
  value: isString,
  expected: either(isNumber, isString),
  interval: either(isInterval, listOf(isString)),
  tail: isNumber,
  meant: optional(isString),
  reason: optional(isString),
  code: optional(among('cell.slip', 'cell.sentinel')),
  isSure: optional(isBoolean),
});
const isNumberOrText = either(isNumber, isString);
const isDifference = shape<GroupFinding['differences'][number]>({
  column: isString,
  own: isNumberOrText,
  others: isNumberOrText,
});
export const isRowCode = among(...ROW_CODES);
const isRowFinding = shape<RowFinding>({
  code: isRowCode,
  row: isNumber,
  line: isNumber,
  key: optional(recordOf(isString)),
  logDensity: isNumber,
  tail: isNumber,
  cells: listOf(isCellFinding),
});
const isGroupFinding = shape<GroupFinding>({
  code: among('group.small'),
  component: wholeFrom(0),
  rows: listOf(isNumber),
  line: isNumber,
  differences: listOf(isDifference),
});
const isColumnFinding = shape<ColumnFinding>({
  code: among('column.repeated-value', 'column.top-code'),
  column: isString,
  value: isString,
  rows: listOf(isNumber),
  line: isNumber,
  range: isInterval,
});
const isHeavyTailFinding = shape<HeavyTailFinding>({
  code: among('column.heavy-tailed'),
  column: isString,
  count: isNumber,
  from: isNumber,
});
const isLeftOutFinding = shape<LeftOutFinding>({
  code: among('column.left-out'),
  column: isString,
  share: isNumber,
  reason: isString,
});
const isWithoutCellsFinding = shape<WithoutCellsFinding>({
  code: among('column.left-out'),
  column: isString,
  isWithoutCells: isTrue,
  reason: isString,
});
const isFollowsFinding = shape<FollowsFinding>({ code: among('column.follows'), column: isString, formula: isString });
const isVariantsFinding = shape<VariantsFinding>({
  code: among('cell.variant'),
  column: isString,
  count: isNumber,
  line: isNumber,
  spellings: listOf(shape<VariantsFinding['spellings'][number]>({ text: isString, meant: isString, count: isNumber })),
});
const isFinding: Guard<Finding> = either(
  either(isRowFinding, isGroupFinding),
  either(
    either(isColumnFinding, isHeavyTailFinding),
    either(isVariantsFinding, either(either(isLeftOutFinding, isWithoutCellsFinding), isFollowsFinding)),
  ),
);

export const lookFields: Fields<ClusterLook> = { name: optional(isString), colour: optional(wholeFrom(0)) };
const isComponent = shape<Component>({
  ...lookFields,
  weight: isNumber,
  columns: recordOf(
    either(
      shape<NumericParameters>({ mean: isNumber, sd: isNumber }),
      shape<LevelParameters>({ probabilities: recordOf(isNumber) }),
    ),
  ),
});

const arePassedOver = shape<PassedOverLines>({ count: isNumber, line: isNumber, text: isString });
const isColumnReport = shape<ColumnReport>({
  name: isString,
  kind: isString,
  reason: isString,
  missing: isNumber,
  errorRate: optional(isNumber),
  setAside: optional(isNumber),
  step: optional(isNumber),
  unit: optional(isString),
  dates: optional(isString),
  follows: optional(isString),
  part: optional(among('day', 'hour', 'weekday', 'amount', 'zero', 'size', 'sign')),
  of: optional(isString),
});
const isStopReason = among('converged', 'maxIterations', 'cancelled', 'degenerate');

export const isSelectionPoint = shape<SelectionPoint>({
  k: isNumber,
  nlml: isNumber,
  objective: isNumber,
  bic: isNumber,
  icl: isNumber,
  aic: isNumber,
  heldOut: either(isNumber, isNull),
  heldOutReason: optional(among('infinite', 'too-few-rows', 'given-start', 'model')),
  reason: isStopReason,
  estimatedFrom: optional(isNumber),
});

const isTableProblem = shape<TableProblem>({ count: isNumber, line: isNumber, message: isString });

const isRowPlace = shape<RowPlace>({ row: isNumber, line: isNumber });

const isUnreadableCell = shape<UnreadableCell>({
  code: isString,
  row: isNumber,
  line: isNumber,
  key: optional(recordOf(isString)),
  column: isString,
  text: isString,
  reason: isString,
  expected: optional(isNumber),
  meant: optional(isString),
  moved: optional(
    listOf(shape<NonNullable<UnreadableCell['moved']>[number]>({ column: isString, text: isString, meant: isString })),
  ),
  isGap: optional(isTrue),
  repeats: optional(isRowPlace),
  more: optional(
    listOf(shape<NonNullable<UnreadableCell['more']>[number]>({ row: isNumber, line: isNumber, repeats: isRowPlace })),
  ),
});

export const isFitReport: Guard<FitReport> = shape<FitReport>({
  rows: isNumber,
  counts: optional(among('row')),
  rowsFitted: optional(isNumber),
  totalWeight: isNumber,
  seed: isNumber,
  k: isNumber,
  estimate: among('robust', 'map', 'ml'),
  method: among('em', 'lbfgs'),
  priorStrength: isNumber,
  nlml: isNumber,
  objective: isNumber,
  bic: isNumber,
  icl: isNumber,
  aic: isNumber,
  iterations: isNumber,
  reason: isStopReason,
  seconds: shape<FitReport['seconds']>({
    read: isNumber,
    scan: isNumber,
    encode: isNumber,
    fit: isNumber,
    score: isNumber,
  }),
  columns: listOf(isColumnReport),
  components: listOf(isComponent),
  trace: listOf(shape<TracePoint>(tracePointFields)),
  selection: listOf(isSelectionPoint),
  starts: listOf(
    shape<StartReport>({
      start: isNumber,
      kind: among('k-means++', 'k-means', 'cut', 'random', 'split', 'place', 'cross', 'merge', 'given'),
      iterations: isNumber,
      objective: isNumber,
      reason: isStopReason,
    }),
  ),
  certificate: shape<Certificate>({
    starts: isNumber,
    reached: isNumber,
    moves: isNumber,
    rowsSearched: optional(isNumber),
    gradientNorm: isNumber,
    warnings: listOf(isString),
  }),
  findings: listOf(isFinding),
  unchecked: listOf(shape<UncheckedColumn>({ column: isString, reason: isString, of: optional(isString) })),
  expectedRows: optional(isNumber),
  passedOver: optional(arePassedOver),
  totals: optional(arePassedOver),
  problem: optional(isTableProblem),
  unreadable: optional(listOf(isUnreadableCell)),
  unlistedCells: optional(isNumber),
});

export const isTableReport = shape<TableReport>({
  rows: isNumber,
  counts: optional(among('row')),
  delimiter: isString,
  header: isBoolean,
  decimal: among('.', ','),
  columns: listOf(isColumnReport),
  quotes: optional(isString),
  passedOver: optional(arePassedOver),
  totals: optional(arePassedOver),
  problem: optional(isTableProblem),
});
