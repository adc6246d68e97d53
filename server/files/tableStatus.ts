/** Summary of a document for an editor. */
import type { Frame } from '../core/csv/dialect/tableFrame';
import type { FitReport } from '../protocol';
import { checkedOf } from '../protocol/report/checked';
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

/** Unreadable cells are counted in the current text, not in the fitted one. */
function modelStatus(document: OpenDocument, report: FitReport): ModelStatus {
  const { stale, unreadableCount: unreadable } = document;
  const { checked, unchecked, all } = checkedOf(report);
  const suits = document.model() !== undefined;
  return {
    k: report.k,
    nlmlPerRow: report.nlml / report.totalWeight,
    stale,
    suits,
    checked,
    unchecked,
    all,
    ...(unreadable > 0 && { unreadable }),
  };
}
