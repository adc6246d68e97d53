import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { until } from '../../support/until';
import { birds, findings, hoverText } from '../hostSupport';

const header = 'species,island,bill,mass';

async function open(content: string, language = 'csv'): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  return document;
}

/** The diagnostics of a document that have this code and a link to its documentation. */
function diagnosticsWith(document: vscode.TextDocument, wanted: string): readonly vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(
      ({ code }) => typeof code === 'object' && code.value === wanted && code.target.path.endsWith('/docs/findings.md'),
    );
}

/** Labels of the tabs that show a panel. */
function panels(): readonly string[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) =>
    tabs.filter(({ input }) => input instanceof vscode.TabInputWebview).map(({ label }) => label),
  );
}

describe('Fit Mixture', function () {
  this.timeout(120_000);
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('A header has a hover before any fit, and rows have none', async () => {
    const document = await open(birds(60));
    await until('the header has a hover', async () => (await hoverText(document, 0, 2)) !== '');
    assert.match(await hoverText(document, 0, 2), /species.*bernoulli/);
    assert.equal(await hoverText(document, 3, 2), '');
  });

  it('A fit opens the panel beside the editor and gives rows their posteriors', async () => {
    const document = await open(birds(60));
    await vscode.commands.executeCommand('mixtureLens.fit', document.uri);

    await until('the panel is open', () => panels().length > 0);
    assert.equal(panels().length, 1, String(panels()));
    assert.match(await hoverText(document, 4, 2), /Cluster [12]\*\*[\s\S]*%/);
    assert.match(await hoverText(document, 0, header.indexOf('mass')), /Mean ± sd/);
    assert.deepEqual(findings(document), [], 'a clean file');
    assert.equal(vscode.window.activeTextEditor?.document, document, 'the editor keeps the focus');
  });

  it('A slip is marked at its cell until it is corrected', async () => {
    const document = await open(birds(90, 40));
    await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    await until('a finding', () => findings(document).length > 0);
    const [finding] = findings(document);

    assert.equal(document.getText(finding.range), '63000');
    assert.equal(finding.source, 'mixture-lens');
    assert.match(
      finding.message,
      /^mass is 63000, expected \d+ \(\d+ to \d+\) given its other cells \(p [<=] [^)]+\)\.(?: (?:Probably|Perhaps) .+\.)?$/,
    );

    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, finding.range, '3600');
    await vscode.workspace.applyEdit(edit);
    await until('the finding goes', () => findings(document).length === 0);
    assert.match(await hoverText(document, 41, 2), /changed since the fit/);
  });

  it('The quick fix of a slip inserts the value that its title names', async () => {
    const document = await open(birds(90, 40));
    await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    await until('a finding', () => findings(document).length > 0);
    const [{ range }] = findings(document);

    const ours = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const titles = ours.map(({ title }) => title.replace(/expected \d+ /, 'expected … '));
    assert.deepEqual(
      titles.filter((title) => !/^Replace 63000 with \d+: /.test(title)),
      [
        'Make the cell empty (mass)',
        'Mark line 42 as expected',
        'Show rows like this one',
        'Fit again without line 42',
        'Fit again without the column mass',
        'Replace 63000 with the expected … (mass)',
      ],
    );

    const expected = ours[ours.length - 1];
    const { edit } = expected;
    assert.ok(edit);
    await vscode.workspace.applyEdit(edit);
    await until('the finding goes', () => findings(document).length === 0);
    assert.match(
      expected.title,
      new RegExp(`expected ${document.getText(new vscode.Range(range.start, range.start.translate(0, 4)))} `),
    );
  });

  it('A quick fix counts a repeated value as missing, and NA stays missing', async () => {
    const text = birds(90)
      .split('\n')
      .map((line, n) =>
        n > 0 && n % 20 === 0 ? line.replace(/\d+$/, '-999') : n === 33 ? line.replace(/\d+$/, 'NA') : line,
      )
      .join('\n');
    const document = await open(text);
    const repeated = (): readonly vscode.Diagnostic[] => diagnosticsWith(document, 'column.repeated-value');
    await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    await until('the finding', () => repeated().length === 1);

    const [{ range, message }] = repeated();
    assert.equal(document.getText(range), 'mass');
    assert.match(message, /^-999 stands in 4 rows, far from /);

    const [fix, ...others] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
    );
    assert.deepEqual([fix.title, others], ['Count -999 as missing in this file', []]);

    await vscode.commands.executeCommand(fix.command?.command ?? '', ...((fix.command?.arguments ?? []) as unknown[]));
    await until('the finding goes', () => repeated().length === 0);
    assert.deepEqual(
      vscode.languages.getDiagnostics(document.uri).map((each) => each.message),
      [],
      'NA is missing still',
    );
  });

  it('nextFinding goes from one unlikely row to the next and starts again after the last', async () => {
    const document = await open(
      birds(120, 40)
        .split('\n')
        .map((line, n) => (n === 81 ? line.replace(/\d+,(\w+),/, '63000,$1,') : line))
        .join('\n'),
    );
    await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    await until('findings', () => findings(document).length > 0);
    const places = findings(document)
      .map(({ range }) => range.start.line)
      .sort((a, b) => a - b);
    const line = (): number | undefined => vscode.window.activeTextEditor?.selection.start.line;

    for (const place of [...places, places[0]]) {
      await vscode.commands.executeCommand('mixtureLens.nextFinding');
      assert.equal(line(), place);
    }

    await vscode.commands.executeCommand('mixtureLens.previousFinding');
    assert.equal(line(), places.at(-1));
  });

  it('The lens above the header offers a fit, and then shows its result', async () => {
    const document = await open(birds(60));
    const titles = async (): Promise<readonly string[]> =>
      (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri)).map(
        ({ command }) => command?.title ?? '',
      );

    // Lenses of the document before may still be shown.
    await until('the lens offers a fit', async () => (await titles()).join() === 'Fit mixture,Options');

    await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    await until('the lens shows the fit', async () => (await titles()).length === 5);
    const [summary, ...others] = await titles();
    assert.match(summary, /^[12] clusters? · NLML \d+\.\d\d\/row$/);
    assert.match(others[0], /^no unlikely cells among (\d+) of \1 columns$/);
    assert.deepEqual(others.slice(1), ['Refit', 'Options', 'Show panel']);
  });

  it('Selected rows are fitted alone, then without one of them, then all rows', async () => {
    const document = await open(birds(60));
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    editor.selection = new vscode.Selection(1, 0, 40, 3);
    const summary = async (): Promise<string> =>
      (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri))[0]
        ?.command?.title ?? '';

    await vscode.commands.executeCommand('mixtureLens.fitSelectedRows');
    await until('the lens shows the 40 rows', async () => / of 40 rows /.test(await summary()));

    await vscode.commands.executeCommand('mixtureLens.refitWithout', { uri: document.uri.toString(), row: 0 });
    await until('the lens shows one row less', async () => / of 39 rows /.test(await summary()));

    await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    await until('the lens shows all rows', async () => /clusters? · /.test(await summary()));
  });

  it('A ragged row is marked without a fit', async () => {
    const document = await open(`${birds(30)}Adelie,Dream\n`);
    await until('the ragged row is reported', () => diagnosticsWith(document, 'row.ragged').length > 0);
  });

  it('A cancelled fit leaves no model, and the file can be fitted again', async () => {
    const document = await open(birds(6000));
    const fit = vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    await until('the panel is there', () => panels().length === 1);
    await vscode.commands.executeCommand('mixtureLens.cancelFit', document.uri);
    await fit;
    assert.equal(await hoverText(document, 4, 2), '', 'there is no model');

    await vscode.workspace.getConfiguration('mixtureLens').update('components', 2, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    await vscode.workspace
      .getConfiguration('mixtureLens')
      .update('components', undefined, vscode.ConfigurationTarget.Global);
    assert.match(await hoverText(document, 4, 2), /Cluster 2/);
  });

  it('Tab-separated files are fitted, too', async () => {
    const document = await open(birds(60).replaceAll(',', '\t'), 'tsv');
    await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    assert.match(await hoverText(document, 4, 2), /Cluster [12]/);
  });

  for (const [what, content, why] of [
    ['an empty file', '', /^The file is empty; a header and at least /],
    ['a header alone', 'a,b\n', /^There is a header but no row below it; /],
    ['one row', 'a,b\n1,2\n', /\.$/],
    ['nothing but text', 'a lot of\nwords\n\u0000\n', /\.$/],
  ] as const) {
    it(`Problems says why ${what} cannot be fitted until it is corrected`, async () => {
      const document = await open(content);
      await vscode.commands.executeCommand('mixtureLens.fit', document.uri);

      assert.equal(await hoverText(document, 1, 0), '');
      await until('the panel is open', () => panels().length === 1);
      await until('the reason is reported', () => diagnosticsWith(document, 'fit.impossible').length === 1);
      const [{ message, range }] = diagnosticsWith(document, 'fit.impossible');
      assert.match(message, why);
      assert.equal(message.split('\n').length, 1);
      assert.deepEqual([range.start.line, range.start.character, range.end.line], [0, 0, 0]);

      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), birds(30));
      await vscode.workspace.applyEdit(edit);
      await until('the reason is gone', () => diagnosticsWith(document, 'fit.impossible').length === 0);
      await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
      assert.match(await hoverText(document, 4, 2), /Cluster/);
    });
  }

  it('Two files fitted at once have their own models and findings', async () => {
    const [first, second] = [await open(birds(90, 40)), await open(birds(120, 70).replaceAll('Gentoo', 'Chinstrap'))];

    await Promise.all([first, second].map(({ uri }) => vscode.commands.executeCommand('mixtureLens.fit', uri)));
    await until('both have a finding', () => findings(first).length > 0 && findings(second).length > 0);
    assert.deepEqual(
      [findings(first), findings(second)].map((of) => of.map(({ range }) => range.start.line)),
      [[41], [71]],
    );
    assert.match(await hoverText(second, 0, 2), /Chinstrap/);
    assert.doesNotMatch(await hoverText(first, 0, 2), /Chinstrap/);

    await vscode.commands.executeCommand('mixtureLens.forgetModel', first.uri);
    await until('the first is forgotten', () => findings(first).length === 0);
    assert.equal(findings(second).length, 1, 'and the other is not');
  });

  it('Two files fitted at once have a panel each where panels do not follow the editor', async () => {
    const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('mixtureLens');
    await settings().update('panelFollowsEditor', false, vscode.ConfigurationTarget.Global);
    try {
      const files = [await open(birds(90, 40)), await open(birds(120, 70))];

      await Promise.all(files.map(({ uri }) => vscode.commands.executeCommand('mixtureLens.fit', uri)));

      await until('each has its panel', () => panels().length === 2);
    } finally {
      await settings().update('panelFollowsEditor', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('A new fit of a file ends the one that runs', async () => {
    const document = await open(birds(6000));
    const summary = async (): Promise<string> =>
      (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri))[0]
        ?.command?.title ?? '';

    const first = vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    await until('the panel is there', () => panels().length === 1);
    await Promise.all([
      first,
      vscode.commands.executeCommand('mixtureLens.fit', { uri: document.uri.toString(), k: 4 }),
    ]);

    await until('the lens shows the second fit', async () => /^4 clusters/.test(await summary()));
    assert.equal(panels().length, 1);
  });

  it('Undoing a correction restores its finding', async () => {
    const document = await open(birds(90, 40));
    await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    await until('a finding', () => findings(document).length > 0);
    const [before] = findings(document);

    await vscode.window.activeTextEditor?.edit((builder) => {
      builder.replace(before.range, '3600');
    });
    await until('the finding goes', () => findings(document).length === 0);

    await vscode.commands.executeCommand('undo');
    await until('the finding is back', () => findings(document).length === 1);
    const [after] = findings(document);
    assert.equal(after.message, before.message);
    assert.ok(after.range.isEqual(before.range));
    await until('the lens says that the model is fresh', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
      );
      return lenses[2]?.command?.title === 'Refit';
    });
  });

  it('A refit after an edit above the selected rows keeps these rows', async () => {
    const document = await open(birds(60));
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    editor.selection = new vscode.Selection(20, 0, 39, 3);
    const lenses = async (): Promise<readonly vscode.Command[]> =>
      (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri)).flatMap(
        ({ command }) => command ?? [],
      );

    await vscode.commands.executeCommand('mixtureLens.fitSelectedRows');
    await until('the lens shows the 20 rows', async () => / of 20 rows /.test((await lenses())[0].title));

    await editor.edit((builder) => {
      builder.insert(new vscode.Position(1, 0), 'Adelie,Dream,38.1,3600\nAdelie,Dream,38.4,3650\n');
    });
    await until('the lens shows the edit', async () => (await lenses())[2].title === 'edited since the fit - Refit');

    const { command, arguments: given } = (await lenses())[2];
    await vscode.commands.executeCommand(command, ...((given ?? []) as unknown[]));
    await until('the rows are fitted again', async () => (await lenses())[2].title === 'Refit');
    assert.match((await lenses())[0].title, / of 20 rows /);
  });
});
