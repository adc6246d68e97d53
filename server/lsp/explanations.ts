/** Where the codes of diagnostics are explained: a document of the product, which an editor opens at the right line. */
import { pathToFileURL } from 'node:url';
import type { CodeDescription } from 'vscode-languageserver';
import { linesOfFile } from '../disk/textFile';

/**
 * @param file Markdown with a heading for each code
 * @returns what to say of a code; undefined for one without a heading, and where there is no such document
 */
export function explanationsIn(file: string): (code: string) => CodeDescription | undefined {
  const found = new Map<string, CodeDescription>();
  for (const [line, text] of linesOfFile(file).entries()) {
    const [, code] = /^## (\S+)$/.exec(text) ?? [];
    // Editors take such a fragment for a line, counted from 1.
    if (code !== undefined) found.set(code, { href: `${pathToFileURL(file).href}#L${line + 1}` });
  }
  return (code) => found.get(code);
}
