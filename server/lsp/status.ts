/** What an editor tells of a document at a glance. */
import type { Frame } from '../core/csv/frame';
import { checkedOf } from '../protocol/checked';
import type { TableStatus } from '../protocol/status';
import type { OpenDocument } from './documents';

export function statusOf(document: OpenDocument): TableStatus {
  const { base: { columns, dialect, passedOver }, rowCount } = document.patched();
  const { delimiter, hasHeader: header, decimal, missing, frame } = dialect;
  const { report, stale } = document;
  const model = report && { k: report.k, nlmlPerRow: report.nlml / report.totalWeight, stale, suits: document.model() !== undefined, ...checkedOf(report) };
  return { rows: rowCount, columns: columns.length, delimiter, header, decimal, missing, ...framed(frame, passedOver?.count), ...(model !== undefined && { model }) };
}

function framed({ comment = '', skipped, unitsRows }: Partial<Frame> = {}, passedOver?: number): Pick<TableStatus, 'comment' | 'skipped' | 'unitsRows' | 'passedOver'> {
  return { ...(comment !== '' && { comment }), ...(skipped !== undefined && { skipped }), ...(unitsRows !== undefined && { unitsRows }), ...(passedOver !== undefined && { passedOver }) };
}
