/** What a panel asks of a document's model and rows: finds the rows, and has the question answered. */
import { placeOfRow, rowsAfter } from '../../core/csv/table/patched';
import { cellText, type Table } from '../../core/csv/table/table';
import { answer } from '../../pipeline/answer';
import { cellsOfTable, toldOfTable, type Judged } from '../../pipeline/judgedRows';
import type { InsightAnswer, InsightQuestion, RowFilter } from '../../protocol/insight';
import type { OpenDocument } from '../../files/openDocument';
import { isObject } from '../../protocol/guards/guards';
import { rowsOn, standingRow } from '../standingRows';
import { inSteps } from '../../threads/steps';

const NOT_OPEN = 'There is no fit of this file, and it is not open in the editor; fit a mixture first.';
const NO_MODEL = 'There is no model of this file in the server; fit it again.';
const NO_ROWS = 'There is no row in the file any more.';
const CHANGED = 'The text changed meanwhile.';

/** Never rejects for a file that there is nothing to say of; a malformed question is answered as such. */
export async function insightOf(
  document: OpenDocument | undefined,
  params: unknown,
  unopened: (question: InsightQuestion) => Promise<InsightAnswer | undefined>,
): Promise<InsightAnswer> {
  const question = isObject(params) ? params.question : undefined;
  if (!isQuestion(question)) return { kind: 'none', why: 'The question was malformed.' };
  if (document === undefined) return (await unopened(question)) ?? { kind: 'none', why: NOT_OPEN };
  if (document.model() === undefined) return { kind: 'none', why: NO_MODEL };
  if (question.kind !== 'separation' && document.patched().rowCount === 0) return { kind: 'none', why: NO_ROWS };
  const judged = await judgedOf(document);
  return judged === undefined ? { kind: 'none', why: CHANGED } : answer(question, judged);
}

/** What questions about a document are asked of; undefined where it has no model, or the text changes meanwhile. */
export async function judgedOf(document: OpenDocument): Promise<Judged | undefined> {
  const { version } = document;
  const judged = await inSteps(document.judged(), () => document.version === version);
  return judged && placed(document, judged);
}

/** The table that edits are edits of, as the model judges it. */
type JudgedText = Pick<Judged, 'model' | 'judgement'> & { readonly table: Table };

/** The rows are those of the text that edits are edits of; they are found again where they stand now. */
function placed(document: OpenDocument, { table, model, judgement }: JudgedText): Judged {
  const { text, expected } = document;
  const patched = document.patched();
  const after = rowsAfter(patched);
  const isTold = (row: number): boolean =>
    expected.size === 0 || expected.reasonFor(table.columns, (column) => cellText(table, row, column)) === undefined;
  return {
    ...cellsOfTable(table, model),
    judgement,
    unlikely: new Set(judgement.unlikely.map(({ row }) => row).filter(isTold)),
    told: toldOfTable(table, (row) => {
      const at = after(row);
      return at < 0 ? null : standingRow(text, patched, at).range.start.line + 1;
    }),
    rowOn: (line) => {
      const position = { line: line - 1, character: 0 };
      for (const { row } of rowsOn(text, patched, { start: position, end: position })) {
        const place = placeOfRow(patched, row);
        return place.table === patched.base ? place.row : undefined;
      }
      return undefined;
    },
  };
}

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isWhole: Check = (value) => Number.isSafeInteger(value);

const FILTERS: { readonly [K in RowFilter['of']]: Readonly<Record<string, Check>> } = {
  bins: { column: isText, from: isWhole, to: isWhole },
  level: { column: isText, level: isText },
  missing: { column: isText },
  certainty: { from: isWhole, to: isWhole },
  between: { first: isWhole, second: isWhole },
  label: { column: isText, label: isText, cluster: isWhole },
};

const QUESTIONS: { readonly [K in InsightQuestion['kind']]: Readonly<Record<string, Check>> } = {
  separation: {},
  distribution: { column: isText },
  certainty: {},
  crossTable: { column: isText },
  pair: { x: isText, y: isText },
  rows: { where: (value) => hasShape(value, 'of', FILTERS), from: (value) => isWhole(value) && Number(value) >= 0 },
  row: {
    row: (value) => value === undefined || (isWhole(value) && Number(value) >= 0),
    line: (value) => value === undefined || (isWhole(value) && Number(value) >= 1),
  },
};

function isQuestion(value: unknown): value is InsightQuestion {
  return hasShape(value, 'kind', QUESTIONS);
}

function hasShape(
  value: unknown,
  tag: string,
  shapes: Readonly<Record<string, Readonly<Record<string, Check>>>>,
): boolean {
  if (!isObject(value)) return false;
  const name = value[tag];
  if (typeof name !== 'string' || !Object.hasOwn(shapes, name)) return false;
  return Object.entries(shapes[name]).every(([field, check]) => check(value[field]));
}
