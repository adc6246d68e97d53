/** Diagnostics for small groups of rows: one per group, on its first row. */
import type { Diagnostic, DiagnosticRelatedInformation } from 'vscode-languageserver';
import { enumeratedParts } from '../../../../language/joins';
import { say, sayParts } from '../../../../language/language';
import { placeOfRow, type PatchedTable } from '../../../core/csv/table/patched';
import { rowRange } from '../../../core/csv/table/table';
import { differences } from '../../../core/description/differences';
import { mixtureOf, type FittedModel, type Group } from '../../../core/judging/fittedModel';
import { usedColumns } from '../../../core/schema/encoding/usedColumns';
import { clusterWords, type ClusterLook } from '../../../protocol/report/clusterLook';
import { codeSeverity } from '../../diagnostics/severities';
import { toRange, type Positions } from '../../../files/open/positions';
import { plainLine, type Data, type MarkupLine } from '../../../words/markup';
import { finePercent, groupDigits, roundToSpread } from '../../../words/numbers';

export const SMALL_GROUP = 'group.small';

/** Maximum number of rows of a group that a diagnostic links to. */
const MOST_LINKED_ROWS = 10;

export interface GroupPlace {
  readonly uri: string;
  readonly text: Positions;
  readonly patched: PatchedTable;
  readonly model: FittedModel;
  readonly looks: readonly ClusterLook[];
  /** Whether the client shows related places of a diagnostic. */
  readonly hasRelated: boolean;
}

export function groupDiagnostic(
  { uri, text, patched, model, looks, hasRelated }: GroupPlace,
  { component, rows }: Group,
): Diagnostic {
  const rangeOf = (at: number): Diagnostic['range'] => {
    const { table, row, offset } = placeOfRow(patched, at);
    return toRange(text, rowRange(table, row), offset);
  };
  const further = hasRelated ? Array.from(rows.subarray(1, MOST_LINKED_ROWS + 1)) : [];
  const related = further.map((row): DiagnosticRelatedInformation => {
    const range = rangeOf(row);
    return {
      location: { uri, range },
      message: say('Line {line} belongs to it.', { line: groupDigits(range.start.line + 1) }),
    };
  });
  return {
    range: rangeOf(rows[0]),
    severity: codeSeverity(SMALL_GROUP),
    source: 'mixture-lens',
    code: SMALL_GROUP,
    message: messageOf(model, component, rows.length, patched.rowCount, looks[component]),
    ...(related.length > 0 && { relatedInformation: related }),
  };
}

/**
 * Returns the message of a group.
 * @example '38 rows (0.6 %) are a group of their own (cluster 4): height 12 (elsewhere 40), sex "f" (elsewhere "m").'
 */
function messageOf(
  model: FittedModel,
  component: number,
  rows: number,
  rowCount: number,
  look: ClusterLook | undefined,
): string {
  const [cluster, share] = [{ data: clusterWords(look, component) }, finePercent(rows / rowCount)];
  const differing = differenceWords(model, component);
  return plainLine(
    differing.length === 0
      ? sayParts(
          '{count, plural, one {# row ({share}) is a group of its own} other {# rows ({share}) are a group of their own}} ({cluster}).',
          { count: rows, share, cluster },
        )
      : sayParts(
          '{count, plural, one {# row ({share}) is a group of its own} other {# rows ({share}) are a group of their own}} ({cluster}): {differing}.',
          { count: rows, share, cluster, differing },
        ).flat(),
  );
}

function differenceWords(model: FittedModel, component: number): MarkupLine {
  const columns = usedColumns(model.schema);
  return enumeratedParts(
    differences(mixtureOf(model), model.standings, component).map(({ column, own, others }) => {
      const { name, levels } = columns[column];
      const valueText = (value: number): readonly (string | Data)[] =>
        levels.length > 0
          ? sayParts('"{level}"', { level: { data: levels[value] } })
          : [roundToSpread(value, Math.abs(own - others))];
      return sayParts<Data | readonly (string | Data)[]>('{column} {own} (elsewhere {others})', {
        column: { data: name },
        own: valueText(own),
        others: valueText(others),
      }).flat();
    }),
  );
}
