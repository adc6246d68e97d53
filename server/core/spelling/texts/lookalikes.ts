/** Invisible characters, and letters of other scripts that look like those of the surrounding text. */

/**
 * Zero-width characters, soft hyphens, marks of direction and byte order (Unicode's category Cf, as far as texts have
 * it).
 */
const UNSEEN = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
/**
 * Letters that look exactly like Latin ones: Cyrillic, then Greek (after Unicode Technical Standard 39, confusables).
 */
const LOOKALIKES = 'АВЕКМНОРСТУХІЈЅаеорсухіјѕ' + 'ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο';
const LATIN = 'ABEKMHOPCTYXIJSaeopcyxijs' + 'ABEZHIKMNOPTYXo';
const TO_LATIN: ReadonlyMap<string, string> = new Map(Array.from(LOOKALIKES, (letter, i) => [letter, LATIN[i]]));
/** Cyrillic letters come first. */
const TO_CYRILLIC: ReadonlyMap<string, string> = new Map(
  Array.from(LOOKALIKES.slice(0, 25), (letter, i) => [LATIN[i], letter]),
);
const OTHER_LETTER = /[\p{Script=Cyrillic}\p{Script=Greek}]/gu;
const CYRILLIC = /\p{Script=Cyrillic}/u;
const LATIN_LETTER = /\p{Script=Latin}/gu;
const ASCII = /^[ -~]*$/;

export function withoutUnseen(text: string): string {
  return text.replace(UNSEEN, '');
}

/** Returns the text in one script, if its letters of another script have lookalikes; otherwise unchanged. */
export function inOneScript(text: string): string {
  if (ASCII.test(text)) return text;
  const others = text.match(OTHER_LETTER) ?? [];
  if (others.length === 0) return text;
  if (others.every((letter) => TO_LATIN.has(letter)))
    return text.replace(OTHER_LETTER, (letter) => TO_LATIN.get(letter) ?? letter);
  const latin = text.match(LATIN_LETTER) ?? [];
  return CYRILLIC.test(text) && latin.every((letter) => TO_CYRILLIC.has(letter))
    ? text.replace(LATIN_LETTER, (letter) => TO_CYRILLIC.get(letter) ?? letter)
    : text;
}
