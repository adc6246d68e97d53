/** Drafts of findings: everything but their exact places and hashes, for which the rows are read again. */
import type { Matrix } from '../../core/data/matrix';
import type { FittedModel, Judgement } from '../../core/judging/fittedModel';
import { describedColumns, usedColumns } from '../../core/schema/encoding/usedColumns';
import type { Reading } from '../../formats/table/readTable';
import type { Finding, FitReport, RowFinding, UnreadableCell } from '../../protocol';
import type { CheckFinding, Region } from '../../protocol/report/checkReport';
import {
  isFindingCode,
  severityOfBreak,
  severityOfCode,
  severityOfTail,
  type FindingCode,
} from '../../protocol/report/findingCodes';
import { isRepeatedValue } from '../../protocol/report/checked';
import { blamesCells, rowFindings, smallestTail } from '../../protocol/report/report';
import type { PlaceNoun } from '../../protocol/places';
import { variantWords } from '../../protocol/report/spellings';
import { repeatsWords } from '../../words/complaints/complaint';
import { cellWords, notationOf, otherFindingWords, plural, tailWords, type Notation } from '../../words/findingClauses';
import { printable } from '../../words/printable';
import { columnReport } from '../fitReport';

/** Place of a finding: a row, a cell, the name of a column, or a stretch of text. */
export type Spot =
  | { readonly row: number; readonly column?: number | undefined }
  | { readonly name: number }
  | { readonly region: Region };

export interface Draft {
  readonly code: FindingCode;
  readonly severity: CheckFinding['severity'];
  readonly message: string;
  readonly spot: Spot;
  /** Column of the table, by its position. */
  readonly column?: number;
  /** Source text of the cell. */
  readonly value?: string;
  readonly related?: readonly { readonly spot: Spot; readonly message: string }[];
  /** Content that identifies the finding; left out where it is that of the row. */
  readonly content?: readonly string[];
}

/** A table that was fitted, or judged by a model. */
export interface CheckedRows {
  readonly reading: Reading;
  readonly model: FittedModel;
  readonly judgement: Judgement;
  readonly matrix: Matrix;
  readonly report: Pick<FitReport, 'findings' | 'unreadable' | 'unlistedCells'>;
}

/** Maximum number of cells named in a message. */
const MOST_CELLS = 3;
/** Maximum number of further places of a finding about many rows. */
const MOST_RELATED = 10;
/** Maximum length of a reason in characters: it may quote names and cells. */
const LONGEST_REASON = 300;

/** Severity of a code in a check, where hints are notes. */
export function findingSeverity(code: FindingCode): CheckFinding['severity'] {
  const severity = severityOfCode(code);
  return severity === 'hint' ? 'information' : severity;
}

/** Returns the drafts of all findings but those about the division of rows into cells. */
export function draftsOf(checked: CheckedRows): readonly Draft[] {
  const { report, model, reading } = checked;
  const notation = notationOf(describedColumns(model.schema).map(columnReport));
  // The columns of a model also include parts of a table's column.
  const positions = new Map(usedColumns(model.schema).map(({ name, index }) => [name, index]));
  reading.table.columns.forEach((name, index) => positions.set(name, index));
  const { noun = 'line' } = reading.input.places ?? {};
  return [
    ...rowFindings(report.findings).map((finding) => rowDraft(finding, notation, positions)),
    ...(report.unreadable ?? []).flatMap((cell) => cellDrafts(cell, positions, noun)),
    ...report.findings.flatMap((finding) => wholeDrafts(finding, checked, positions)),
    ...variantDrafts(checked),
    ...unlistedDraft(report.unlistedCells ?? 0, 'cell', 'cannot be read or do not add up'),
  ];
}

type Positions = ReadonlyMap<string, number>;

function rowDraft(finding: RowFinding, notation: Notation, positions: Positions): Draft {
  const { code, row, cells } = finding;
  const tail = smallestTail(finding);
  const severity = severityOfTail(tail);
  const [first, ...further] = cells;
  if (!blamesCells(finding) || first === undefined) {
    const hint = first === undefined ? '' : `; the least likely one: ${cellWords(first, notation)}`;
    const message = `the row is unlikely (p ${tailWords(tail)}), though no single cell stands out${hint}`;
    return { code, severity: asFinding(severity), message, spot: { row } };
  }
  const named = cells.slice(0, MOST_CELLS).map((cell) => cellWords(cell, notation));
  const column = positions.get(first.column);
  return {
    code,
    severity: asFinding(severity),
    message: `${named.join('; ')} given its other cells (p ${tailWords(tail)})`,
    spot: { row, column },
    ...(column !== undefined && { column }),
    value: first.value,
    related: further.map((cell) => ({
      spot: { row, column: positions.get(cell.column) },
      message: cellWords(cell, notation),
    })),
  };
}

