/**
 * Diagnostics for words with several spellings; fixes for these, for misspelt words, for words in conflict with their
 * rows, and for dates in another form.
 */
import {
  CodeActionKind,
  type CodeAction,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  type TextEdit,
} from 'vscode-languageserver';
import { say, sayParts } from '../../../../language/language';
import { placeOfRow, type PatchedTable } from '../../../core/csv/table/patched';
import { cellRange, cellText, plainText } from '../../../core/csv/table/table';
import type { DateColumn } from '../../../core/schema/dates/dateColumns';
import { secondsIn } from '../../../core/schema/dates/dateParts';
import { meantDate } from '../../../core/schema/dates/meantDate';
import type { Variant } from '../../../core/schema/encoding/encode';
import type { BadCell } from '../../../core/schema/encoding/badCell';
import type { ColumnSchema, Schema } from '../../../core/schema/infer';
import { levelReader } from '../../../core/schema/encoding/values/levelValues';
import { variantWords } from '../../../protocol/report/spellings';
import { cellSource } from '../../../pipeline/fixing/cellForms';
import { isObject } from '../../../protocol/guards/guards';
import { toRange, type Positions } from '../../../files/open/positions';
import { codeSeverity } from '../../diagnostics/severities';
import { clean } from '../../../words/clean';
import { plainLine, type MarkupLine } from '../../../words/markup';

export const MISSPELT = 'cell.misspelt';
export const VARIANT = 'cell.variant';
export const PATTERN = 'cell.pattern';
export const DEPENDENCY = 'cell.dependency';
const BAD_DATE = 'cell.bad-date';
const BLANKS = 'cell.blanks';
const MENDED: readonly unknown[] = [MISSPELT, VARIANT, PATTERN, DEPENDENCY, BAD_DATE, BLANKS];

/** Whether `mendSpelling` may have fixes for a diagnostic. */
export function hasMeantText({ code }: Diagnostic): boolean {
  return MENDED.includes(code);
}

/** Maximum number of related places of a diagnostic. */
const MOST_RELATED = 50;
/** Maximum number of changes in a fix of all cells. */
const MOST_EDITS = 10_000;

export interface SpellingPlace {
  readonly uri: string;
  readonly text: Positions;
  readonly patched: PatchedTable;
}

/** Makes one diagnostic per column, at the first cell in another spelling, with links to the others. */
export function variantDiagnostics(
  { uri, text, patched }: SpellingPlace,
  variants: readonly Variant[],
  hasRelated: boolean,
): Diagnostic[] {
  return [...new Set(variants.map(({ column }) => column))].flatMap((column): Diagnostic[] => {
    const matching = variants.filter((variant) => variant.column === column);
    const count = matching.reduce((sum, { rows }) => sum + rows.length, 0);
    const first = matching
      .flatMap(({ rows, text: typed, meant }) =>
        Array.from(rows.subarray(0, MOST_RELATED + 1), (row) => ({ row, typed, meant })),
      )
      .sort((a, b) => a.row - b.row)
      .slice(0, MOST_RELATED + 1);
    const places = first.flatMap((each) => {
      const { table, row, offset } = placeOfRow(patched, each.row);
      const range = cellRange(table, row, column);
      return range === undefined
        ? []
        : [
            {
              ...each,
              range: toRange(text, range, offset),
              instead: cellSource(each.meant, table.scan.text.slice(range.start, range.end), table.dialect),
            },
          ];
    });
    if (places.length === 0) return [];
    const [{ range, instead, meant }, ...others] = places;
    const spellings = matching.map(({ text: typed, meant, rows }) => ({ text: typed, meant, count: rows.length }));
    const related = others.map((other): DiagnosticRelatedInformation => ({
      location: { uri, range: other.range },
      message: plainLine(sayParts('"{cell}", too.', { cell: { data: other.typed } })),
    }));
    return [
      {
        range,
        severity: codeSeverity(VARIANT),
        source: 'mixture-lens',
        code: VARIANT,
        message: variantWords({ column: patched.base.columns[column], count, spellings }, clean),
        data: { column, meant, instead },
        ...(hasRelated && related.length > 0 && { relatedInformation: related }),
      },
    ];
  });
}

export interface SpellingFix extends SpellingPlace {
  readonly version: number;
  /** Schema of the model. Without a schema only the cell itself is fixed. */
  readonly schema: Schema | undefined;
  /** Cells reported as wrong. */
  readonly badCells: readonly BadCell[];
  readonly diagnostic: Diagnostic;
}

/**
 * Returns fixes that write the meant text in this cell, or in all such cells of its column; or that empty the cell. The
 * data of the diagnostic come back from the client and may hold anything.
 */
