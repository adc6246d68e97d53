/** Translations beside the program. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalogue } from '../../../language/language';

/** Languages that have a catalogue, besides English. */
const TRANSLATED = ['de', 'es', 'fr', 'ja'];

/**
 * Reads the catalogue of a reader's language.
 *
 * @param folder of the catalogues
 * @param locale BCP 47 tag such as "de-AT"
 * @returns undefined where texts are English, or where the catalogue is not there
 */
export function readCatalogue(folder: string, locale: string | undefined): Catalogue | undefined {
  const language = locale?.toLowerCase().split(/[-_]/)[0] ?? '';
  if (!TRANSLATED.includes(language)) return undefined;
  try {
    const text = readFileSync(join(folder, `${language}.json`), 'utf8');
    return { language, messages: JSON.parse(text) as Catalogue['messages'] };
  } catch {
    return undefined;
  }
}
