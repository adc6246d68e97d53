/** Escapes texts of a file or a user where VS Code would interpret them. */

/** Invisible character that prevents a break between its neighbours. */
const WORD_JOINER = '\u2060';

/**
 * Escapes a text for labels, in which VS Code draws icons: quick picks, the status bar, lenses.
 * @example inLabel('$(zap)') shows `$(zap)`
 */
export function inLabel(text: string): string {
  return text.replaceAll('$(', `$${WORD_JOINER}(`);
}

/** Escapes a text for pop-ups, in which VS Code turns `[…](…)` into links. */
export function inMessage(text: string): string {
  return text.replaceAll('](', `]${WORD_JOINER}(`);
}
