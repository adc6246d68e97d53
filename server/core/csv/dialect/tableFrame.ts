/**
 * The frame of a table: lines of its text that are no rows. Comments begin with a mark; preambles, rows of units or
 * types, rules, headers that come again and footers are known by what stands in them, so that they are the same ones
 * wherever a text is cut and whatever is edited.
 */
import { beginsAsTotal, haveTotals, isLastTotal } from './totals';
import { headerRowsIn } from './headerRows';
import { ALIKE, areRows, areSame, commonestCount, filled, LEAST_ALIKE, type Known, type Line } from './line';
import { preambleIn, widthOf } from './preamble';
import { chooseTable } from './severalTables';
import { decodeUtf8 } from '../cells/utf8';
import type { Delimiter } from '../stream/walk';

export type { Line } from './line';

export interface Frame {
  /** What lines begin with that are no rows; '' for none. */
  readonly comment: string;
  /** Other lines that are no rows, as they are written, without the blanks at their ends. */
  readonly passedOver: readonly string[];
  /** The line that names the columns, where it is one of these or a comment. */
  readonly names?: string;
  /** Lines that name the columns together with that one; they are passed over, too. */
  readonly moreNames?: readonly string[];
  /** What divides the names in that line, where it is not the table's delimiter. */
  readonly namesDelimiter?: Delimiter;
  /** Which cell of the header is one too many: it has no name, and rows have one cell less. */
  readonly surplusName?: number;
  /** Whether nothing above the line that names the columns is a row: another table stands there. */
  readonly isBelow?: true;
  /** The line with which another table begins: from there on nothing is a row. */
  readonly until?: string;
  /** Whether rows begin with a cell that has no name in the header: R's row names. */
  readonly hasRowNames?: true;
  /** Whether lines that begin as totals do, such as "Subtotal North", are no rows. */
  readonly hasTotals?: true;
  /**
   * How many lines stand above the table, comments aside, and how many rows below the header are of units or types;
   * left out where there are none.
   */
  readonly skipped?: number;
  readonly unitsRows?: number;
  /**
   * How many columns at the end have neither a name nor a value: empty cells behind the last column are no fault. Left
   * out where they are.
   */
  readonly trailing?: number;
}

/** Tells lines that are no rows. */
export class PassedOver {
  /** The line at which rows end, and whether they begin below the one that names the columns. */
  readonly until: string | undefined;
  readonly isBelow: boolean;
  private readonly names: string | undefined;
  private readonly lines: Set<string>;
  private readonly comment: string;
  private readonly hasTotals: boolean;
  /** By the first unit of a line: whether it may be one; all beyond ASCII are at the end. */
  private readonly beginnings = new Uint8Array(129);

  constructor(frame: Frame | undefined) {
    this.lines = new Set(frame?.passedOver);
    this.comment = frame?.comment ?? '';
    this.hasTotals = frame?.hasTotals === true;
    if (this.hasTotals) this.beginnings.fill(1);
    this.until = frame?.until;
    this.isBelow = frame?.isBelow === true;
    this.names = frame?.names;
    if (frame?.until !== undefined) this.lines.add(frame.until);
    for (const line of [...this.lines, this.comment])
      if (line !== '') this.beginnings[Math.min(128, line.charCodeAt(0))] = 1;
  }

  get isEmpty(): boolean {
    return this.comment === '' && this.lines.size === 0 && !this.hasTotals;
  }

  /** Whether a line that begins with this unit, or byte of UTF-8, may be one. */
  mayBegin(code: number): boolean {
    return this.beginnings[Math.min(128, code)] === 1;
  }

  has(line: string): boolean {
    return (
      (this.comment !== '' && line.startsWith(this.comment)) ||
      this.lines.has(line.trimEnd()) ||
      (this.hasTotals && beginsAsTotal(line))
    );
  }

  /** Whether a line that is passed over sums up rows. */
  isTotal(line: string): boolean {
    return this.hasTotals ? beginsAsTotal(line) : this.lines.has(line.trimEnd()) && beginsAsTotal(line);
  }

  /** Whether rows end with a line. */
  ends(line: string): boolean {
    return this.until !== undefined && line.trimEnd() === this.until;
  }

