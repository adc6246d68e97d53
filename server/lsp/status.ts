/** What an editor tells of a document at a glance. */
import { checkedOf } from '../protocol/checked';
import type { TableStatus } from '../protocol/status';
import type { OpenDocument } from './documents';

export function statusOf(document: OpenDocument): TableStatus {
  const { base: { columns, dialect }, rowCount } = document.patched();
  const { delimiter, hasHeader: header, decimal, missing } = dialect;
  const { report, stale } = document;
  const model = report && { k: report.k, nlmlPerRow: report.nlml / report.totalWeight, stale, suits: document.model() !== undefined, ...checkedOf(report) };
  return { rows: rowCount, columns: columns.length, delimiter, header, decimal, missing, ...(model !== undefined && { model }) };
}
