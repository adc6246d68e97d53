import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { until } from '../../support/until';

const id = 'mixture-lens.mixture-lens';

describe('activation', () => {
  it('The extension is found under its id', () => {
    assert.ok(
      vscode.extensions.getExtension(id),
      `${vscode.extensions.all.length} extensions, and ${id} is not one of them`,
    );
  });

  it('The extension activates when a CSV document opens', async () => {
    const extension = vscode.extensions.getExtension(id);
    const [file] = await vscode.workspace.findFiles('penguins.csv');
    assert.ok(extension && file);

    const document = await vscode.workspace.openTextDocument(file);
    assert.equal(document.languageId, 'csv');
    // The document activates the extension; the test does not activate it by itself.
    await until('the extension is active', () => extension.isActive);
  });
});
