/** Summary of a document for an editor. */
import type { Frame } from '../core/csv/dialect/tableFrame';
import type { FitReport } from '../protocol';
import { coverageOf, wideCoverage, type Coverage } from '../protocol/report/checked';
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

/** Summarises the lines that are not rows. */
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
    ...currentCoverage(document, report),
  };
}

/**
 * Returns the coverage of the search: faults and unreadable cells of the current text, and columns of the fit.
 */
export function currentCoverage(document: OpenDocument, report: FitReport): Coverage {
  const { checked, unchecked, all } = coverageOf(report);
  const wide = wideCoverage(report.findings);
  const { unreadableCount: unreadable, faultCount: faults } = document;
  return { checked, unchecked, all, ...wide, ...(unreadable > 0 && { unreadable }), ...(faults > 0 && { faults }) };
}
