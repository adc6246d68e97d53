/** Tests what each setting changes in the editor. */
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { until } from '../../support/until';
import { birds, findings, hoverText } from '../hostSupport';

describe('settings of the editor', function () {
  this.timeout(120_000);
  let document: vscode.TextDocument;
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('mixtureLens');
  const changed = new Set<string>();
  async function set(name: string, value: unknown): Promise<void> {
    changed.add(name);
    await settings().update(name, value, vscode.ConfigurationTarget.Global);
  }
  /** Slips in five rows, each of them unlikely; other rows lie between the two kinds of birds. */
  const slips = new Map([
    [39, '38.1,63000'],
    [78, '38.2,900'],
    [117, '64,3600'],
    [156, '11.5,3650'],
    [195, '90,17000'],
  ]);
  const text = birds(240)
    .split('\n')
    .map((line, n) => {
      const slip = slips.get(n);
      if (slip !== undefined) return line.replace(/[\d.]+,\d+$/, slip);
      return n > 0 && n % 29 === 0 ? `${n % 2 === 0 ? 'Gentoo' : 'Adelie'},Dream,42.5,4300` : line;
    })
    .join('\n');

  const summaries = (): readonly vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(document.uri).filter(({ message }) => message.startsWith('Not shown'));

  before(async () => {
    document = await vscode.workspace.openTextDocument({ language: 'csv', content: text });
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    await set('components', 2);
    await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    await set('components', undefined);
    await until('the slips are found', () => findings(document).length >= slips.size);
  });
  afterEach(async () => {
    for (const name of changed) await set(name, undefined);
    changed.clear();
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('hovers chooses full, compact or no hovers', async () => {
    const slip = (): Promise<string> => hoverText(document, 39, document.lineAt(39).text.length - 2);
    const beside = (): Promise<string> => hoverText(document, 39, 2);
    assert.match(await beside(), /\| Cluster \| Posterior \|[\s\S]*mass.*63000, expected/);

    // At the cell itself the finding is shown above the hover.
    assert.match(await slip(), /\| Cluster \| Posterior \|/);
    assert.doesNotMatch(await slip(), /63000/);

    await set('hovers', 'compact');
    await until('the table is gone', async () => !(await slip()).includes('|'));
    assert.equal((await beside()).split('\n').length, 1);
    assert.doesNotMatch(await hoverText(document, 0, 2), /command:/);

    await set('hovers', 'off');
    await until('rows have none', async () => (await slip()) === '');
    assert.equal(await hoverText(document, 0, 2), '');
  });

  it('diagnosticLimit shows the most important findings and counts the others', async () => {
    const all = findings(document).length;
    assert.equal(all, slips.size);
    assert.equal(summaries().length, 0);

    await set('diagnosticLimit', 2);
    await until('two are left', () => findings(document).length === 2);
    assert.deepEqual(
      summaries().map(({ message, range }) => [message, range.start.line]),
      [['Not shown: 3 more unlikely rows. The 2 findings shown are the most important ones.', 0]],
    );

    await set('diagnosticLimit', 0);
    await until('none is left', () => findings(document).length === 0);
    assert.deepEqual(
      summaries().map(({ message }) => message),
      [`Not shown: ${all} more unlikely rows.`],
    );

    await set('diagnosticLimit', undefined);
    await until('all are back', () => findings(document).length === all);
  });

  it('warningBelow and errorBelow set the severity of unlikely rows', async () => {
    const gravest = (): vscode.DiagnosticSeverity => Math.min(...findings(document).map(({ severity }) => severity));
    const mildest = (): vscode.DiagnosticSeverity => Math.max(...findings(document).map(({ severity }) => severity));
    assert.equal(gravest(), vscode.DiagnosticSeverity.Warning);

    await set('errorBelow', 1);
    await until('all are errors', () => mildest() === vscode.DiagnosticSeverity.Error);

    await set('errorBelow', undefined);
    await set('warningBelow', 0);
    await until('all are information', () => gravest() === vscode.DiagnosticSeverity.Information);
  });

  it('severities sets the severity of a code or hides its findings', async () => {
    const all = findings(document).length;
    const allAs = (severity: string): Record<string, string> =>
      Object.fromEntries(
        ['cell.unlikely', 'cell.slip', 'cell.sentinel', 'row.low-likelihood'].map((code) => [code, severity]),
      );

    await set('severities', allAs('hint'));
    await until('all are hints', () =>
      findings(document).every(({ severity }) => severity === vscode.DiagnosticSeverity.Hint),
    );

    await set('severities', allAs('off'));
    await until('none is left', () => findings(document).length === 0);
    assert.deepEqual(summaries(), []);

    await set('severities', undefined);
    await until('all are back', () => findings(document).length === all);
  });

  it('clusterHints shows hints on no rows, uncertain rows or all rows', async () => {
    const hints = (): Thenable<readonly vscode.InlayHint[]> =>
      vscode.commands.executeCommand('vscode.executeInlayHintProvider', document.uri, new vscode.Range(0, 0, 241, 0));
    const uncertain = (await hints()).length;
    assert.ok(uncertain < 120, String(uncertain));

    await set('clusterHints', 'all');
    await until('all rows have one', async () => (await hints()).length === 240);

    await set('clusterHints', 'off');
    await until('no row has one', async () => (await hints()).length === 0);

    await set('clusterHints', 'uncertain');
    await until('uncertain rows have one', async () => (await hints()).length === uncertain);
  });
});
