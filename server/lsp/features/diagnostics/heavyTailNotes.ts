/**
 * Diagnostics for heavy-tailed columns, in which many cells lie far out and thin out gradually: one per column, since
 * no single cell of such a tail is an error.
 */
import type { Diagnostic } from 'vscode-languageserver';
import { sayParts } from '../../../../language/language';
import type { PatchedTable } from '../../../core/csv/table/patched';
import type { FittedModel } from '../../../core/judging/fittedModel';
import { usedColumns } from '../../../core/schema/encoding/usedColumns';
import { headRange } from '../../diagnostics/headRange';
import { codeSeverity } from '../../diagnostics/severities';
import type { Positions } from '../../../files/open/positions';
import { plainLine } from '../../../words/markup';

export const HEAVY_TAILED = 'column.heavy-tailed';

/** Makes diagnostics on the columns' headers; on the first row's cells where there is no header. */
export function heavyTailDiagnostics(
  text: Positions,
  patched: PatchedTable,
  model: FittedModel,
): readonly Diagnostic[] {
  const columns = usedColumns(model.schema);
  return (model.heavyTails ?? []).flatMap((heavy, d): Diagnostic[] => {
    if (heavy === undefined || patched.rowCount === 0) return [];
    const { name, index } = columns[d];
    const cells = Math.round(heavy.share * model.facts[d].observed);
    return [
      {
        range: headRange(text, patched, index),
        severity: codeSeverity(HEAVY_TAILED),
        source: 'mixture-lens',
        code: HEAVY_TAILED,
        message: plainLine(
          sayParts(
            '{column} has a heavy tail: {count, plural, one {# cell lies more than {from} standard deviations from its cluster} other {# cells lie more than {from} standard deviations from their clusters and thin out gradually}}. Only the farthest are reported.',
            { column: { data: name }, count: cells, from: Number(heavy.from.toPrecision(2)) },
          ),
        ),
      },
    ];
  });
}
