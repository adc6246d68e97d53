/**
 * Content of a hover, independent of its syntax: blocks that become Markdown or plain text.
 *
 * A string is the product's own wording. Everything that comes from a file (cells, header names, levels) is `Data`, and
 * only data are escaped; so this is the only place where a cell could become a link.
 */
import { say } from '../../language/language';
import { clusterColourNumber, clusterTitle, type ClusterLook } from '../protocol/report/clusterLook';
import { clean } from './clean';
import { bar } from './numbers';

export interface Data {
  readonly data: string;
  /** Maximum length, where it exceeds a cell's. */
  readonly longest?: number;
  readonly strong?: boolean;
}
/** A bar for a share of 1, in the colour of a cluster. */
export interface Bar {
  readonly bar: number;
  /** Index of the cluster, from 0; absent for several clusters. */
  readonly cluster?: number;
  readonly look?: ClusterLook | undefined;
}
/** Name of a cluster, which is counted from 0. */
export interface ClusterName {
  readonly cluster: number;
  /** The user's name and colour. */
  readonly look?: ClusterLook | undefined;
  readonly strong?: boolean;
}
export type MarkupPart = string | Data | { readonly strong: string } | { readonly code: string } | Bar | ClusterName;
export type MarkupLine = readonly MarkupPart[];

/** An action, with the one argument of its command. */
export interface Action {
  readonly words: string;
  readonly command: string;
  readonly argument: object;
  /** Additional explanation, in the product's own wording. */
  readonly tooltip: string;
}

export type Block =
  | { readonly kind: 'paragraph'; readonly lines: readonly MarkupLine[] }
  | { readonly kind: 'list'; readonly items: readonly MarkupLine[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly MarkupLine[])[] }
  /** Left out where command links are not supported. */
  | { readonly kind: 'actions'; readonly actions: readonly Action[] };

/** Abilities of a client beyond plain Markdown. */
export interface MarkdownStyle {
  /** The clusters' colours, `#rrggbb`, for `<span style="background-color:…">`; empty where HTML is not shown. */
  readonly colours: readonly string[];
  /** Commands that `command:` links may run. */
  readonly commands: ReadonlySet<string>;
}

export const PLAIN_MARKDOWN: MarkdownStyle = { colours: [], commands: new Set() };

/** Makes a paragraph of lines that stay separate. */
export function paragraph(...lines: readonly MarkupLine[]): Block {
  return { kind: 'paragraph', lines };
}

/** Returns the display of a blank cell. */
function blankCellText(): string {
  return say('(blank)');
}

/**
 * Escapes data for Markdown: every ASCII punctuation mark, so that no construct of any dialect is left.
 * @example escapeMarkdown('[a](command:b)') === '\\[a\\]\\(command\\:b\\)'
 */
