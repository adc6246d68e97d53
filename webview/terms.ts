/** Explained words: each is a button whose meaning shows on hover and focus, and is read by screen readers. */
import { element, type Child } from './dom';
import { catalogueInUse, type Catalogue } from '../language/language';
import { glossary, type GlossaryEntry } from './glossary';

const GAP_PIXELS = 4;
let count = 0;

interface ExplainedWord {
  readonly entry: GlossaryEntry;
  readonly pattern: RegExp;
}

/** Explained words by catalogue: each iteration of a fit shows a text with terms. */
const explained = new WeakMap<Catalogue, readonly ExplainedWord[]>();

/** Splits a text at the words of the glossary, each of which is explained where it stands first. */
export function withTerms(text: string): readonly Child[] {
  const found = explainedWords()
    .map(({ entry, pattern }) => ({ entry, match: pattern.exec(text) }))
    .flatMap(({ entry, match }) => (match === null ? [] : [{ entry, at: match.index, word: match[0] }]))
    .sort((a, b) => a.at - b.at);
  const parts: Child[] = [];
  let end = 0;
  for (const { entry, at, word } of found) {
    if (at < end) continue;
    parts.push(text.slice(end, at), term(word, entry));
    end = at + word.length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== '');
}

function explainedWords(): readonly ExplainedWord[] {
  const known = explained.get(catalogueInUse());
  if (known !== undefined) return known;
  const words = glossary().map((entry) => ({ entry, pattern: wholeWord(entry.forms) }));
  explained.set(catalogueInUse(), words);
  return words;
}

/**
 * Returns the pattern of a word, the longest form first. Letters of the Latin alphabet beside it make it another word;
 * other scripts write words, and digits beside them, without blanks. @param forms with bars between them
 */
export function wholeWord(forms: string): RegExp {
  const alternatives = forms
    .split('|')
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replace(/[\\^$.*+?()[\]{}]/g, '\\$&'));
  return new RegExp(`(?<![\\p{Script=Latin}_])(?:${alternatives.join('|')})(?![\\p{Script=Latin}_])`, 'u');
}

/** Makes a word that is explained. The meaning stands in place, since a page has no other tooltip for the keyboard. */
function term(word: string, { meaning }: GlossaryEntry): HTMLElement {
  const id = `term-${++count}`;
  const tip = element('span', { class: 'meaning', attributes: { role: 'tooltip', id } }, meaning);
  const button = element('button', { class: 'term', attributes: { type: 'button', 'aria-describedby': id } }, word);
  const show = (): void => {
    const { left, bottom } = button.getBoundingClientRect();
    tip.classList.add('shown');
    const room = document.documentElement.clientWidth - tip.offsetWidth - GAP_PIXELS;
    tip.style.setProperty('left', `${Math.max(GAP_PIXELS, Math.min(left, room))}px`);
    tip.style.setProperty('top', `${bottom + GAP_PIXELS}px`);
  };
  const hide = (): void => {
    tip.classList.remove('shown');
  };
  for (const event of ['pointerenter', 'focus', 'click']) button.addEventListener(event, show);
  for (const event of ['pointerleave', 'blur']) button.addEventListener(event, hide);
  button.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') hide();
  });
  return element('span', {}, button, tip);
}
