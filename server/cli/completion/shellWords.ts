/** Texts within shell scripts. */

/** Maximum length of a description in characters. */
const LONGEST_DESCRIPTION = 80;

/** Returns a text in single quotes, for bash and zsh. */
export function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Shortens a description to its first clause, for the line of a menu. */
export function shortDescription(text: string): string {
  const clause = text.split(/(?<=\S);|\(/, 1)[0].trim();
  return clause.length > LONGEST_DESCRIPTION ? `${clause.slice(0, LONGEST_DESCRIPTION - 1)}…` : clause;
}

/** Returns the name of a shell function for a program. */
export function functionName(program: string): string {
  return `_${program.replaceAll(/\W/g, '_')}`;
}
