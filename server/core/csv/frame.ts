/**
 * The frame of a table: lines of its text that are no rows. Comments begin with a mark; preambles, rows of units or types, rules, headers
 * that come again and footers are known by what stands in them, so that they are the same ones wherever a text is cut and whatever is edited.
 */
import { beginsAsTotal, haveTotals, isLastTotal } from './totals';
import { decodeUtf8 } from './utf8';

export interface Frame {
  /** What lines begin with that are no rows; '' for none. */
  readonly comment: string;
  /** Other lines that are no rows, as they are written, without the blanks at their ends. */
  readonly passedOver: readonly string[];
  /** The line that names the columns, where it is one of these or a comment. */
  readonly names?: string;
  /** Whether rows begin with a cell that has no name in the header: R's row names. */
  readonly hasRowNames?: true;
  /** Whether lines that begin as totals do, such as "Subtotal North", are no rows. */
  readonly hasTotals?: true;
  /** How many lines stand above the table, comments aside, and how many rows below the header are of units or types; left out where there are none. */
  readonly skipped?: number;
  readonly unitsRows?: number;
  /** How many columns at the end have neither a name nor a value: empty cells behind the last column are no fault. Left out where they are. */
  readonly trailing?: number;
}

/** Tells lines that are no rows. */
export class PassedOver {
  private readonly lines: ReadonlySet<string>;
  private readonly comment: string;
  private readonly hasTotals: boolean;
  /** By the first unit of a line: whether it may be one; all beyond ASCII are at the end. */
  private readonly beginnings = new Uint8Array(129);

  constructor(frame: Frame | undefined) {
    this.lines = new Set(frame?.passedOver);
    this.comment = frame?.comment ?? '';
    this.hasTotals = frame?.hasTotals === true;
    if (this.hasTotals) this.beginnings.fill(1);
    for (const line of [...this.lines, this.comment]) if (line !== '') this.beginnings[Math.min(128, line.charCodeAt(0))] = 1;
  }

  get isEmpty(): boolean {
    return this.comment === '' && this.lines.size === 0 && !this.hasTotals;
  }

  /** Whether a line that begins with this unit, or byte of UTF-8, may be one. */
  mayBegin(code: number): boolean {
    return this.beginnings[Math.min(128, code)] === 1;
  }

  has(line: string): boolean {
    return (this.comment !== '' && line.startsWith(this.comment)) || this.lines.has(line.trimEnd()) || (this.hasTotals && beginsAsTotal(line));
  }

  /** Whether a line that is passed over sums up rows. */
  isTotal(line: string): boolean {
    return this.hasTotals ? beginsAsTotal(line) : this.lines.has(line.trimEnd()) && beginsAsTotal(line);
  }

  /** The same of a line in UTF-8. */
  hasIn(bytes: Uint8Array, start: number, end: number): boolean {
    return this.has(decodeUtf8(bytes, start, end));
  }
}

/** A line as the frame is sought by it. */
export interface Line {
  readonly text: string;
  /** What its cells say, trimmed. */
  readonly cells: readonly string[];
}

/** What the search must know of the table. */
export interface Known {
  readonly isNumber: (cell: string) => boolean;
  /** NaN where it is none. */
  readonly numberOf: (cell: string) => number;
  readonly isMissing: (cell: string) => boolean;
  /** Cells of a line. */
  readonly cellsOf: (text: string) => readonly string[];
  /** Whether the first of some records names the columns. */
  readonly hasHeader: (records: readonly (readonly string[])[]) => boolean;
  /** What a person said: lines at the beginning that are no part of the table, the comment prefix, rows of units below the header. */
  readonly skip?: number | undefined;
  readonly comment?: string | undefined;
  readonly unitsRows?: number | undefined;
}

