/**
 * Texts for people in the reader's language: ICU messages, each named by its English text. The catalogue is set once,
 * when a program starts; without one, texts are English. `npm run l10n` gathers the messages for translators.
 */
import { IntlMessageFormat } from 'intl-messageformat';

/** Translations into a language, by their English messages. */
export interface Catalogue {
  /** BCP 47 tag, such as "de". */
  readonly language: string;
  readonly messages: Readonly<Record<string, string>>;
}

/** Values of a message's placeholders; numbers select plural forms. */
export type Values = Readonly<Record<string, string | number>>;

const ENGLISH: Catalogue = { language: 'en', messages: {} };

let catalogue = ENGLISH;
const formats = new Map<string, IntlMessageFormat>();

/** Sets the language of all texts from here on; English without a catalogue. */
export function setCatalogue(chosen: Catalogue = ENGLISH): void {
  catalogue = chosen;
  formats.clear();
}

/** Returns the catalogue in use, for the threads of a program and for its pages. */
export function catalogueInUse(): Catalogue {
  return catalogue;
}

/**
 * Returns a message in the reader's language. Call it inside functions: a text made while modules are loaded would stay
 * English.
 *
 * @param message ICU message in English, written out where it is used; it names the translation
 * @example say('{count, plural, one {# row} other {# rows}}', { count: 1200 }) === '1,200 rows'
 */
export function say(message: string, values?: Values): string {
  return String(formatOf(message).format(values));
}

/**
 * Returns a message as parts, so that objects (cell text, links, bars) keep their place in the sentence.
 *
 * @example sayParts('{cell} is odd', { cell: { data: 'x' } }) gives [{ data: 'x' }, ' is odd']
 */
export function sayParts<T extends object>(
  message: string,
  values: Readonly<Record<string, string | number | T>>,
): (string | T)[] {
  const parts = formatOf(message).formatToParts<T>(values);
  return parts.map(({ value }) => value);
}

/** Joins items to a list of the language. @example listed(['a', 'b', 'c']) === 'a, b and c' */
export function listed(items: readonly string[], type: 'conjunction' | 'disjunction' = 'conjunction'): string {
  return listFormat(type).format(items);
}

/** Joins items to a list whose items keep their form. @example [{ data: 'a' }, ' and ', { data: 'b' }] */
export function listedParts<T>(
  items: readonly T[],
  type: 'conjunction' | 'disjunction' = 'conjunction',
): (string | T)[] {
  let next = 0;
  return listFormat(type)
    .formatToParts(items.map(String))
    .map((part) => (part.type === 'element' ? items[next++] : part.value));
}

function listFormat(type: 'conjunction' | 'disjunction'): Intl.ListFormat {
  // American English would put a comma before the last item.
  return new Intl.ListFormat(catalogue.language === 'en' ? 'en-GB' : catalogue.language, { type });
}

function formatOf(message: string): IntlMessageFormat {
  const known = formats.get(message);
  if (known !== undefined) return known;
  const text = catalogue.messages[message];
  const format = new IntlMessageFormat(text ?? message, text === undefined ? 'en' : catalogue.language, undefined, {
    ignoreTag: true,
  });
  formats.set(message, format);
  return format;
}
