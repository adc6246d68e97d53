/** Guards for the server's answers and notifications. */
import type {
  DidFitParams,
  DidIterateParams,
  DidReportParams,
  FitOutcome,
  RowCluster,
  TextRange,
  UnlikelyRowReport,
} from '../../protocol';
import type { CompareAnswer } from '../commands/compareCommand';
import type { CheckedTable, DidCheckTableParams, FolderReport } from '../commands/folder';
import type { LeastCertainRow, TypicalRow } from '../places';
import type { RepeatedValue } from '../report/checked';
import type { DidJudgeParams, ModelStatus, TableStatus } from '../status';
import { among, isBoolean, isInterval, isNumber, isString, listOf, optional, shape, union, wholeFrom } from './guards';
import { areIterations, isRowCode, lookFields, isFitReport } from './reportGuards';

const isOutcome = union<'state', FitOutcome>('state', {
  fitted: shape({ state: among('fitted'), report: isFitReport }),
  cancelled: shape({ state: among('cancelled') }),
  superseded: shape({ state: among('superseded') }),
  failed: shape({ state: among('failed'), message: isString }),
});

const isPosition = shape<TextRange['start']>({ line: isNumber, character: isNumber });
export const isTextRange = shape<TextRange>({ start: isPosition, end: isPosition });
export const areTextRanges = listOf(isTextRange);
export const areRowClusters = listOf(
  shape<RowCluster>({ from: isNumber, to: isNumber, cluster: isNumber, colour: wholeFrom(0), posterior: isNumber }),
);
export const areUnlikelyRows = listOf(
  shape<UnlikelyRowReport>({
    code: isRowCode,
    row: isNumber,
    range: isTextRange,
    tail: isNumber,
    message: isString,
    column: optional(isString),
    value: optional(isString),
  }),
);
const isTableStatus = shape<TableStatus>({
  rows: isNumber,
  columns: isNumber,
  delimiter: isString,
  header: isBoolean,
  decimal: among('.', ','),
  missing: listOf(isString),
  thousands: optional(isString),
  quote: optional(among("'")),
  headerRows: optional(isNumber),
  comment: optional(isString),
  skipped: optional(isNumber),
  unitsRows: optional(isNumber),
  passedOver: optional(isNumber),
  model: optional(
    shape<ModelStatus>({
      k: isNumber,
      nlmlPerRow: isNumber,
      stale: isBoolean,
      suits: isBoolean,
      checked: isNumber,
      unchecked: listOf(isString),
      all: isNumber,
      unreadable: optional(isNumber),
      faults: optional(isNumber),
      repeated: optional(listOf(shape<RepeatedValue>({ column: isString, value: isString, rows: isNumber }))),
      groups: optional(isNumber),
    }),
  ),
});
export const isDidJudge = shape<DidJudgeParams>({ uri: isString, version: isNumber, table: isTableStatus });
export const isDidReport = shape<DidReportParams>({
  uri: isString,
  version: isNumber,
  stale: isBoolean,
  report: isFitReport,
});
export const isLeastCertainRow = shape<LeastCertainRow>({
  row: isNumber,
  line: isNumber,
  cluster: isNumber,
  name: optional(isString),
  posterior: isNumber,
});
export const areTypicalRows = listOf(
  shape<TypicalRow>({
    ...lookFields,
    cluster: isNumber,
    weight: isNumber,
    rows: isNumber,
    row: optional(isNumber),
    line: optional(isNumber),
  }),
);
export const isCompareAnswer = shape<Pick<CompareAnswer, 'page'> & { readonly report: { readonly p: number } }>({
  report: shape({ p: isNumber }),
  page: optional(isString),
});
export const areRowRanges = listOf(isInterval);
export const isDidIterate = shape<DidIterateParams>({
  uri: isString,
  version: isNumber,
  fit: isNumber,
  steps: areIterations,
});
export const isDidFit = shape<DidFitParams>({ uri: isString, version: isNumber, fit: isNumber, outcome: isOutcome });

const isCheckedTable = shape<CheckedTable>({
  uri: isString,
  path: isString,
  rows: wholeFrom(0),
  unlikely: wholeFrom(0),
  unreadable: wholeFrom(0),
  faults: wholeFrom(0),
  others: wholeFrom(0),
  line: optional(wholeFrom(1)),
  problem: optional(isString),
});

export const isFolderReport = shape<FolderReport>({
  tables: listOf(isCheckedTable),
  skipped: listOf(shape({ path: isString, reason: isString })),
});

export const isDidCheckTable = shape<DidCheckTableParams>({
  uri: isString,
  table: isCheckedTable,
  done: wholeFrom(1),
  total: wholeFrom(1),
});