function asFinding(severity: ReturnType<typeof severityOfTail>): CheckFinding['severity'] {
  return severity === 'hint' ? 'information' : severity;
}

function cellDrafts(cell: UnreadableCell, positions: Positions, noun: PlaceNoun): readonly Draft[] {
  const { code, row, text, reason, isGap, repeats, moved = [] } = cell;
  if (!isFindingCode(code)) return [];
  if (code === 'row.duplicate' || code === 'row.near-duplicate') return repeatedRowDrafts(code, cell, noun);
  const column = positions.get(cell.column);
  const movedCells = moved
    .filter((other) => other.column !== cell.column)
    .map((other) => ({
      spot: { row, column: positions.get(other.column) },
      message: `"${printable(other.text)}" stands where "${printable(other.meant)}" was meant`,
    }));
  const first =
    repeats === undefined ? [] : [{ spot: { row: repeats.row, column }, message: 'the first cell with this value' }];
  return [
    {
      code,
      severity: isGap === true ? asFinding(severityOfBreak(true)) : findingSeverity(code),
      message: `"${printable(text)}" ${printable(reason, LONGEST_REASON)}`,
      spot: { row, column },
      ...(column !== undefined && { column }),
      value: text,
      related: [...movedCells, ...first],
    },
  ];
}

/** Makes a draft for each row that repeats another: a baseline must not hide further ones behind the first. */
function repeatedRowDrafts(
  code: 'row.duplicate' | 'row.near-duplicate',
  { row, line, reason, repeats = { row, line }, more = [] }: UnreadableCell,
  noun: PlaceNoun,
): readonly Draft[] {
  const says = (earlier: number): string =>
    code === 'row.near-duplicate' ? printable(reason, LONGEST_REASON) : repeatsWords(noun, earlier);
  return [{ row, line, repeats }, ...more].map((repeated) => ({
    code,
    severity: findingSeverity(code),
    message: `the row ${says(repeated.repeats.line)}`,
    spot: { row: repeated.row },
    related: [{ spot: { row: repeated.repeats.row }, message: 'the row that says it first' }],
  }));
}

/** Makes the drafts of findings about columns and groups. Hints become notes, and spellings have a draft each. */
function wholeDrafts(finding: Finding, { reading }: CheckedRows, positions: Positions): readonly Draft[] {
  if ('row' in finding || finding.code === 'cell.variant' || severityOfCode(finding.code) === 'hint') return [];
  const { code } = finding;
  const draft = {
    code,
    severity: findingSeverity(code),
    message: otherFindingWords(finding, reading.input.places?.noun),
  };
  if (finding.code === 'group.small') {
    const { rows, differences } = finding;
    const related = rows
      .slice(1, MOST_RELATED + 1)
      .map((row) => ({ spot: { row }, message: `row ${row + 1} belongs to it` }));
    return [{ ...draft, spot: { row: rows[0] }, related, content: differences.map(({ column }) => column).sort() }];
  }
  const column = positions.get(finding.column) ?? reading.table.columns.indexOf(finding.column);
  const isRepeated = isRepeatedValue(finding);
  const related = isRepeated
    ? finding.rows.slice(0, MOST_RELATED).map((row) => ({ spot: { row, column }, message: 'a cell with this number' }))
    : [];
  return [
    {
      ...draft,
      spot: { name: column },
      column,
      related,
      content: isRepeated ? [finding.value] : [],
      ...(isRepeated && { value: finding.value }),
    },
  ];
}

/** Makes a draft for each other spelling, at its first cell. */
function variantDrafts({ reading, judgement }: CheckedRows): readonly Draft[] {
  return judgement.variants.map(({ column, text, meant, rows }) => {
    const name = reading.table.columns[column];
    const spellings = [{ text, meant, count: rows.length }];
    return {
      code: 'cell.variant',
      severity: findingSeverity('cell.variant'),
      message: variantWords({ column: name, count: rows.length, spellings }, printable),
      spot: { row: rows[0], column },
      column,
      value: text,
      related: Array.from(rows.subarray(1, MOST_RELATED + 1), (row) => ({
        spot: { row, column },
        message: `"${printable(text)}", too`,
      })),
      content: [text, meant],
    };
  });
}

/** Makes a draft for findings that are counted but not listed; none if there are none. */
export function unlistedDraft(count: number, noun: string, fault: string): readonly Draft[] {
  if (count === 0) return [];
  return [
    {
      code: 'not-shown',
      severity: findingSeverity('not-shown'),
      message: `${plural(count, `more ${noun}`)} ${fault}; only the first are listed, so correct those first`,
      spot: { region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 } },
      content: [noun, String(count)],
    },
  ];
}
