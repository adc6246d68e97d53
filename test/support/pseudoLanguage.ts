/** A language whose texts are the English ones in brackets, for tests that a text consists of messages. */
import { readFileSync } from 'node:fs';
import { setCatalogue, type Catalogue } from '../../language/language';

/** Returns the catalogue of the language. */
export function pseudoCatalogue(): Catalogue {
  const messages = Object.keys(JSON.parse(readFileSync('l10n/messages.json', 'utf8')) as object);
  return { language: 'de', messages: Object.fromEntries(messages.map((text) => [text, `⟦${text}⟧`])) };
}

/** Sets the language until `setCatalogue()`. */
export function setPseudoLanguage(): void {
  setCatalogue(pseudoCatalogue());
}

/** Returns the letters of a text that come from no message. */
export function lettersOutside(text: string): string {
  let depth = 0;
  const outside = Array.from(text).filter((mark) => {
    if (mark === '⟦') depth++;
    if (mark === '⟧') depth--;
    return depth === 0;
  });
  return outside.join('').replace(/\P{L}/gu, '');
}
