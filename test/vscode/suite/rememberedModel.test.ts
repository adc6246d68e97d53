/** Tests that the model of a file is remembered: closed and opened again, changed, renamed and forgotten. */
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { until } from '../../support/until';

describe('the remembered model of a file', function () {
  this.timeout(120_000);
  const folder = (): vscode.Uri => {
    const [first] = vscode.workspace.workspaceFolders ?? [];
    return first.uri;
  };
  let files = 0;
  let uri: vscode.Uri;
  beforeEach(async () => {
    const text = Buffer.from(
      await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder(), 'penguins.csv')),
    ).toString();
    uri = vscode.Uri.joinPath(folder(), `state-${++files}.csv`);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text.replace(',3750,', ',63000,')));
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uri).then(undefined, () => undefined);
  });

  async function show(of = uri): Promise<vscode.TextEditor> {
    // VS Code keeps documents open for minutes if only an extension opened them.
    await vscode.commands.executeCommand('vscode.open', of, vscode.ViewColumn.One);
    const shown = (): vscode.TextEditor | undefined =>
      vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === of.toString());
    await until('the editor is there', () => shown() !== undefined);
    return shown() as vscode.TextEditor;
  }
  async function fit(): Promise<void> {
    await vscode.workspace.getConfiguration('mixtureLens').update('components', 3, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('mixtureLens.fit', uri);
    await vscode.workspace
      .getConfiguration('mixtureLens')
      .update('components', undefined, vscode.ConfigurationTarget.Global);
    await until('a finding', () => finds(uri));
  }
  function finds(of: vscode.Uri): boolean {
    return vscode.languages.getDiagnostics(of).some(({ message }) => message.includes('is 63000, expected'));
  }
  async function lenses(of = uri): Promise<readonly string[]> {
    return (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', of)).map(
      ({ command }) => command?.title ?? '',
    );
  }
  async function close(): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until(
      'the document is closed',
      () => vscode.workspace.textDocuments.every((document) => document.uri.toString() !== uri.toString()),
      60_000,
    );
    await until('a closed file has no findings', () => !finds(uri));
  }

  it('The model is restored when a file is closed and opened again', async () => {
    await show();
    await fit();
    await close();
    await show();
    await until('the finding is back', () => finds(uri));
    assert.match((await lenses())[0], /^3 clusters/);
    assert.equal((await lenses())[2], 'Refit');
  });

  it('A restored model is marked as outdated if the file changed meanwhile', async () => {
    await show();
    await fit();
    await close();

    const text = Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text.replace('36.7', '36.8')));
    await show();
    await until('the finding is back', () => finds(uri));
    await until('the lens shows the edit', async () => (await lenses())[2] === 'edited since the fit - Refit');
  });

  it('The model follows a renamed file, also with unsaved edits', async () => {
    const editor = await show();
    await fit();
    const before = uri;
    uri = vscode.Uri.joinPath(folder(), `renamed-${files}.csv`);

    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(before, uri);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until('the finding is there under the new name', () => finds(uri));
    assert.equal(editor.document.isClosed || finds(before), true);
    assert.equal((await lenses())[2], 'Refit');

    const again = await show();
    assert.ok(
      await again.edit((builder) => {
        builder.replace(new vscode.Range(5, 0, 5, 8), '"Gentoo"');
      }),
    );

    const edited = uri;
    uri = vscode.Uri.joinPath(folder(), `again-${files}.csv`);
    const second = new vscode.WorkspaceEdit();
    second.renameFile(edited, uri);
    assert.ok(await vscode.workspace.applyEdit(second));
    await until('the finding is there under the newest name', () => finds(uri));
    await until('the lens shows the edit', async () => (await lenses())[2] === 'edited since the fit - Refit');
  });

  it('A forgotten model is not restored', async () => {
    await show();
    await fit();
    await vscode.commands.executeCommand('mixtureLens.forgetModel');
    await until('the finding is gone', () => !finds(uri));
    await close();
    await show();
    await until('the lens offers a fit', async () => (await lenses())[0] === 'Fit mixture');
  });

  it('nextUncertain goes from the least certain row to the next', async () => {
    const editor = await show();
    await fit();
    const lines: number[] = [];
    for (let n = 0; n < 3; n++) {
      await vscode.commands.executeCommand('mixtureLens.nextUncertain');
      lines.push(editor.selection.active.line);
    }
    assert.equal(new Set(lines).size, 3, String(lines));

    const hints = vscode.workspace.getConfiguration('mixtureLens');
    await hints.update('clusterHints', 'all', vscode.ConfigurationTarget.Global);
    let clusters: readonly vscode.InlayHint[] = [];
    await until('all rows have hints', async () => {
      clusters = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        uri,
        new vscode.Range(0, 0, 345, 0),
      );
      return clusters.length >= 344;
    });
    await hints.update('clusterHints', undefined, vscode.ConfigurationTarget.Global);

    const share = (line: number): number => {
      const label = clusters.find(({ position }) => position.line === line)?.label;
      return typeof label === 'string' ? Number(/(\d+) %/.exec(label)?.[1] ?? 100) : 100;
    };
    assert.deepEqual(
      lines.map(share),
      lines.map(share).toSorted((a, b) => a - b),
    );
    assert.equal(share(lines[0]), Math.min(...clusters.map(({ position }) => share(position.line))));

    editor.selection = new vscode.Selection(3, 0, 3, 0);
    await vscode.commands.executeCommand('mixtureLens.nextUncertain');
    assert.equal(editor.selection.active.line, lines[0], 'from another place it begins again');
  });
});
