// What the measuring programs share of writing Markdown.
import { readFileSync, writeFileSync } from 'node:fs';

/** @param texts how many of the first columns are words, which stand to the left; `also` lists further ones */
export function table(head, rows, texts, also = []) {
  const rule = head.map((_, i) => (i < texts || also.includes(i) ? '---' : '--:'));
  return [head, rule, ...rows]
    .map((cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

/** Puts a text between two lines of a document, which stay. */
export function replaceBetween(document, begin, end, text) {
  const before = readFileSync(document, 'utf8');
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(`${document}: the lines "${begin}" and "${end}" are missing; put them where the tables belong`);
  writeFileSync(document, `${before.slice(0, from + begin.length)}\n\n${text}\n\n${before.slice(to)}`);
}
