/** Tests saving and copying the results of a fit. */
import { strict as assert } from 'node:assert';
import { symlink } from 'node:fs/promises';
import * as vscode from 'vscode';
import { until } from '../../support/until';
import { birds } from '../hostSupport';

describe('exports of a fit', function () {
  this.timeout(120_000);
  let document: vscode.TextDocument;
  before(async () => {
    document = await vscode.workspace.openTextDocument({
      language: 'csv',
      content: birds(60).replaceAll('Dream', '=Dream()'),
    });
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  function beside(name: string): vscode.Uri {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    return vscode.Uri.joinPath(folder.uri, name);
  }
  async function read(uri: vscode.Uri): Promise<string> {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  }
  async function copied(command: string): Promise<string> {
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand(command, document.uri);
    await until('the clipboard is filled', async () => (await vscode.env.clipboard.readText()) !== '');
    return vscode.env.clipboard.readText();
  }

  it('No model is saved before a fit', async () => {
    const to = beside('early.json');
    await vscode.commands.executeCommand('mixtureLens.saveModel', { uri: document.uri.toString(), to: to.toString() });
    await assert.rejects(async () => vscode.workspace.fs.stat(to));
  });

  it('The model is saved with its format version and its number of rows', async () => {
    await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    await vscode.commands.executeCommand('mixtureLens.saveModel', {
      uri: document.uri.toString(),
      to: beside('birds.model.json').toString(),
    });

    const model = JSON.parse(await read(beside('birds.model.json'))) as {
      mixtureLensModel: number;
      rows: number;
      components: unknown[];
    };
    assert.deepEqual([model.mixtureLensModel, model.rows], [4, 60]);
  });

  it('The scores of all rows are saved, with formulas quoted for spreadsheets', async () => {
    await vscode.commands.executeCommand('mixtureLens.saveScores', {
      uri: document.uri.toString(),
      to: beside('birds.scores.csv').toString(),
    });

    const lines = (await read(beside('birds.scores.csv'))).trimEnd().split('\n');
    assert.equal(lines.length, 61);
    assert.match(lines[0], /^species,island,bill,mass,cluster,p1,/);
    assert.match(lines[1], /^Gentoo,'=Dream\(\),\d/);
  });

  it('Parameters are copied as JSON, CSV, Markdown, LaTeX, Python and R', async () => {
    const { components } = JSON.parse(await copied('mixtureLens.copyAsJson')) as { components: unknown[] };
    assert.ok(components.length > 0);
    assert.match(await copied('mixtureLens.copyAsCsv'), /^island,\w+,probability,'=Dream\(\),0\.\d+/m);
    assert.match(await copied('mixtureLens.copyAsMarkdown'), /^\| bill \| mean ± sd \|/m);
    assert.match(await copied('mixtureLens.copyAsLatex'), /^ {2}bill & mean \$\\pm\$ sd &/m);
    assert.match(await copied('mixtureLens.copyAsPython'), /^import numpy as np$/m);
    assert.match(await copied('mixtureLens.copyAsR'), /^weights <- c\(/m);
  });

  it('The table itself is never overwritten, not even through a symbolic link', async () => {
    const table = beside('kept.csv');
    await vscode.workspace.fs.writeFile(table, new TextEncoder().encode(birds(60)));
    const link = beside('kept-link.csv');
    await symlink(table.fsPath, link.fsPath);
    await vscode.commands.executeCommand('mixtureLens.fit', table);

    for (const to of [table, link]) {
      for (const command of ['mixtureLens.saveModel', 'mixtureLens.saveScores'])
        await vscode.commands.executeCommand(command, { uri: table.toString(), to: to.toString() });
      assert.equal(await read(table), birds(60));
    }
  });
});
