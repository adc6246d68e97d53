/**
 * The frame of a table: the lines of its text that are not rows. Comments begin with a prefix; preambles, rows of units
 * or types, rules, repeated headers and footers are recognised by their text, so that they stay the same wherever a
 * text is cut and whatever is edited.
 */
import { commonestCellCount, LEAST_ALIKE_ROWS, type TableFacts, RULE_LINE, type FrameLine } from './frame/line';
import { preambleIn, widthOf } from './frame/preamble';
import { chooseTable } from './frame/severalTables';
import type { Delimiter } from '../stream/walk';
import { detectPart, textsOf, type FramePart } from './frame/framePart';

export type { FrameLine } from './frame/line';

export interface Frame {
  /** Prefix of lines that are not rows; '' for none. */
  readonly comment: string;
  /** Other lines that are not rows, as written, without trailing blanks. */
  readonly passedOver: readonly string[];
  /** The line that names the columns, if it is one of these or a comment. */
  readonly names?: string;
  /** Further lines that name the columns; they are skipped as well. */
  readonly moreNames?: readonly string[];
  /** Delimiter of the names in this line, if it is not the table's. */
  readonly namesDelimiter?: Delimiter;
  /** Index of the surplus cell of the header: it has no name, and rows have one cell less. */
  readonly surplusName?: number;
  /** Whether no line above the one that names the columns is a row, because another table stands there. */
  readonly isBelow?: boolean;
  /** First line of another table: from there on no line is a row. */
  readonly until?: string;
  /** Whether rows begin with a cell that has no name in the header: R's row names. */
  readonly hasRowNames?: true;
  /** Whether lines that begin like totals, such as "Subtotal North", do not count as rows. */
  readonly hasTotals?: true;
  /**
   * Number of lines above the table, without comments, and number of rows of units or types below the header; left out
   * if zero.
   */
  readonly skipped?: number;
  readonly unitsRows?: number;
  /**
   * Number of columns at the end with neither a name nor a value: empty cells after the last column are not a
   * fault. Left out otherwise.
   */
  readonly trailing?: number;
}

