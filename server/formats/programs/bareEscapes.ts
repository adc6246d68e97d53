/** Program code that replaces backslash escapes outside quotes by the text that they stand for. */
import { AN_ESCAPE, TEXT_MARK } from '../table/requoted';
import { NULL_MARK } from '../../core/csv/dialect/quoting';
import { quoted, quotedForR } from './literals';

/** Letters of escapes and their control characters. */
const CONTROLS = [
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
] as const;

/** Stands for a doubled backslash until the other escapes are replaced. */
const DOUBLED_MARK = '\u001e';

/** Returns the line that reads lines, in which a line end behind a backslash becomes an escape. */
export function joinInPython(): string {
  const [pattern, replacement] = [quoted(`${AN_ESCAPE}\\r?\\n`), quoted('\\1\\\\n')];
  return `    lines = list(io.StringIO(re.sub(${pattern}, ${replacement}, file.read()), newline=""))`;
}

export function joinInR(): string {
  return (
    `lines <- strsplit(gsub(${quotedForR(`${AN_ESCAPE}\\n`)}, ${quotedForR('\\1\\\\n')}, ` +
    'paste(lines, collapse = "\\n"), perl = TRUE), "\\n", fixed = TRUE)[[1]]'
  );
}

/** Returns lines that replace the escapes in all cells of `data`. */
export function escapesInPython(delimiter: string): readonly string[] {
  return [
    '',
    'def unescaped(text):',
    `    if not isinstance(text, str) or text == ${quoted(NULL_MARK)}:`,
    '        return text',
    `    controls = {${CONTROLS.map(([letter, control]) => `${quoted(letter)}: ${quoted(control)}`).join(', ')}}`,
    `    text = text.replace(${quoted(TEXT_MARK)}, ${quoted(delimiter)})`,
    `    return re.sub(${quoted('\\\\(.)')}, lambda found: controls.get(found.group(1), found.group(1)), text)`,
    '',
    'for name in data:',
    '    data[name] = [unescaped(text) for text in data[name]]',
  ];
}

export function escapesInR(delimiter: string): readonly string[] {
  const fixed = (from: string, to: string): string =>
    `  text <- gsub(${quotedForR(from)}, ${quotedForR(to)}, text, fixed = TRUE)`;
  return [
    'unescaped <- function(cells) {',
    `  text <- gsub(${quotedForR(TEXT_MARK)}, ${quotedForR(delimiter)}, cells, fixed = TRUE)`,
    fixed('\\\\', DOUBLED_MARK),
    ...CONTROLS.map(([letter, control]) => fixed(`\\${letter}`, control)),
    `  text <- gsub(${quotedForR('\\\\(.)')}, "\\\\1", text, perl = TRUE)`,
    fixed(DOUBLED_MARK, '\\'),
    `  ifelse(cells == ${quotedForR(NULL_MARK)}, cells, text)`,
    '}',
    'data[] <- lapply(data, unescaped)',
  ];
}