const COMMENT = /^(?:#|~|%|!|\/\/)/;
/** A line of nothing but strokes. */
const RULE = /^(?=.*[-=_─━═]{3})[\s|+\-=:_─━═┼│├┤┌┐└┘┬┴╪,;]+$/u;
const SEPARATOR = /^sep=.$/i;
const FOOTER = /^(?:\(?\s*\d+\s+(?:rows?|records?|lines?|entries|observations)\b|end of\b|source:|note:|exported\b|generated\b)/i;
/** A sentence, or a mark of a footnote: a name alone may be a row of which all else is missing. */
const REMARK = /^(?:total|subtotal|sum|average|mean)\b|^[*†([]|(?:\p{L}\S*\s+){2}\p{L}/iu;
const TYPE = /^(?:\[.*\]|\(.*\)|(?:nullable|lowcardinality)?\(?(?:u?int(?:eger)?|float|double|num(?:eric)?|decimal|real|bool(?:ean)?|str(?:ing)?|text|char|varchar|date(?:time)?|timestamp|factor|long|short)\d*\b.*)$/i;
const MOST_PREAMBLE = 100;
const MOST_UNITS_ROWS = 2;
/** Rows, and their share, that must be alike before anything above or below them is taken for no row. */
const LEAST_ALIKE = 3;
const ALIKE = 0.8;

/**
 * The frame of a table; undefined where every line is a header or a row.
 *
 * @param lines the first ones that are not blank
 * @param tail the last ones, some of which may be among the first
 */
export function detectFrame(lines: readonly Line[], tail: readonly Line[], known: Known): Frame | undefined {
  const [comment, ofComment] = commentIn(lines, known);
  const isComment = ({ text }: Line): boolean => comment !== '' && text.startsWith(comment);
  const ofYaml = yamlIn(lines);
  const told = lines.slice(ofYaml).filter((line) => !isComment(line));
  const rules = [...told, ...tail].filter(({ text }) => RULE.test(text)).map(({ text }) => text);
  const body = told.filter(({ text }) => !RULE.test(text) && !SEPARATOR.test(text));
  const separators = told.filter(({ text }) => SEPARATOR.test(text)).map(({ text }) => text);
  const width = commonestCount(body);
  const skipped = known.skip === undefined ? preambleIn(body, width, known) : Math.min(known.skip, body.length);
  const rest = body.slice(skipped);
  const inComment = width > 1 && known.skip === undefined && skipped === 0 ? namesIn(ofComment, rest, width, comment, known) : undefined;
  const header = inComment === undefined && known.hasHeader(rest.map(({ cells }) => cells)) ? rest[0] : undefined;
  const rows = header === undefined ? rest : rest.slice(1);
  const units = header !== undefined || inComment !== undefined ? unitsIn(rows, known) : 0;
  const repeats = header !== undefined && header.cells.length > 1 && [...rest.slice(1), ...tail.filter(({ text }) => !lines.some((line) => line.text === text))].some(({ text }) => text === header.text);
  const hasTotals = width > 1 && !(header !== undefined && beginsAsTotal(header.text)) && haveTotals(rows.slice(units), known.numberOf);
  const footers = footersIn(tail.filter((line) => !isComment(line) && !(hasTotals && beginsAsTotal(line.text))), width, known);
  const passedOver = [...new Set([
    ...lines.slice(0, ofYaml).map(({ text }) => text), ...separators, ...rules, ...body.slice(0, skipped).map(({ text }) => text), ...rows.slice(0, units).map(({ text }) => text), ...footers, ...(repeats ? [header.text] : []),
  ].map((text) => text.trimEnd()))].filter((text) => text !== '');
  const data = rows.slice(units);
  const names = inComment ?? (repeats ? header.text.trimEnd() : undefined);
  const trailing = header === undefined ? undefined : emptyAtEnd(header, data, width);
  const hasRowNames = header !== undefined && trailing === undefined && namesRows(header, data, width);
  if (comment === '' && passedOver.length === 0 && names === undefined && !hasRowNames && !hasTotals && trailing === undefined) return undefined;
  return { comment, passedOver, ...(names !== undefined && { names }), ...(hasRowNames && { hasRowNames }), ...(hasTotals && { hasTotals }), ...(skipped > 0 && { skipped }), ...(units > 0 && { unitsRows: units }), ...(trailing !== undefined && { trailing }) };
}

/** The comment prefix, and the lines at the beginning that have it. */
function commentIn(lines: readonly Line[], { comment }: Known): [comment: string, lines: readonly Line[]] {
  const prefix = comment ?? COMMENT.exec(lines[0]?.text ?? '')?.[0] ?? '';
  if (prefix === '') return ['', []];
  const behind = lines.findIndex(({ text }) => !text.startsWith(prefix));
  if (comment === undefined && (behind < 0 || isHeader(lines, prefix))) return ['', []];
  return [prefix, lines.slice(0, Math.max(behind, 0))];
}

/** Whether the first line alone has the prefix, and as many cells as the next: a header such as "#,name" or "% change,volume". */
function isHeader([first, second, ...others]: readonly Line[], prefix: string): boolean {
  return first.cells.length > 1 && first.cells.length === second.cells.length && ![second, ...others].some(({ text }) => text.startsWith(prefix));
}

function commonestCount(lines: readonly Line[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of lines) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  return [...counts].reduce((best, own) => (own[1] > best[1] || (own[1] === best[1] && own[0] > best[0]) ? own : best), [0, 0])[0];
}

function filled({ cells }: Line): number {
  return cells.filter((cell) => cell !== '').length;
}

/** Whether lines are rows of so many cells, all but a few. */
function areRows(lines: readonly Line[], width: number): boolean {
  const alike = lines.filter(({ cells }) => cells.length === width).length;
  return alike >= LEAST_ALIKE && alike >= ALIKE * lines.length;
}

/** How many lines at the beginning are YAML between dashes, as data.table writes it. */
function yamlIn(lines: readonly Line[]): number {
  if (lines[0]?.text.trimEnd() !== '---') return 0;
  return lines.findIndex(({ text }, i) => i > 0 && /^(?:---|\.\.\.)\s*$/.test(text)) + 1;
}

/** How many lines stand above the table: they have fewer cells than its rows, or as many of which hardly any is filled. */
function preambleIn(body: readonly Line[], width: number, { isNumber }: Known): number {
  if (width < 2) return 0;
  const isAbove = (line: Line): boolean => {
    if (line.cells.length >= width) return width > 2 && filled(line) <= Math.max(1, Math.floor(width / 3)) && !line.cells.some((cell) => isNumber(cell));
    return line.cells.length <= Math.max(1, width / 2) || line.cells.length < width - 1;
  };
  let count = 0;
  while (count < Math.min(body.length, MOST_PREAMBLE) && isAbove(body[count])) count++;
  const isFollowed = count < body.length && areRows(body.slice(count + 1), width) && filled(body[count]) * 2 >= width;
  return isFollowed ? count : 0;
}

/** The last comment with as many cells as there are columns, where they look like names and the first row does not. */
function namesIn(comments: readonly Line[], rows: readonly Line[], width: number, comment: string, { cellsOf, isNumber, hasHeader }: Known): string | undefined {
  if (!areRows(rows, width) || hasHeader(rows.map(({ cells }) => cells))) return undefined;
  const areNames = (cells: readonly string[]): boolean => cells.length === width && new Set(cells).size === width && cells.every((cell) => cell !== '' && !isNumber(cell));
  return comments.findLast(({ text }) => areNames(cellsOf(text.slice(comment.length))))?.text.trimEnd();
}

/** How many rows below the header are of units or types: texts where all others have numbers. */
function unitsIn(rows: readonly Line[], { isNumber, isMissing, unitsRows }: Known): number {
  if (unitsRows !== undefined) return Math.min(unitsRows, rows.length);
  const isUnits = (at: number): boolean => {
    const [own, rest] = [rows[at], rows.slice(at + MOST_UNITS_ROWS)];
    if (rest.length < LEAST_ALIKE) return false;
    const numeric = own.cells.map((_, d) => {
      const others = rest.map(({ cells }) => cells[d] ?? '').filter((cell) => !isMissing(cell));
      return others.length >= LEAST_ALIKE && others.filter(isNumber).length >= ALIKE * others.length;
    });
    const texts = own.cells.filter((cell, d) => numeric[d] && !isMissing(cell) && !isNumber(cell));
    const hasNumber = own.cells.some((cell, d) => numeric[d] && isNumber(cell));
    return !hasNumber && (texts.length >= 2 || (texts.length === 1 && TYPE.test(texts[0])));
  };
  let count = 0;
  while (count < MOST_UNITS_ROWS && count < rows.length && isUnits(count)) count++;
  return count;
}

/** Whether the header lacks a name for the first cell of rows, in which each has another one. */
function namesRows(header: Line, rows: readonly Line[], width: number): boolean {
  if (header.cells.length !== width - 1 || width < 2 || !areRows(rows, width) || header.cells.some((cell) => cell === '')) return false;
  const first = rows.map(({ cells }) => cells[0]);
  return new Set(first).size === first.length && !first.includes('');
}

/** How many columns of the header are empty at its end; 0 where all rows end with a delimiter and the header does not. */
function emptyAtEnd({ cells: names }: Line, rows: readonly Line[], width: number): number | undefined {
  if (!areRows(rows, width)) return undefined;
  const isEmpty = (column: number): boolean => rows.every(({ cells }) => (cells[column] ?? '') === '');
  let count = 0;
  while (count < names.length - 1 && names[names.length - 1 - count] === '' && isEmpty(names.length - 1 - count)) count++;
  return count > 0 || (names.length === width - 1 && isEmpty(width - 1)) ? count : undefined;
}

/** Lines at the end that are no rows. */
function footersIn(tail: readonly Line[], width: number, { numberOf }: Known): readonly string[] {
  const isFooter = (line: Line): boolean => {
    const { text, cells } = line;
    if (RULE.test(text) || FOOTER.test(text.trim())) return true;
    if (width < 2) return false;
    const count = filled(line);
    if (cells.length > 1 && count === 0) return true;
    return width > 2 && count === 1 && /\p{L}/u.test(cells[0]) && (cells.length === 1 || REMARK.test(cells[0]));
  };
  const end = tail.findLastIndex((line) => !isFooter(line));
  const last = end > 0 && width > 1 && isLastTotal(tail[end], tail.slice(0, end), numberOf) ? end - 1 : end;
  return last < 0 ? [] : tail.slice(last + 1).map(({ text }) => text);
}
