/**
 * Prepares text from a file for a line of output: removes control and direction characters, which must not reach a
 * terminal, and keeps one line of at most `most` characters.
 */
export function printable(text: string, most = 40): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  return clean.length > most ? `${clean.slice(0, most - 1)}…` : clean;
}

/** Characters of a line of output. Names out of a file may be of any length. */
const LONGEST_LINE = 2000;

/** The name or path of a file for a line of output: people who name files may put anything into a name. */
export function printablePath(path: string): string {
  return printable(path, LONGEST_LINE);
}

/** A whole line of output, in which there may be names of files. */
export function printableLine(line: string): string {
  return printable(line, LONGEST_LINE);
}
