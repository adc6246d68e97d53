/** Program code that writes tabs between columns at fixed places. */
import { wrappedList } from './literals';

/** Returns lines that replace each of `lines` by its cells with tabs between them. */
export function cutInPython(starts: readonly number[]): readonly string[] {
  return [
    wrappedList('starts = [', starts.map(String), ']'),
    '',
    'def with_tabs(line):',
    '    line, cells, begin = line.rstrip("\\r\\n").replace("\\t", " "), [], 0',
    '    for start in starts[1:]:',
    '        from_ = max(begin, start - 1)',
    '        if begin >= start - 1 and cells:',
    '            from_ += len(line[from_:]) - len(line[from_:].lstrip(" "))',
    '        places = range(from_, len(line))',
    '        end = next((at for at in places if line[at] in " |"), len(line))',
    '        cells.append(line[begin:end].strip())',
    '        begin = end + 1',
    '    return "\\t".join([*cells, line[begin:].strip()]) + "\\n"',
    '',
    'lines = [with_tabs(line) for line in lines if line.strip() != ""]',
  ];
}

/** Returns the same lines in R. */
export function cutInR(starts: readonly number[]): readonly string[] {
  return [
    wrappedList('starts <- c(', starts.map(String), ')'),
    'with_tabs <- function(line) {',
    '  line <- gsub("\\t", " ", line, fixed = TRUE)',
    '  cells <- character()',
    '  begin <- 1',
    '  for (start in starts[-1]) {',
    '    from <- max(begin, start)',
    '    if (begin >= start && length(cells) > 0) from <- from + attr(regexpr("^ *", substring(line, from)), "match.length")',
    '    at <- regexpr("[ |]", substring(line, from))',
    '    end <- if (at > 0) from + at - 1 else nchar(line) + 1',
    '    cells <- c(cells, trimws(substr(line, begin, end - 1)))',
    '    begin <- end + 1',
    '  }',
    '  paste(c(cells, trimws(substring(line, begin))), collapse = "\\t")',
    '}',
    'lines <- vapply(lines[trimws(lines) != ""], with_tabs, "", USE.NAMES = FALSE)',
  ];
}