  /** Whether a line names the columns, where it is one of those that are passed over. */
  isNames(line: string): boolean {
    return this.names !== undefined && line.trimEnd() === this.names;
  }

  /** The same of a line in UTF-8. */
  hasIn(bytes: Uint8Array, start: number, end: number): boolean {
    return this.has(decodeUtf8(bytes, start, end));
  }
}

const COMMENT = /^(?:#|~|%|!|\/\/)/;
/** A line of nothing but strokes. */
const RULE = /^(?=.*[-=_─━═]{3})[\s|+\-=:_─━═┼│├┤┌┐└┘┬┴╪,;]+$/u;
const SEPARATOR = /^sep=.$/i;
const FOOTER =
  /^(?:\(?\s*\d+\s+(?:rows?|records?|lines?|entries|observations)\b|end of\b|(?:source|note|quelle|stand|hinweis|anmerkung|fuente|nota|remarque) ?:|exported\b|generated\b)/i;
/** A sentence, or a mark of a footnote: a name alone may be a row of which all else is missing. */
const REMARK = /^(?:total|subtotal|sum|average|mean)\b|^[*†([]|(?:\p{L}\S*\s+){2}\p{L}/iu;
const TYPE =
  /^(?:\[.*\]|\(.*\)|(?:nullable|lowcardinality)?\(?(?:u?int(?:eger)?|float|double|num(?:eric)?|decimal|real|bool(?:ean)?|str(?:ing)?|text|char|varchar|date(?:time)?|timestamp|factor|long|short)\d*\b.*)$/i;
/** Names with blanks between them are told from a title by their number. */
const LEAST_WORDS = 7;
const MOST_UNITS_ROWS = 2;
/** So many rows must stand beside comments that none stands above. */
const LEAST_REMARKED = 2;
/** A hashtag of HXL, the standard of humanitarian data. */
const HASHTAG = /^#[a-z]/i;

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
  const rules = [...told, ...tail].filter(({ text }) => RULE.test(text));
  const separators = told.filter(({ text }) => SEPARATOR.test(text));
  const all = told.filter(({ text }) => !RULE.test(text) && !SEPARATOR.test(text));
  const several =
    known.skip === undefined
      ? chooseTable(all, { ...known, isCut: known.isCut === true && goesOn(all, tail) }, (own) =>
          preambleIn(own, widthOf(own), known),
        )
      : undefined;
  const part = partOf(
    several?.lines ?? all,
    several?.until === undefined ? tail.filter((line) => !isComment(line)) : [],
    { lines, ofComment, comment },
    known,
  );
  const passedOver = textsOf([
    ...lines.slice(0, ofYaml),
    ...separators,
    ...rules,
    ...(several?.among ?? []),
    ...part.passedOver,
  ]);
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
function goesOn(lines: readonly Line[], tail: readonly Line[]): boolean {
  return commonestCount(lines.slice(-LEAST_ALIKE)) === commonestCount(tail);
}

/** The frame of the one table that is read. */
interface Part {
  readonly header: Line | undefined;
  readonly names: string | undefined;
  readonly namesDelimiter?: Delimiter | undefined;
  readonly surplusName?: number | undefined;
  readonly moreNames: readonly string[];
  readonly passedOver: readonly Pick<Line, 'text'>[];
  readonly hasRowNames: boolean;
  readonly trailing: number | undefined;
  readonly hasTotals: boolean;
  /** How many lines stand above it, and how many rows of units below its header. */
  readonly skipped: number;
  readonly units: number;
}

interface Around {
  /** All lines, and those of the comment above the table. */
  readonly lines: readonly Line[];
  readonly ofComment: readonly Line[];
  readonly comment: string;
}

function partOf(
  body: readonly Line[],
  tail: readonly Line[],
  { lines, ofComment, comment }: Around,
  known: Known,
): Part {
  const width = widthOf(body);
  const skipped = known.skip === undefined ? preambleIn(body, width, known) : Math.min(known.skip, body.length);
  const rest = body.slice(skipped);
  const inComment =
    width > 1 && known.skip === undefined && skipped === 0
      ? namesIn(ofComment, rest, width, comment, known)
      : undefined;
  const headerRows = inComment === undefined ? headerRowsIn(rest, known) : 0;
  const above =
    inComment === undefined && headerRows === 0 && known.skip === undefined
      ? namesAbove(body.slice(0, skipped), rest, width, known)
      : undefined;
  const header = headerRows > 0 ? rest[0] : undefined;
  const more = rest.slice(1, headerRows);
  const rows = rest.slice(headerRows);
  const units = header !== undefined || inComment !== undefined || above !== undefined ? unitsIn(rows, known) : 0;
  const repeats =
    header === undefined || header.cells.length < 2
      ? []
      : [...rows, ...tail.filter(({ text }) => !lines.some((line) => line.text === text))].filter(({ cells }) =>
          areSame(cells, header.cells),
        );
  const data = rows.slice(units);
  const hasTotals =
    width > 1 && !(header !== undefined && beginsAsTotal(header.text)) && haveTotals(data, known.numberOf);
  const surplusName = header === undefined ? undefined : surplusIn(header, data, width);
  const trailing =
    header === undefined || surplusName !== undefined ? undefined : emptyAtEnd(header, data, { width, tail });
  const isNamed = header?.cells.some((cell) => cell !== '') === true && (repeats.length > 0 || more.length > 0);
  return {
    header,
    moreNames: textsOf(more),
    trailing,
    hasTotals,
    skipped,
    units,
    namesDelimiter: above?.delimiter,
    surplusName,
    names: inComment ?? above?.line.text.trimEnd() ?? (isNamed ? header.text.trimEnd() : undefined),
    passedOver: [
      ...body.slice(0, skipped),
      ...rows.slice(0, units),
      ...footersIn(
        tail.filter(({ text }) => !(hasTotals && beginsAsTotal(text))),
        width,
        known,
      ),
      ...(isNamed ? [header, ...more, ...repeats] : []),
    ],
    hasRowNames: header !== undefined && trailing === undefined && namesRows(header, data, width),
  };
}

/** The texts of lines, each once, without the blanks at their ends. */
function textsOf(lines: readonly Pick<Line, 'text'>[]): readonly string[] {
  return [...new Set(lines.map(({ text }) => text.trimEnd()))].filter((text) => text !== '');
}

/** The comment prefix, and the lines at the beginning that have it. */
function commentIn(lines: readonly Line[], { comment }: Known): [comment: string, lines: readonly Line[]] {
  const prefix = comment ?? COMMENT.exec(lines[0]?.text ?? '')?.[0] ?? (areRemarked(lines) ? '#' : '');
  if (prefix === '') return ['', []];
  const behind = lines.findIndex(({ text }) => !text.startsWith(prefix));
  if (comment === undefined && (behind < 0 || isHeader(lines, prefix))) return ['', []];
  return [prefix, lines.slice(0, Math.max(behind, 0))];
}

/** Whether lines below the first begin with "# " and are too short for rows, and all others are rows. */
function areRemarked([first, ...others]: readonly Line[]): boolean {
  const rows = others.filter(({ text }) => !text.startsWith('#'));
  const remarks = others.filter(({ text }) => text.startsWith('#'));
  const width = first?.cells.length ?? 0;
  return (
    width > 1 &&
    remarks.length > 0 &&
    rows.length >= LEAST_REMARKED &&
    rows.every(({ cells }) => cells.length === width) &&
    remarks.every(({ text, cells }) => text.startsWith('# ') && cells.length < width)
  );
}

/**
 * Whether the first line alone has the prefix, and as many cells as the next: a header such as "#,name" or "%
 * change,volume".
 */
function isHeader([first, second, ...others]: readonly Line[], prefix: string): boolean {
  return (
    first.cells.length > 1 &&
    first.cells.length === second.cells.length &&
    ![second, ...others].some(({ text }) => text.startsWith(prefix))
  );
}

/** How many lines at the beginning are YAML between dashes, as data.table writes it. */
function yamlIn(lines: readonly Line[]): number {
  if (lines[0]?.text.trimEnd() !== '---') return 0;
  return lines.findIndex(({ text }, i) => i > 0 && /^(?:---|\.\.\.)\s*$/.test(text)) + 1;
}

/** The last comment with as many cells as there are columns, where they look like names and the first row does not. */
function namesIn(
  comments: readonly Line[],
  rows: readonly Line[],
  width: number,
  comment: string,
  { cellsOf, isNumber, hasHeader }: Known,
): string | undefined {
  if (!areRows(rows, width) || hasHeader(rows.map(({ cells }) => cells))) return undefined;
  const areNames = (cells: readonly string[]): boolean =>
    cells.length === width && new Set(cells).size === width && cells.every((cell) => cell !== '' && !isNumber(cell));
  return comments.findLast(({ text }) => areNames(cellsOf(text.slice(comment.length))))?.text.trimEnd();
}

/** How many rows below the header are of units or types: texts where all others have numbers. */
function unitsIn(rows: readonly Line[], { isNumber, isMissing, unitsRows }: Known): number {
  if (unitsRows !== undefined) return Math.min(unitsRows, rows.length);
  const isUnits = (at: number): boolean => {
    const [own, rest] = [rows[at], rows.slice(at + MOST_UNITS_ROWS)];
    if (rest.length < LEAST_ALIKE) return false;
    if (filled(own) >= 2 && own.cells.every((cell) => cell === '' || HASHTAG.test(cell))) return true;
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
  if (
    header.cells.length !== width - 1 ||
    width < 2 ||
    !areRows(rows, width) ||
    header.cells.some((cell) => cell === '')
  )
    return false;
  const first = rows.map(({ cells }) => cells[0]);
  return new Set(first).size === first.length && !first.includes('');
}

/**
 * Which cell of a header with one cell more than all rows is the only one without a name, where that is not its last.
 */
function surplusIn({ cells }: Line, rows: readonly Line[], width: number): number | undefined {
  if (cells.length !== width + 1 || !rows.every((row) => row.cells.length === width) || !areRows(rows, width))
    return undefined;
  const at = cells.indexOf('');
  return at > 0 && at < width && cells.lastIndexOf('') === at ? at : undefined;
}

/**
 * The last line above rows that have no header, where another delimiter makes as many names of it as there are columns.
 */
function namesAbove(
  lines: readonly Line[],
  rows: readonly Line[],
  width: number,
  { others, cellsOf, isNumber }: Known,
): { readonly line: Line; readonly delimiter: Delimiter } | undefined {
  const line = lines.at(-1);
  if (line === undefined || !areRows(rows, width)) return undefined;
  const delimiter = others.find((other) => {
    const cells = cellsOf(line.text, other);
    // A title has some words, too.
    return (
      cells.length === width &&
      width >= (other === ' ' ? LEAST_WORDS : 2) &&
      new Set(cells).size === width &&
      cells.every((cell) => cell !== '' && !isNumber(cell))
    );
  });
  return delimiter && { line, delimiter };
}

/**
 * How many columns of the header are empty at its end; 0 where all rows end with a delimiter and the header does not.
 */
function emptyAtEnd(
  { cells: names }: Line,
  rows: readonly Line[],
  { width, tail }: { readonly width: number; readonly tail: readonly Line[] },
): number | undefined {
  if (!areRows(rows, width)) return undefined;
  const isEmpty = (column: number): boolean => [...rows, ...tail].every(({ cells }) => (cells[column] ?? '') === '');
  let count = 0;
  while (count < names.length - 1 && names[names.length - 1 - count] === '' && isEmpty(names.length - 1 - count))
    count++;
  return count > 0 || (names.length === width - 1 && isEmpty(width - 1)) ? count : undefined;
}

/** Lines at the end that are no rows. */
function footersIn(tail: readonly Line[], width: number, { numberOf, isCut }: Known): readonly Line[] {
  const isFooter = (line: Line): boolean => {
    const { text, cells } = line;
    if (RULE.test(text) || FOOTER.test(text.trim())) return true;
    if (width < 2) return false;
    const count = filled(line);
    if (cells.length > 1 && count === 0) return true;
    return width > 2 && count === 1 && /\p{L}/u.test(cells[0]) && (cells.length === 1 || REMARK.test(cells[0]));
  };
  const end = tail.findLastIndex((line) => !isFooter(line));
  const last =
    isCut === true && end > 0 && width > 1 && isLastTotal(tail[end], tail.slice(0, end), numberOf) ? end - 1 : end;
  return last < 0 ? [] : tail.slice(last + 1);
}
