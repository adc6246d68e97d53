/** Tables of the suites inside VS Code, and helpers that read what the editor shows of them. */
import * as vscode from 'vscode';

const header = 'species,island,bill,mass';

/** Two kinds of birds, well apart, and one slip in the given row. */
export function birds(rows: number, slipRow = -1): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const large = i % 3 === 0;
    const bill = (large ? 47 : 38) + 2 * Math.sin(i * 1.7);
    const mass = (large ? 5000 : 3600) + 300 * Math.cos(i * 2.3);
    return `${large ? 'Gentoo' : 'Adelie'},${['Dream', 'Biscoe'][i % 2]},${bill.toFixed(1)},${i === slipRow ? '63000' : mass.toFixed(0)}`;
  });
  return `${[header, ...lines].join('\n')}\n`;
}

export async function hoverText({ uri }: vscode.TextDocument, line: number, character: number): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    uri,
    new vscode.Position(line, character),
  );
  return hovers
    .flatMap(({ contents }) => contents.map((content) => (typeof content === 'string' ? content : content.value)))
    .join('\n');
}

/** The unlikely rows among a document's diagnostics. */
export function findings({ uri }: vscode.TextDocument): readonly vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(
      ({ code }) =>
        typeof code === 'object' &&
        ['cell.unlikely', 'cell.slip', 'cell.sentinel', 'row.low-likelihood'].includes(String(code.value)),
    );
}

export function textTabs(): readonly string[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) =>
    tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri.toString()] : [])),
  );
}
