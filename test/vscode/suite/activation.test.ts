import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { until } from '../../support/until';

const id = 'mixture-lens.mixture-lens';

describe('activation', () => {
  it('finds the extension under its id', () => {
    assert.ok(
      vscode.extensions.getExtension(id),
      `${vscode.extensions.all.length} extensions, and ${id} is not one of them`,
    );
  });

  it('activates when a CSV document opens', async () => {
    const extension = vscode.extensions.getExtension(id);
    const [file] = await vscode.workspace.findFiles('penguins.csv');
    assert.ok(extension && file);
    const document = await vscode.workspace.openTextDocument(file);
    assert.equal(document.languageId, 'csv');
    // Opening is what activates; asking for activation would prove nothing.
    await until('the extension is active', () => extension.isActive);
  });
});