const COMMENT = /^(?:#|~|%|!|\\(?=\w+ *=|\\ )|\/\/)/;
const SEPARATOR = /^sep=.$/i;
/** Minimum number of rows of a table with comments below its first line. */
const LEAST_ROWS_BESIDE_REMARKS = 2;

/**
 * Detects the frame of a table; undefined where every line is a header or a row.
 *
 * @param lines the first lines that are not blank
 * @param tail the last lines, some of which may be among the first
 */
export function detectFrame(
  lines: readonly FrameLine[],
  tail: readonly FrameLine[],
  facts: TableFacts,
): Frame | undefined {
  const [comment, commentLines] = commentIn(lines, facts);
  const isComment = ({ text }: FrameLine): boolean => comment !== '' && text.startsWith(comment);
  const yamlCount = yamlIn(lines);
  const content = lines.slice(yamlCount).filter((line) => !isComment(line));
  const rules = [...content, ...tail].filter(({ text }) => RULE_LINE.test(text));
  const separators = content.filter(({ text }) => SEPARATOR.test(text));
  const tableLines = content.filter(({ text }) => !RULE_LINE.test(text) && !SEPARATOR.test(text));
  const several =
    facts.skip === undefined
      ? chooseTable(tableLines, { ...facts, isCut: facts.isCut === true && continuesIn(tableLines, tail) }, (body) =>
          preambleIn(body, widthOf(body), facts),
        )
      : undefined;
  const part = detectPart(
    several?.lines ?? tableLines,
    several?.until === undefined ? tail.filter((line) => !isComment(line)) : [],
    { lines, commentLines, comment },
    facts,
  );
  const passedOver = textsOf([
    ...lines.slice(0, yamlCount),
    ...separators,
    ...rules,
    ...(several?.otherTables ?? []),
    ...part.passedOver,
  ]);
  return frameOf(comment, passedOver, part, several);
}

/** Assembles the frame; undefined where every line is a header or a row. */
function frameOf(
  comment: string,
  passedOver: readonly string[],
  part: FramePart,
  several: ReturnType<typeof chooseTable>,
): Frame | undefined {
  const names = part.names ?? (several?.isBelow === true ? part.header?.text.trimEnd() : undefined);
  const { moreNames, hasRowNames, hasTotals, skipped, units, trailing, namesDelimiter, surplusName } = part;
  const isBelow = several?.isBelow === true && names !== undefined;
  const until = several?.until;
  if (
    comment === '' &&
    passedOver.length === 0 &&
    names === undefined &&
    !hasRowNames &&
    !hasTotals &&
    trailing === undefined &&
    until === undefined &&
    surplusName === undefined
  )
    return undefined;
  return {
    comment,
    passedOver: isBelow ? textsOf([...passedOver, names].map((text) => ({ text }))) : passedOver,
    ...(names !== undefined && { names }),
    ...(namesDelimiter !== undefined && { namesDelimiter }),
    ...(moreNames.length > 0 && { moreNames }),
    ...(isBelow && { isBelow }),
    ...(until !== undefined && { until }),
    ...(hasRowNames && { hasRowNames }),
    ...(hasTotals && { hasTotals }),
    ...(skipped > 0 && { skipped }),
    ...(units > 0 && { unitsRows: units }),
    ...(trailing !== undefined && { trailing }),
    ...(surplusName !== undefined && { surplusName }),
  };
}

/** Whether the lines at the end have as many cells as the last of those at the beginning. */
function continuesIn(lines: readonly FrameLine[], tail: readonly FrameLine[]): boolean {
  return commonestCellCount(lines.slice(-LEAST_ALIKE_ROWS)) === commonestCellCount(tail);
}

/** Detects the comment prefix, and the lines at the beginning that have it. */
function commentIn(
  lines: readonly FrameLine[],
  { comment }: TableFacts,
): [comment: string, lines: readonly FrameLine[]] {
  const prefix = comment ?? COMMENT.exec(lines[0]?.text ?? '')?.[0] ?? (hasRemarks(lines) ? '#' : '');
  if (prefix === '') return ['', []];
  const end = lines.findIndex(({ text }) => !text.startsWith(prefix));
  if (comment === undefined && (end < 0 || isHeader(lines, prefix))) return ['', []];
  return [prefix, lines.slice(0, Math.max(end, 0))];
}

/** Whether some lines below the first begin with "# " and are too short for rows, and all further lines are rows. */
function hasRemarks([first, ...others]: readonly FrameLine[]): boolean {
  const rows = others.filter(({ text }) => !text.startsWith('#'));
  const remarks = others.filter(({ text }) => text.startsWith('#'));
  const width = first?.cells.length ?? 0;
  return (
    width > 1 &&
    remarks.length > 0 &&
    rows.length >= LEAST_ROWS_BESIDE_REMARKS &&
    rows.every(({ cells }) => cells.length === width) &&
    remarks.every(({ text, cells }) => text.startsWith('# ') && cells.length < width)
  );
}

/**
 * Whether only the first line has the prefix, and as many cells as the next: a header such as "#,name" or "%
 * change,volume".
 */
function isHeader([first, second, ...others]: readonly FrameLine[], prefix: string): boolean {
  return (
    first.cells.length > 1 &&
    first.cells.length === second.cells.length &&
    ![second, ...others].some(({ text }) => text.startsWith(prefix))
  );
}

/** Counts the lines at the beginning that are YAML between dashes, as data.table writes it. */
function yamlIn(lines: readonly FrameLine[]): number {
  if (lines[0]?.text.trimEnd() !== '---') return 0;
  return lines.findIndex(({ text }, i) => i > 0 && /^(?:---|\.\.\.)\s*$/.test(text)) + 1;
}
