/** Pages that are saved as one HTML file, without scripts and network access. Every text from a file is escaped. */
import type { plot } from '@observablehq/plot';
import { catalogueInUse, say } from '../language/language';

/** Contents of a page; its texts are escaped, its parts are HTML already. */
export interface HtmlPage {
  readonly title: string;
  readonly heading: string;
  readonly isWide: boolean;
  /** Parts as HTML; empty ones are left out. */
  readonly parts: readonly string[];
  /** Remark beside the name of the program; '' for none. */
  readonly footer: string;
}

export function htmlPage({ title, heading, isWide, parts, footer }: HtmlPage): string {
  return `<!DOCTYPE html>
<html lang="${escapeHtml(catalogueInUse().language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${CSS}</style>
</head>
<body>
<main${isWide ? ' class="wide"' : ''}>
<h1>${escapeHtml(heading)}</h1>
${parts.filter((part) => part !== '').join('\n')}
<footer>${escapeHtml(footer === '' ? say('Made by Mixture Lens.') : say('Made by Mixture Lens. {remark}', { remark: footer }))}</footer>
</main>
</body>
</html>
`;
}

/** Returns the markup of a picture. */
export function markupOf(picture: ReturnType<typeof plot>): string {
  picture.setAttribute('role', 'img');
  picture.querySelectorAll('g[aria-label]').forEach((part) => {
    part.removeAttribute('aria-label');
  });
  return picture.outerHTML;
}

/** Returns a table. @param head cells as HTML @param rows as HTML */
export function table(head: readonly string[], rows: readonly string[]): string {
  return `<div class="scroll" tabindex="0"><table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

/** Returns cells of a head. @param texts as HTML */
export function headCells(...texts: readonly string[]): readonly string[] {
  return texts.map((text) => `<th scope="col">${text}</th>`);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

/** Returns a message with HTML in its places. @param parts texts, which are escaped, and HTML */
export function htmlOf(parts: readonly (string | Html)[]): string {
  return parts.map((part) => (typeof part === 'string' ? escapeHtml(part) : part.html)).join('');
}

const CSS = `
:root { color-scheme: light dark; --ground: var(--vscode-editor-background, Canvas); --ink: var(--vscode-foreground, CanvasText); --strong-line: #0b62c4; --side-a: #0072b2; --side-b: #c24a00; --unlikely: #b45309; --cursor-line: var(--ink); --muted: #5a5a5a; --rule: #8885; }
@media (prefers-color-scheme: dark) { :root { --strong-line: #6cb2ff; --unlikely: #f0b429; --muted: #a8a8a8; --side-a: #56b4e9; --side-b: #f0a23c; } }
body.vscode-light, body.vscode-high-contrast-light { color-scheme: light; --side-a: #0072b2; --side-b: #c24a00; --muted: #5a5a5a; --unlikely: #b45309; }
body.vscode-dark, body.vscode-high-contrast { color-scheme: dark; --side-a: #56b4e9; --side-b: #f0a23c; --muted: #a8a8a8; --unlikely: #f0b429; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 14px/1.5 system-ui, sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 24px; } .wide { max-width: 1400px; }
h1 { font-size: 1.6em; margin: 0 0 4px; overflow-wrap: anywhere; } h2 { font-size: 1.2em; margin: 28px 0 6px; } h3 { font-size: 1em; margin: 10px 0 4px; }
p { margin: 4px 0; } .lead { font-size: 1.1em; } .muted, footer { color: var(--muted); } .warning { color: var(--unlikely); } footer { margin-top: 32px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; } th, td { text-align: left; vertical-align: top; padding: 4px 12px 4px 0; border-bottom: 1px solid var(--rule); }
thead th { font-weight: 600; vertical-align: bottom; white-space: nowrap; } tbody th { font-weight: normal; } .chosen > * { font-weight: 700; } .scroll { overflow-x: auto; } .scroll tr > :first-child { position: sticky; left: 0; background: var(--ground); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 18px 28px; }
figure { margin: 8px 0; } figcaption { margin-bottom: 2px; } svg { max-width: 100%; height: auto; overflow: visible; } code { font-size: 0.95em; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 24px; } .legend svg { vertical-align: middle; margin-right: 6px; } details { margin: 2px 0; } summary { cursor: pointer; color: var(--muted); } a { color: var(--vscode-textLink-foreground, LinkText); }
.swatch { display: inline-block; width: 10px; height: 10px; border-radius: 50%; margin-right: 6px; forced-color-adjust: none; }
@media print { section { break-inside: avoid; } table { font-size: 0.8em; } .scroll { overflow: visible; } }
`;
