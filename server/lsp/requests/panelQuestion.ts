/** Questions of a panel about a fitted file: validated, then answered by the file. */
import { say } from '../../../language/language';
import type { FittedFile } from '../../files/fittedFile';
import { isObject } from '../../protocol/guards/guards';
import type { InsightAnswer, InsightQuestion, RowFilter } from '../../protocol/insight';

/** Answers a question. For an unknown file or a malformed question, the answer has the kind "none" and a reason. */
export async function insightOf(file: FittedFile | undefined, params: unknown): Promise<InsightAnswer> {
  const question = isObject(params) ? params.question : undefined;
  if (!isQuestion(question)) return { kind: 'none', why: 'The question was malformed.' };
  return file === undefined
    ? { kind: 'none', why: say('There is no fit of this file, and it is not open in the editor; fit a mixture first.') }
    : file.answer(question);
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
