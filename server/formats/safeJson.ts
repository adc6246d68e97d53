/** JSON that no terminal or build service executes: characters beyond those of JSON.stringify are escaped. */

const ACTIVE = /[\u007f-\u009f\u2028\u2029\p{Cf}\p{Cs}\ufffe\uffff]/gu;
/** The second mark of a command to a build service, `##[…]` or `##vso[…]`, in a string. */
const COMMAND = /(?<=#)#(?=\w*\[)/g;

/**
 * Returns a value as JSON, from which JSON.parse restores it.
 *
 * @param indent number of blanks by which levels are indented
 */
export function safeJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, undefined, indent).replace(ACTIVE, escaped).replace(COMMAND, escaped);
}

function escaped(character: string): string {
  let escapes = '';
  for (let unit = 0; unit < character.length; unit++)
    escapes += `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
  return escapes;
}
