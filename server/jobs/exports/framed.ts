/** Programs that read a file without its lines that are no rows. */
import type { Frame } from '../../core/csv/frame';
import { TOTAL_PATTERN } from '../../core/csv/totals';
import type { ExportedFit } from './exported';
import { list, quoted, quotedForR } from './literals';

/** Lines of a program that come before the reading, and what it reads from. */
interface Framed {
  readonly lines: readonly string[];
  /** Which these need. */
  readonly modules: readonly string[];
  readonly from: string;
  /** Whether the first line that is left names the columns. */
  readonly hasHeader: boolean;
}

/** Whether all lines are a header or rows. */
function isPlain({ comment, passedOver, hasTotals }: Frame): boolean {
  return comment === '' && passedOver.length === 0 && hasTotals !== true;
}

export function framedInPython({ fileName, dialect: { frame, hasHeader } }: ExportedFit): Framed {
  if (frame === undefined || isPlain(frame)) return { lines: [], modules: [], from: quoted(fileName), hasHeader };
  const isComment = frame.comment === '' ? '' : ` and not line.startswith(${quoted(frame.comment)})`;
  const isTotal = frame.hasTotals === true ? ` and not re.match(${quoted(TOTAL_PATTERN)}, line, re.IGNORECASE)` : '';
  return {
    lines: [
      '# Lines that are no rows are passed over.', list('passed_over = {', frame.passedOver.length > 0 ? frame.passedOver.map(quoted) : ['None'], '}'),
      `with open(${quoted(fileName)}, encoding="utf-8-sig", newline="") as file:`,
      `    lines = [line for line in file if line.rstrip() not in passed_over${isComment}${isTotal}]`,
    ],
    modules: ['io', ...(isTotal === '' ? [] : ['re'])],
    from: 'io.StringIO("".join(lines))', hasHeader: hasHeader && frame.names === undefined,
  };
}

export function framedInR({ fileName, dialect: { frame, hasHeader } }: ExportedFit): Framed {
  if (frame === undefined || isPlain(frame)) return { lines: [], modules: [], from: quotedForR(fileName), hasHeader };
  const isComment = frame.comment === '' ? '' : ` & !startsWith(lines, ${quotedForR(frame.comment)})`;
  const isTotal = frame.hasTotals === true ? ` & !grepl(${quotedForR(TOTAL_PATTERN)}, lines, ignore.case = TRUE, perl = TRUE)` : '';
  return {
    lines: [
      '# Lines that are no rows are passed over.', `lines <- readLines(file(${quotedForR(fileName)}, encoding = "UTF-8-BOM"), warn = FALSE)`,
      list('passed_over <- c(', frame.passedOver.length > 0 ? frame.passedOver.map(quotedForR) : ['NA'], ')'),
      `lines <- lines[!(trimws(lines, "right") %in% passed_over)${isComment}${isTotal}]`,
    ],
    modules: [],
    from: 'textConnection(lines)', hasHeader: hasHeader && frame.names === undefined,
  };
}