export function escapeMarkdown(text: string, longest?: number): string {
  return clean(text, longest).replace(/[!-/:-@[-`{-~]/g, '\\$&') || blankCellText();
}

export function toMarkdown(blocks: readonly Block[], style = PLAIN_MARKDOWN): string {
  return blocks
    .map((block) => markdownBlock(block, style))
    .filter((text) => text !== '')
    .join('\n\n');
}

export function toPlainText(blocks: readonly Block[]): string {
  return blocks
    .map(plainBlock)
    .filter((text) => text !== '')
    .join('\n\n');
}

/** Returns a line as plain text, as in the message of a diagnostic. */
export function plainLine(line: MarkupLine): string {
  return line.map(plainPart).join('');
}

function plainPart(part: MarkupPart): string {
  if (typeof part === 'string') return part;
  if ('data' in part) return clean(part.data, part.longest) || blankCellText();
  if ('bar' in part) return bar(part.bar);
  if ('cluster' in part) return clean(clusterTitle(part.look, part.cluster));
  return 'code' in part ? part.code : part.strong;
}

function markdownLine(line: MarkupLine, style: MarkdownStyle): string {
  return line.map((part) => markdownPart(part, style)).join('');
}

function markdownPart(part: MarkupPart, style: MarkdownStyle): string {
  if (typeof part === 'string') return part;
  if ('bar' in part) return style.colours.length > 0 ? barHtml(part, style) : `\`${bar(part.bar)}\``;
  if ('code' in part) return `\`${part.code}\``;
  if ('cluster' in part) {
    const title = escapeMarkdown(clusterTitle(part.look, part.cluster));
    const name = part.strong === true ? `**${title}**` : title;
    // VS Code leaves no space between the cells of tables.
    return style.colours.length > 0
      ? `${colouredBlanks(colourOf(part.cluster, part.look, style), SWATCH_BLANKS)}&nbsp; ${name}&nbsp;&nbsp;`
      : name;
  }
  if (!('data' in part)) return `**${part.strong}**`;
  const escaped = escapeMarkdown(part.data, part.longest);
  return part.strong === true ? `**${escaped}**` : escaped;
}

/** Widths of a bar and of a swatch, in blanks: the only characters that have a colour and a width in a hover. */
const BAR_BLANKS = 30;
const SWATCH_BLANKS = 2;
/**
 * Colours of the rest of a bar, and of a bar without a cluster: visible on light and dark backgrounds, and different
 * from the colours of clusters.
 */
const TRACK_COLOUR = '#80808040';
const NO_CLUSTER_COLOUR = '#808080';

function barHtml({ bar: share, cluster, look }: Bar, style: MarkdownStyle): string {
  const full = Math.min(BAR_BLANKS, Math.max(share > 0 ? 1 : 0, Math.round(share * BAR_BLANKS)));
  const colour = cluster === undefined ? NO_CLUSTER_COLOUR : colourOf(cluster, look, style);
  return colouredBlanks(colour, full) + colouredBlanks(TRACK_COLOUR, BAR_BLANKS - full);
}

function colouredBlanks(colour: string, blanks: number): string {
  return blanks === 0 ? '' : `<span style="background-color:${colour};">${'&nbsp;'.repeat(blanks)}</span>`;
}

function colourOf(cluster: number, look: ClusterLook | undefined, { colours }: MarkdownStyle): string {
  return colours[clusterColourNumber(look, cluster) % colours.length];
}

function markdownBlock(block: Block, style: MarkdownStyle): string {
  const line = (each: MarkupLine): string => markdownLine(each, style);
  switch (block.kind) {
    case 'paragraph':
      return block.lines.map(line).join('  \n');
    case 'list':
      return block.items.map((item) => `- ${line(item)}`).join('\n');
    case 'actions':
      return block.actions
        .filter(({ command }) => style.commands.has(command))
        .map(commandLink)
        .join(' · ');
    case 'table': {
      const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
      return [
        row(block.head),
        row(block.head.map(() => ':--')),
        ...block.rows.map((cells) => row(cells.map(line))),
      ].join('\n');
    }
  }
}

function commandLink({ words, command, argument, tooltip }: Action): string {
  // `encodeURIComponent` keeps the marks that end a link's target; JSON has no lone surrogates, on which it would
  // throw.
  const query = encodeURIComponent(JSON.stringify([argument])).replace(
    /[!'()*~]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  // Translations may hold any marks; these would end the link.
  const [title, explanation] = [words, tooltip].map((text) => text.replace(/[[\]\\"]/g, '\\$&'));
  return `[${title}](command:${command}?${query} "${explanation}")`;
}

function plainBlock(block: Block): string {
  if (block.kind === 'actions') return '';
  if (block.kind === 'paragraph') return block.lines.map(plainLine).join('\n');
  if (block.kind === 'list') return block.items.map((item) => `- ${plainLine(item)}`).join('\n');
  const rows = [block.head, ...block.rows.map((cells) => cells.map(plainLine))];
  const widths = block.head.map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
