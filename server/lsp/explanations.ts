/** Links to explanations of diagnostic codes: a document of the product, which an editor opens at the right line. */
import { pathToFileURL } from 'node:url';
import type { CodeDescription } from 'vscode-languageserver';
import { linesOfFile } from '../disk/textFile';

/**
 * Reads the links to the explanations of codes.
 *
 * @param file Markdown with a heading for each code
 * @returns function from a code to its link; undefined for a code without a heading, and where the document is missing
 */
export function explanationsIn(file: string): (code: string) => CodeDescription | undefined {
  const links = new Map<string, CodeDescription>();
  for (const [line, text] of linesOfFile(file).entries()) {
    const [, code] = /^## (\S+)$/.exec(text) ?? [];
    // Editors read such a fragment as a line number, counted from 1.
    if (code !== undefined) links.set(code, { href: `${pathToFileURL(file).href}#L${line + 1}` });
  }
  return (code) => links.get(code);
}
