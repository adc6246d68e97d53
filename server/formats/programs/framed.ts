/** Program code that reads a file without the lines that are not rows, with quotes in the usual form. */
import type { Frame } from '../../core/csv/dialect/tableFrame';
import { TOTAL_PATTERN } from '../../core/csv/dialect/frame/totals';
import type { ExportedFit } from '../exports/exported';
import { wrappedList, quoted, quotedForR } from './literals';
import { quoteReplacements, TEXT_MARK } from '../table/requoted';
import { cutInPython, cutInR } from './fixedCode';
import { escapesInPython, escapesInR, joinInPython, joinInR } from './bareEscapes';

/** Lines of a program around the reading of the file. */
interface FrameCode {
  /** Lines before the reading. */
  readonly lines: readonly string[];
  /** Python modules that the lines need. */
  readonly modules: readonly string[];
  /** Expression that the data is read from. */
  readonly from: string;
  /** Lines after the reading, which restore delimiters within texts. */
  readonly after: readonly string[];
  /** Whether the first remaining line is the header. */
  readonly hasHeader: boolean;
}

function isBareEscaped({ quoting }: ExportedFit['dialect']): boolean {
  return quoting?.isBare === true;
}

function isTight({ quoting }: ExportedFit['dialect']): boolean {
  return quoting?.isTight === true;
}

/** Escapes a delimiter for a regular expression. */
function escapedDelimiter(delimiter: string): string {
  return delimiter === '\t' ? '\\t' : `\\${delimiter}`;
}

const BARE_FRAME: Frame = { comment: '', passedOver: [] };

/** Whether every line except a header is a row. */
function isBare({ comment, passedOver, until, isBelow, hasTotals }: Frame): boolean {
  return comment === '' && passedOver.length === 0 && hasTotals !== true && until === undefined && isBelow !== true;
}

export function frameInPython({ fileName, dialect }: ExportedFit): FrameCode {
  const { frame = BARE_FRAME, hasHeader } = dialect;
  const quoteRules = quoteReplacements(dialect);
  const starts = dialect.quoting?.starts;
  if (isBare(frame) && quoteRules.length === 0 && !isTight(dialect) && !isBareEscaped(dialect) && starts === undefined)
    return { lines: [], modules: [], from: quoted(fileName), after: [], hasHeader };
  const isComment = frame.comment === '' ? '' : ` and not line.startswith(${quoted(frame.comment)})`;
  const isTotal = frame.hasTotals === true ? ` and not re.match(${quoted(TOTAL_PATTERN)}, line, re.IGNORECASE)` : '';
  return {
    lines: [
      '# Lines that are no rows are passed over.',
      wrappedList('passed_over = {', frame.passedOver.length > 0 ? frame.passedOver.map(quoted) : ['None'], '}'),
      `with open(${quoted(fileName)}, encoding="utf-8-sig", newline="") as file:`,
      isBareEscaped(dialect) ? joinInPython() : '    lines = list(file)',
      ...(frame.isBelow === true && frame.names !== undefined
        ? [`lines = lines[[line.rstrip() for line in lines].index(${quoted(frame.names)}):]`]
        : []),
      ...(frame.until === undefined
        ? []
        : [`lines = lines[:[line.rstrip() for line in lines].index(${quoted(frame.until)})]`]),
      `lines = [line for line in lines if line.rstrip() not in passed_over${isComment}${isTotal}]`,
      ...(starts === undefined ? [] : cutInPython(starts)),
      ...quoteRules.map(
        ([pattern, replacement]) =>
          `lines = [re.sub(${quoted(pattern)}, ${quoted(replacement)}, line) for line in lines]`,
      ),
      ...(isTight(dialect)
        ? [
            `lines = [re.sub(${quoted(`("(?:[^"]|"")*")|${escapedDelimiter(dialect.delimiter)}(?= )`)}, lambda ` +
              `found: found.group(1) or ${quoted(TEXT_MARK)}, line) for line in lines]`,
          ]
        : []),
    ],
    after: isTight(dialect)
      ? [`data = data.replace(${quoted(TEXT_MARK)}, ${quoted(dialect.delimiter)}, regex=True)`]
      : isBareEscaped(dialect)
        ? escapesInPython(dialect.delimiter)
        : [],
    modules: [
      'io',
      ...(isTotal === '' && quoteRules.length === 0 && !isTight(dialect) && !isBareEscaped(dialect) ? [] : ['re']),
    ],
    from: 'io.StringIO("".join(lines))',
    hasHeader: hasHeader && frame.names === undefined,
  };
}

export function frameInR({ fileName, dialect }: ExportedFit): FrameCode {
  const { frame = BARE_FRAME, hasHeader } = dialect;
  const quoteRules = quoteReplacements(dialect);
  const starts = dialect.quoting?.starts;
  if (isBare(frame) && quoteRules.length === 0 && !isTight(dialect) && !isBareEscaped(dialect) && starts === undefined)
    return { lines: [], modules: [], from: quotedForR(fileName), after: [], hasHeader };
  const isComment = frame.comment === '' ? '' : ` & !startsWith(lines, ${quotedForR(frame.comment)})`;
  const isTotal =
    frame.hasTotals === true ? ` & !grepl(${quotedForR(TOTAL_PATTERN)}, lines, ignore.case = TRUE, perl = TRUE)` : '';
  return {
    lines: [
      '# Lines that are no rows are passed over.',
      `lines <- readLines(file(${quotedForR(fileName)}, encoding = "UTF-8-BOM"), warn = FALSE)`,
      ...(isBareEscaped(dialect) ? [joinInR()] : []),
      wrappedList('passed_over <- c(', frame.passedOver.length > 0 ? frame.passedOver.map(quotedForR) : ['NA'], ')'),
      ...(frame.isBelow === true && frame.names !== undefined
        ? [`lines <- lines[cumsum(trimws(lines, "right") == ${quotedForR(frame.names)}) > 0]`]
        : []),
      ...(frame.until === undefined
        ? []
        : [`lines <- lines[cumsum(trimws(lines, "right") == ${quotedForR(frame.until)}) == 0]`]),
      `lines <- lines[!(trimws(lines, "right") %in% passed_over)${isComment}${isTotal}]`,
      ...(starts === undefined ? [] : cutInR(starts)),
      ...quoteRules.map(
        ([pattern, replacement]) =>
          `lines <- gsub(${quotedForR(pattern)}, ${quotedForR(replacement)}, lines, perl = TRUE)`,
      ),
      ...(isTight(dialect)
        ? [
            `lines <- gsub(${quotedForR(`"(?:[^"]|"")*"(*SKIP)(*F)|${escapedDelimiter(dialect.delimiter)}(?= )`)}, ` +
              `${quotedForR(TEXT_MARK)}, lines, perl = TRUE)`,
          ]
        : []),
    ],
    after: isTight(dialect)
      ? [
          `data[] <- lapply(data, gsub, pattern = ${quotedForR(TEXT_MARK)}, replacement = ` +
            `${quotedForR(dialect.delimiter)}, fixed = TRUE)`,
        ]
      : isBareEscaped(dialect)
        ? escapesInR(dialect.delimiter)
        : [],
    modules: [],
    from: 'textConnection(lines)',
    hasHeader: hasHeader && frame.names === undefined,
  };
}
