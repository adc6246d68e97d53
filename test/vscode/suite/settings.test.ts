/** What each setting of the editor changes, seen where a person sees it. */
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { until } from '../../support/until';
import { birds, findings, hoverText } from '../support';

describe('settings of the editor', function () {
  this.timeout(120_000);
  this.retries(1);
  let document: vscode.TextDocument;
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('mixtureLens');
  const changed = new Set<string>();
  async function set(name: string, value: unknown): Promise<void> {
    changed.add(name);
    await settings().update(name, value, vscode.ConfigurationTarget.Global);
  }
  /** Slips in five rows, each of which is unlikely; and birds between the two kinds. */
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
    await until('they are found', () => findings(document).length >= slips.size);
  });
  afterEach(async () => {
    for (const name of changed) await set(name, undefined);
    changed.clear();
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('hovers: full, compact, off', async () => {
    const slip = (): Promise<string> => hoverText(document, 39, document.lineAt(39).text.length - 2);
    const beside = (): Promise<string> => hoverText(document, 39, 2);
    assert.match(await beside(), /\| Cluster \| Posterior \|[\s\S]*mass.*63000, expected/);
    // At its own mark the finding stands above the hover.
    assert.match(await slip(), /\| Cluster \| Posterior \|/);
    assert.doesNotMatch(await slip(), /63000/);
    await set('hovers', 'compact');
    await until('there is no table any more', async () => !(await slip()).includes('|'));
    assert.equal((await beside()).split('\n').length, 1);
    assert.doesNotMatch(await hoverText(document, 0, 2), /command:/);
    await set('hovers', 'off');
    await until('rows have none', async () => (await slip()) === '');
    assert.equal(await hoverText(document, 0, 2), '');
  });

  it('diagnosticLimit: the most important, and one line that says how many more', async () => {
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

  it('warningBelow and errorBelow: how grave an unlikely row is', async () => {
    const gravest = (): vscode.DiagnosticSeverity => Math.min(...findings(document).map(({ severity }) => severity));
    const mildest = (): vscode.DiagnosticSeverity => Math.max(...findings(document).map(({ severity }) => severity));
    assert.equal(gravest(), vscode.DiagnosticSeverity.Warning);
    await set('errorBelow', 1);
    await until('all are errors', () => mildest() === vscode.DiagnosticSeverity.Error);
    await set('errorBelow', undefined);
    await set('warningBelow', 0);
    await until('all are information', () => gravest() === vscode.DiagnosticSeverity.Information);
  });

  it('severities: how grave findings of a code are, and whether they are shown', async () => {
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

  it('clusterHints: off, uncertain, all', async () => {
    const hints = (): Thenable<readonly vscode.InlayHint[]> =>
      vscode.commands.executeCommand('vscode.executeInlayHintProvider', document.uri, new vscode.Range(0, 0, 241, 0));
    const uncertain = (await hints()).length;
    assert.ok(uncertain < 120, String(uncertain));
    await set('clusterHints', 'all');
    await until('all rows have one', async () => (await hints()).length === 240);
    await set('clusterHints', 'off');
    await until('no row has one', async () => (await hints()).length === 0);
    await set('clusterHints', 'uncertain');
    await until('those in doubt have one', async () => (await hints()).length === uncertain);
  });
});
