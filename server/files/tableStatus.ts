/** Summary of a document for an editor. */
import type { Frame } from '../core/csv/dialect/tableFrame';
import type { FitReport } from '../protocol';
import { checkedOf, type Checked } from '../protocol/report/checked';
import type { ModelStatus, TableStatus } from '../protocol/status';
import type { OpenDocument } from './open/openDocument';

export function statusOf(document: OpenDocument): TableStatus {
  const {
    base: { columns, dialect, passedOver },
    rowCount,
  } = document.patched();
  const { delimiter, hasHeader: header, decimal, missing, thousands, quoting, frame } = dialect;
  const { report } = document;
  return {
    rows: rowCount,
    columns: columns.length,
    delimiter,
    header,
    decimal,
    missing,
    ...(thousands !== undefined && { thousands }),
    ...(quoting?.quote === "'" && { quote: quoting.quote }),
    ...frameStatus(frame),
    ...(passedOver !== undefined && { passedOver: passedOver.count }),
    ...(report !== undefined && { model: modelStatus(document, report) }),
  };
}

/** Lines that are no rows. */
export function frameStatus({ comment = '', skipped, unitsRows, moreNames = [] }: Partial<Frame> = {}): Pick<
  TableStatus,
  'comment' | 'skipped' | 'headerRows' | 'unitsRows'
> {
  return {
    ...(moreNames.length > 0 && { headerRows: 1 + moreNames.length }),
    ...(comment !== '' && { comment }),
    ...(skipped !== undefined && { skipped }),
    ...(unitsRows !== undefined && { unitsRows }),
  };
}

function modelStatus(document: OpenDocument, report: FitReport): ModelStatus {
  return {
    k: report.k,
    nlmlPerRow: report.nlml / report.totalWeight,
    stale: document.stale,
    suits: document.model() !== undefined,
    ...checkedNow(document, report),
  };
}

/** Coverage of the search. Faults and unreadable cells are those of the current text, columns those of the fit. */
export function checkedNow(document: OpenDocument, report: FitReport): Checked {
  const { checked, unchecked, all } = checkedOf(report);
  const { unreadableCount: unreadable, faultCount: faults } = document;
  return { checked, unchecked, all, ...(unreadable > 0 && { unreadable }), ...(faults > 0 && { faults }) };
}
