/**
 * Diagnostics for columns that are left out of the fit though their cells are numbers or look like numbers: one per
 * column, with a fix that includes the column.
 */
import { CodeActionKind, type CodeAction, type Diagnostic } from 'vscode-languageserver';
import { sayParts } from '../../../../language/language';
import type { PatchedTable } from '../../../core/csv/table/patched';
import type { Schema } from '../../../core/schema/infer';
import { followingColumns } from '../../../core/schema/relations/redundant';
import { relationWords } from '../../../core/schema/relations/relation';
import { ServerCommand } from '../../../protocol';
import { headRange } from '../../diagnostics/headRange';
import { codeSeverity } from '../../diagnostics/severities';
import { isObject } from '../../../protocol/guards/guards';
import type { Positions } from '../../../files/open/positions';
import { plainLine } from '../../../words/markup';
import { percent } from '../../../words/numbers';

export const LEFT_OUT = 'column.left-out';

/** Makes diagnostics on the columns' headers; on the first row's cells where there is no header. */
export function leftOutDiagnostics(text: Positions, patched: PatchedTable, schema: Schema): readonly Diagnostic[] {
  if (patched.rowCount === 0) return [];
  return schema.flatMap(({ name, index, reason, digits }) =>
    digits === undefined
      ? []
      : [
          {
            range: headRange(text, patched, index),
            severity: codeSeverity(LEFT_OUT),
            source: 'mixture-lens',
            code: LEFT_OUT,
            message: plainLine(
              sayParts(
                '{column} is left out ({reason}), though {share} of its cells look like numbers. Nothing in it is looked at.',
                { column: { data: name }, reason: { data: reason }, share: percent(digits) },
              ),
            ),
            data: { column: name },
          },
        ],
  );
}

export const FOLLOWS = 'column.follows';

/** Makes diagnostics for columns that follow from others, on their headers. */
export function followsDiagnostics(text: Positions, patched: PatchedTable, schema: Schema): readonly Diagnostic[] {
  if (patched.rowCount === 0) return [];
  return followingColumns(schema).map(({ name, index, relation }) => ({
    range: headRange(text, patched, index),
    severity: codeSeverity(FOLLOWS),
    source: 'mixture-lens',
    code: FOLLOWS,
    message: plainLine(
      sayParts(
        '{column} is {formula}. It takes no part in the fit, which would count it twice, and its cells are checked by it.',
        { column: { data: name }, formula: { data: relationWords(relation) } },
      ),
    ),
    data: { column: name },
  }));
}

/** Returns the fix that fits again with the column as numbers. */
export function readAsNumbers(uri: string, diagnostic: Diagnostic): readonly CodeAction[] {
  const column = isObject(diagnostic.data) ? diagnostic.data.column : undefined;
  if (typeof column !== 'string') return [];
  const title = plainLine(sayParts('Fit again with {column} as numbers', { column: { data: column } }));
  return [
    {
      title,
      kind: CodeActionKind.QuickFix,
      isPreferred: true,
      diagnostics: [diagnostic],
      command: {
        title,
        command: ServerCommand.fit,
        arguments: [{ uri, again: true, options: { kinds: { [column]: 'normal' } } }],
      },
    },
  ];
}