export function mendSpelling(fix: SpellingFix): readonly CodeAction[] {
  const { uri, version, schema, diagnostic } = fix;
  const { column, meant, instead } = isObject(diagnostic.data) ? diagnostic.data : {};
  const isCleared = diagnostic.code !== VARIANT;
  const action = (title: string, edits: TextEdit[], isPreferred = false): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    ...(isPreferred && { isPreferred }),
    diagnostics: [diagnostic],
    edit: { documentChanges: [{ textDocument: { uri, version }, edits }] },
  });
  const empty = isCleared ? [action(say('Make the cell empty'), [{ range: diagnostic.range, newText: '' }])] : [];
  if (typeof meant !== 'string' || typeof instead !== 'string' || typeof column !== 'number')
    return diagnostic.code === PATTERN || diagnostic.code === BAD_DATE ? empty : [];
  // Where two cells conflict, the other one may be wrong instead.
  const cellFix = action(
    plainLine(sayParts('Replace with "{meant}"', { meant: { data: meant } })),
    [{ range: diagnostic.range, newText: instead }],
    diagnostic.code !== DEPENDENCY,
  );
  const described = schema?.find(({ index }) => index === column);
  const columnEdits = editsInColumn(fix, column, described);
  const title = plainLine(titleOf(diagnostic.code, columnEdits.length, described?.name ?? ''));
  return [cellFix, ...(columnEdits.length > 1 ? [action(title, columnEdits)] : []), ...empty];
}

function editsInColumn(fix: SpellingFix, column: number, described: ColumnSchema | undefined): TextEdit[] {
  const { code } = fix.diagnostic;
  if (code === DEPENDENCY || code === BLANKS) return meantEdits(fix, code, column);
  if (code === BAD_DATE) return described?.dates === undefined ? [] : dateEdits(fix, column, described.dates);
  return described?.spelling === undefined ? [] : spellingEdits(fix, described, code === VARIANT);
}

function titleOf(code: Diagnostic['code'], count: number, name: string): MarkupLine {
  const scope = count === MOST_EDITS ? 'first' : 'all';
  const column = { data: name };
  switch (code) {
    case VARIANT:
      return sayParts(
        '{scope, select, first {Write the first {count, number} cells of {column} in their commonest spelling} other {Write all {count, number} cells of {column} in their commonest spelling}}',
        { scope, count, column },
      );
    case DEPENDENCY:
      return sayParts(
        '{scope, select, first {Correct the first {count, number} cells of {column} that do not fit their rows} other {Correct all {count, number} cells of {column} that do not fit their rows}}',
        { scope, count, column },
      );
    case BLANKS:
      return sayParts(
        '{scope, select, first {Remove the blanks at the ends of the first {count, number} such cells of {column}} other {Remove the blanks at the ends of all {count, number} such cells of {column}}}',
        { scope, count, column },
      );
    case BAD_DATE:
      return sayParts(
        '{scope, select, first {Write the first {count, number} odd dates of {column} as the others are} other {Write all {count, number} odd dates of {column} as the others are}}',
        { scope, count, column },
      );
    default:
      return sayParts(
        '{scope, select, first {Correct the first {count, number} misspelt cells of {column}} other {Correct all {count, number} misspelt cells of {column}}}',
        { scope, count, column },
      );
  }
}

/** Writes each date of a column that is in another form as the others are. */
function dateEdits(fix: SpellingFix, column: number, dates: DateColumn): TextEdit[] {
  return editsOf(fix, column, (text) =>
    text === '' || Number.isFinite(secondsIn(text, dates.form)) ? undefined : meantDate(text, dates)?.text,
  );
}

/** Writes the meant text into each cell of a column that is wrong for one reason. */
function meantEdits({ text, patched, badCells }: SpellingFix, reason: string, column: number): TextEdit[] {
  return badCells
    .filter(({ code, column: cellColumn }) => code === reason && cellColumn === column)
    .slice(0, MOST_EDITS)
    .flatMap(({ row: n, meant = '' }): TextEdit[] => {
      const { table, row, offset } = placeOfRow(patched, n);
      const range = cellRange(table, row, column);
      return range === undefined
        ? []
        : [
            {
              range: toRange(text, range, offset),
              newText: cellSource(meant, table.scan.text.slice(range.start, range.end), table.dialect),
            },
          ];
    });
}

/** Writes the meant text into each cell of a column in another spelling, in the order of the rows. */
function spellingEdits(fix: SpellingFix, column: ColumnSchema, isVariant: boolean): TextEdit[] {
  const levelOf = levelReader(column);
  return editsOf(fix, column.index, (text) => {
    const { meant, value } = levelOf(text);
    return meant !== undefined && Number.isNaN(value) !== isVariant ? meant : undefined;
  });
}

/** Writes the meant text into the cells of a column that have one, in the order of the rows. */
function editsOf(
  { text, patched }: SpellingFix,
  column: number,
  meantIn: (cell: string) => string | undefined,
): TextEdit[] {
  const edits: TextEdit[] = [];
  for (let n = 0; n < patched.rowCount && edits.length < MOST_EDITS; n++) {
    const { table, row, offset } = placeOfRow(patched, n);
    const meant = meantIn(plainText(cellText(table, row, column)));
    const range = meant === undefined ? undefined : cellRange(table, row, column);
    if (meant === undefined || range === undefined) continue;
    edits.push({
      range: toRange(text, range, offset),
      newText: cellSource(meant, table.scan.text.slice(range.start, range.end), table.dialect),
    });
  }
  return edits;
}
