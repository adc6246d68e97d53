/**
 * What a hover says, apart from how it is written: blocks that become Markdown or plain text.
 *
 * A string is our own wording. All that comes out of a file (cells, header names, levels) is `Data`, and only
 * data are escaped; so there is one place where a cell could become a link, and it is here.
 */
import { clean } from './clean';

export interface Data {
  readonly data: string;
  readonly strong?: boolean;
}
export type Part = string | Data | { readonly strong: string };
export type Line = readonly Part[];

export type Block =
  | { readonly kind: 'paragraph'; readonly lines: readonly Line[] }
  | { readonly kind: 'list'; readonly items: readonly Line[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly Line[])[] };

/** A paragraph of lines that stay apart. */
export function paragraph(...lines: readonly Line[]): Block {
  return { kind: 'paragraph', lines };
}

/** What a cell that shows nothing is shown as. */
const BLANK = '(blank)';

/**
 * Data as Markdown: every ASCII punctuation mark escaped, so that no construct of any dialect is left.
 * @example escapeMarkdown('[a](command:b)') === '\\[a\\]\\(command\\:b\\)'
 */
export function escapeMarkdown(text: string): string {
  return clean(text).replace(/[!-/:-@[-`{-~]/g, '\\$&') || BLANK;
}

export function toMarkdown(blocks: readonly Block[]): string {
  return blocks.map(markdownBlock).join('\n\n');
}

export function toPlainText(blocks: readonly Block[]): string {
  return blocks.map(plainBlock).join('\n\n');
}

/** A line on its own, as in the message of a diagnostic. */
export function plainLine(line: Line): string {
  return line.map((part) => (typeof part === 'string' ? part : 'data' in part ? clean(part.data) || BLANK : part.strong)).join('');
}

function markdownLine(line: Line): string {
  return line
    .map((part) => {
      if (typeof part === 'string') return part;
      if (!('data' in part)) return `**${part.strong}**`;
      const escaped = escapeMarkdown(part.data);
      return part.strong === true ? `**${escaped}**` : escaped;
    })
    .join('');
}

function markdownBlock(block: Block): string {
  if (block.kind === 'paragraph') return block.lines.map(markdownLine).join('  \n');
  if (block.kind === 'list') return block.items.map((item) => `- ${markdownLine(item)}`).join('\n');
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(block.head), row(block.head.map(() => ':--')), ...block.rows.map((cells) => row(cells.map(markdownLine)))].join('\n');
}

function plainBlock(block: Block): string {
  if (block.kind === 'paragraph') return block.lines.map(plainLine).join('\n');
  if (block.kind === 'list') return block.items.map((item) => `- ${plainLine(item)}`).join('\n');
  const rows = [block.head, ...block.rows.map((cells) => cells.map(plainLine))];
  const widths = block.head.map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  return rows.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}
