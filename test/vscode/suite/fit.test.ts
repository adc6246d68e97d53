import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { until } from '../../support/until';

const header = 'species,island,bill,mass';

/** Two kinds of birds, well apart, and one slip in the given row. */
function birds(rows: number, slipRow = -1): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const large = i % 3 === 0;
    const bill = (large ? 47 : 38) + 2 * Math.sin(i * 1.7);
    const mass = (large ? 5000 : 3600) + 300 * Math.cos(i * 2.3);
    return `${large ? 'Gentoo' : 'Adelie'},${['Dream', 'Biscoe'][i % 2]},${bill.toFixed(1)},${i === slipRow ? '63000' : mass.toFixed(0)}`;
  });
  return `${[header, ...lines].join('\n')}\n`;
}

async function open(content: string, language = 'csv'): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  return document;
}

async function hoverText(document: vscode.TextDocument, line: number, character: number): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, new vscode.Position(line, character));
  return hovers.flatMap(({ contents }) => contents.map((content) => (typeof content === 'string' ? content : content.value))).join('\n');
}

function findings(document: vscode.TextDocument): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter(({ code }) => code === 'row.low-likelihood');
}

/** Labels of the tabs that show a panel. */
function panels(): readonly string[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(({ input }) => input instanceof vscode.TabInputWebview).map(({ label }) => label));
}

describe('Fit Mixture', function () {
  this.timeout(120_000);
  // The host is a whole VS Code in a browser; on a busy machine it may miss a beat, and then it gets a second try.
  this.retries(1);
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('tells a column from its header before any fit, and says nothing of rows', async () => {
    const document = await open(birds(60));
    await until('the header has a hover', async () => (await hoverText(document, 0, 2)) !== '');
    assert.match(await hoverText(document, 0, 2), /species.*bernoulli/);
    assert.equal(await hoverText(document, 3, 2), '');
  });

  it('opens the panel beside, and rows have posteriors', async () => {
    const document = await open(birds(60));
    await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    assert.equal(panels().length, 1, String(panels()));
    assert.match(await hoverText(document, 4, 2), /Cluster [12]\*\* [\s\S]*%/);
    assert.match(await hoverText(document, 0, header.indexOf('mass')), /Mean ± sd/);
    assert.deepEqual(findings(document), [], 'a clean file');
    assert.equal(vscode.window.activeTextEditor?.document, document, 'the editor keeps the focus');
  });

  it('flags a slip at its cell, until it is mended', async () => {
    const document = await open(birds(90, 40));
    await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    await until('a finding', () => findings(document).length > 0);
    const [finding] = findings(document);
    assert.equal(document.getText(finding.range), '63000');
    assert.equal(finding.source, 'mixture-lens');
    assert.match(finding.message, /^Unlikely row \(p [<=] [^)]+\)\. mass is 63000, expected \d+ \(\d+ to \d+\) given its other cells\.$/);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, finding.range, '3600');
    await vscode.workspace.applyEdit(edit);
    await until('the finding goes', () => findings(document).length === 0);
    assert.match(await hoverText(document, 41, 2), /changed since the fit/);
  });

  it('marks what is wrong with the file itself without any fit', async () => {
    const document = await open(`${birds(30)}Adelie,Dream\n`);
    await until('the ragged row is told', () => vscode.languages.getDiagnostics(document.uri).some(({ code }) => code === 'row.ragged'));
  });

  it('stops when it is asked to, and fits again afterwards', async () => {
    const document = await open(birds(6000));
    const fit = vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    await until('the panel is there', () => panels().length === 1);
    await vscode.commands.executeCommand('mixtureLens.cancelFit', document.uri);
    await fit;
    assert.equal(await hoverText(document, 4, 2), '', 'there is no model');
    await vscode.workspace.getConfiguration('mixtureLens').update('components', 2, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    await vscode.workspace.getConfiguration('mixtureLens').update('components', undefined, vscode.ConfigurationTarget.Global);
    assert.match(await hoverText(document, 4, 2), /Cluster 2/);
  });

  it('takes tab-separated files too', async () => {
    const document = await open(birds(60).replaceAll(',', '\t'), 'tsv');
    await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    assert.match(await hoverText(document, 4, 2), /Cluster [12]/);
  });

  for (const [what, content] of [['an empty file', ''], ['a header alone', 'a,b\n'], ['one row', 'a,b\n1,2\n'], ['nothing but text', 'a lot of\nwords\n\u0000\n']]) {
    it(`leaves nothing broken on ${what}`, async () => {
      const document = await open(content);
      await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
      assert.equal(await hoverText(document, 1, 0), '');
      assert.equal(panels().length, 1);
    });
  }
});
