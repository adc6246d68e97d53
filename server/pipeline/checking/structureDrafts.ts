/** Findings about the division of a table into rows and cells, each with its exact place. */
import { placeIn } from '../../core/csv/stream/cellPlaces';
import { lastAtMost, readTable, type Table, type TableProblem } from '../../core/csv/table/table';
import { wholeText, type Reading } from '../../formats/table/readTable';
import { printable } from '../../words/printable';
import { findingSeverity, unlistedDraft, type Draft } from './drafts';
import { regionOf } from './regions';

/** Size of the largest text, in bytes, that is divided again as a whole to find all its faults. */
const LARGEST_TEXT = 2 ** 25;
/** Maximum length of a message in characters: it may quote the file. */
const LONGEST_MESSAGE = 300;
/** Maximum number of further empty rows that are listed. */
const MOST_RELATED = 10;
const UNLISTED = ['structural problem', 'follow'] as const;

export interface StructureDrafts {
  readonly drafts: readonly Draft[];
  /** Rows that another delimiter divides: their cells are wrong for this reason alone. */
  readonly mixedRows: ReadonlySet<number>;
}

/** Returns the findings about rows and quotes; of a large text only the first. */
export function structureDrafts({ input, beginning, table }: Reading): StructureDrafts {
  const { problem, problemCount } = table;
  if (problem === undefined) return { drafts: [], mixedRows: new Set() };
  if (input.size > LARGEST_TEXT) {
    const { code, line, message } = problem;
    const region = { startLine: line + 1, startColumn: 1, endLine: line + 1, endColumn: 1 };
    const draft = { code, severity: findingSeverity(code), message: printable(message, LONGEST_MESSAGE) };
    return {
      drafts: [{ ...draft, spot: { region }, content: [] }, ...unlistedDraft(problemCount - 1, ...UNLISTED)],
      mixedRows: new Set(),
    };
  }
  const whole = readTable(wholeText(input), beginning.dialect);
  const drafts = withOneForEmptyRows(whole.problems.map((each) => problemDraft(whole, each)));
  return {
    drafts: [...drafts, ...unlistedDraft(whole.problemCount - whole.problems.length, ...UNLISTED)],
    mixedRows: new Set(
      whole.problems.flatMap(({ code, start }) => (code === 'delimiter.mixed' ? [rowAt(whole, start)] : [])),
    ),
  };
}

/** Merges the drafts of empty rows, which have one cause, into the first of them. */
function withOneForEmptyRows(drafts: readonly Draft[]): readonly Draft[] {
  const [first, ...further] = drafts.filter(({ code }) => code === 'row.empty');
  if (first === undefined || further.length === 0) return drafts;
  const merged = {
    ...first,
    message: `${first.message} ${further.length} more ${further.length === 1 ? 'row is' : 'rows are'} like it.`,
    related: further.slice(0, MOST_RELATED).map(({ spot }) => ({ spot, message: 'an empty row, too' })),
  };
  return drafts.flatMap((draft) => (draft.code !== 'row.empty' ? [draft] : draft === first ? [merged] : []));
}

function problemDraft(table: Table, { code, start, end, message }: TableProblem): Draft {
  const { scan } = table;
  const record = recordAt(table, start);
  const recordStart = scan.cellStart[scan.recordFirstCell[record]];
  const source = scan.text.slice(recordStart, Math.max(end, start));
  const [firstLine] = scan.text.slice(recordStart, scan.recordEnd[record]).split(/\r\n|\r|\n/, 1);
  return {
    code,
    severity: findingSeverity(code),
    message: printable(message, LONGEST_MESSAGE),
    spot: { region: regionOf(placeIn(source, scan.recordLine[record], [start - recordStart, end - recordStart])) },
    content: [firstLine.trim()],
  };
}

function recordAt({ scan }: Table, offset: number): number {
  return lastAtMost(scan.recordCount, (record) => scan.cellStart[scan.recordFirstCell[record]], offset);
}

function rowAt(table: Table, offset: number): number {
  return lastAtMost(table.rowCount, (row) => table.rowRecord[row], recordAt(table, offset));
}
