/** Marks of commands that build services execute wherever they stand in a line of a log: `##[…]`, `##vso[…]`. */
const BUILD_COMMANDS = /##(?=\w*\[)/g;

/**
 * Prepares text from a file for a line of output: removes control and direction characters, which must not reach a
 * terminal, breaks commands to build services, and cuts the text to `maxLength` characters.
 */
export function printable(text: string, maxLength = 40): string {
  const clean = text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ')
    .replace(BUILD_COMMANDS, '# #')
    .trim();
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1)}…` : clean;
}

/** Maximum length of a line of output, in characters. Names in a file may be of any length. */
const LONGEST_LINE = 2000;

/** Prepares the name or path of a file for a line of output: a file name may contain any characters. */
export function printablePath(path: string): string {
  const name = printable(path, LONGEST_LINE);
  // A line that begins with two colons is a command to GitHub Actions.
  return name.startsWith('::') ? `./${name}` : name;
}

/** Prepares a whole line of output, which may contain names of files. */
export function printableLine(line: string): string {
  return printable(line, LONGEST_LINE);
}
