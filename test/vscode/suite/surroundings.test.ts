/**
 * Tests tables in other places than a file in its own editor, and beside other extensions: they are fitted, or nothing
 * fails.
 */
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { until } from '../../support/until';
import { birds, findings, hoverText, textTabs } from '../hostSupport';

/** Files in memory, as a remote file system has them. */
class MemoryFiles implements vscode.FileSystemProvider {
  private readonly files = new Map<string, Uint8Array>();
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;

  put(path: string, text: string): void {
    this.files.set(path, new TextEncoder().encode(text));
  }
  text(path: string): string {
    return new TextDecoder().decode(this.files.get(path));
  }
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }
  stat({ path }: vscode.Uri): vscode.FileStat {
    const size = this.files.get(path)?.length;
    if (size === undefined && path !== '/') throw vscode.FileSystemError.FileNotFound(path);
    return {
      type: size === undefined ? vscode.FileType.Directory : vscode.FileType.File,
      ctime: 0,
      mtime: 0,
      size: size ?? 0,
    };
  }
  readDirectory(): [string, vscode.FileType][] {
    return [...this.files.keys()].map((path) => [path.slice(1), vscode.FileType.File]);
  }
  createDirectory(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
  readFile({ path }: vscode.Uri): Uint8Array {
    const bytes = this.files.get(path);
    if (bytes === undefined) throw vscode.FileSystemError.FileNotFound(path);
    return bytes;
  }
  writeFile({ path }: vscode.Uri, bytes: Uint8Array): void {
    this.files.set(path, bytes);
  }
  delete({ path }: vscode.Uri): void {
    this.files.delete(path);
  }
  rename(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
}

/** Fits, and waits for the slip in row 40 to be found at its cell. */
async function fitAndFind(document: vscode.TextDocument): Promise<void> {
  await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
  await until('a finding', () => findings(document).length > 0);
  assert.equal(document.getText(findings(document)[0].range), '63000');
  assert.match(await hoverText(document, 4, 2), /Cluster [12]/);
}

/** Runs every command that takes a file; none may throw. */
async function tryEverything(uri: vscode.Uri): Promise<void> {
  const named = (await vscode.commands.getCommands(true)).filter((command) =>
    /^mixtureLens\.(?!server\.)\w+$/.test(command),
  );
  assert.ok(named.includes('mixtureLens.fit') && named.length > 15, String(named));
  // Left out: commands that wait for an answer of a person, and those that need a row or a column.
  const asking = [
    'mixtureLens.refitWithout',
    'mixtureLens.changeReading',
    'mixtureLens.checkFolder',
    'mixtureLens.compareTables',
    'mixtureLens.compareWith',
    'mixtureLens.openSample',
    'mixtureLens.fitWithOptions',
    'mixtureLens.saveModel',
    'mixtureLens.saveScores',
    'mixtureLens.saveReport',
    'mixtureLens.nameCluster',
    'mixtureLens.colourCluster',
    'mixtureLens.markExpected',
    'mixtureLens.showSimilarRows',
    'mixtureLens.showLog',
  ];
  for (const command of named.filter((name) => !asking.includes(name)))
    await vscode.commands.executeCommand(command, uri);
}

async function fixesOf(document: vscode.TextDocument): Promise<readonly string[]> {
  const [{ range }] = findings(document);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
  return actions.map(({ title }) => title);
}

describe('tables in other surroundings', function () {
  this.timeout(120_000);
  const slip = birds(90, 40);
  const memory = new MemoryFiles();
  const registrations: vscode.Disposable[] = [];
  before(() => {
    registrations.push(
      vscode.workspace.registerFileSystemProvider('test-memory', memory, { isCaseSensitive: true }),
      vscode.workspace.registerFileSystemProvider('test-readonly', memory, { isCaseSensitive: true, isReadonly: true }),
      vscode.workspace.registerTextDocumentContentProvider('test-history', { provideTextDocumentContent: () => slip }),
      vscode.workspace.registerNotebookSerializer('mixture-lens-tests', {
        serializeNotebook: () => new Uint8Array(),
        deserializeNotebook: () => new vscode.NotebookData([]),
      }),
    );
  });
  after(() => {
    registrations.forEach((each) => {
      each.dispose();
    });
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  for (const [language, delimiter] of [
    ['csv (semicolon)', ';'],
    ['csv (pipe)', '|'],
    ['tsv', '\t'],
    ['dynamic csv', ','],
    ['csv', ','],
  ] as const) {
    it(`A document of the language ${language} is fitted`, async () => {
      const document = await vscode.workspace.openTextDocument({ language, content: slip.replaceAll(',', delimiter) });
      assert.equal(document.languageId, language);
      await vscode.window.showTextDocument(document);
      await fitAndFind(document);
      await tryEverything(document.uri);
    });
  }

  it('A document with an unsupported delimiter has no findings, and no command fails', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'csv (tilde)',
      content: slip.replaceAll(',', '~'),
    });
    await vscode.window.showTextDocument(document);

    await tryEverything(document.uri);
    assert.deepEqual(findings(document), []);
  });

  it('The findings follow a document into the language csv and out of it', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content: slip });
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('mixtureLens.fit', document.uri);
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), [], 'plain text is left alone');

    const table = await vscode.languages.setTextDocumentLanguage(document, 'csv');
    await fitAndFind(table);

    const plain = await vscode.languages.setTextDocumentLanguage(table, 'plaintext');
    await until('the findings go', () => findings(plain).length === 0);
  });

  it('A file on a virtual file system is fitted, and its scores are saved there', async () => {
    memory.put('/birds.csv', slip);
    const uri = vscode.Uri.parse('test-memory:/birds.csv');
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.languageId, 'csv');
    await vscode.window.showTextDocument(document);
    await fitAndFind(document);

    await vscode.commands.executeCommand('mixtureLens.saveScores', {
      uri: uri.toString(),
      to: 'test-memory:/scores.csv',
    });
    assert.match(memory.text('/scores.csv'), /^species,island,bill,mass,cluster,p1/);

    await vscode.commands.executeCommand('mixtureLens.markExpected', { uri: uri.toString(), row: 40 });
    assert.equal(findings(document).length, 1, 'where nothing can be kept, nothing is marked');
    assert.match((await fixesOf(document))[0], /^Replace 63000 /);
    await tryEverything(uri);
  });

  it('A read-only file is fitted from the Explorer, and nothing is written beside it', async () => {
    memory.put('/fixed.csv', slip);
    const uri = vscode.Uri.parse('test-readonly:/fixed.csv');
    await vscode.commands.executeCommand('mixtureLens.fit', uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await until('a finding', () => findings(document).length > 0);

    await vscode.commands.executeCommand('mixtureLens.markExpected', { uri: uri.toString(), row: 40 });
    assert.deepEqual(
      memory.readDirectory().filter(([name]) => name.includes('mixture.json')),
      [],
    );

    const fixes = await fixesOf(document);
    assert.ok(
      fixes.includes('Show rows like this one') && !fixes.some((title) => title.startsWith('Replace')),
      String(fixes),
    );
    await tryEverything(uri);
  });

  it('An untitled document is fitted, and its rows cannot be marked as expected', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'csv', content: slip });
    assert.ok(document.isUntitled);
    await vscode.window.showTextDocument(document);
    await fitAndFind(document);

    await vscode.commands.executeCommand('mixtureLens.markExpected', { uri: document.uri.toString(), row: 40 });
    assert.equal(findings(document).length, 1);
    await tryEverything(document.uri);
  });

  it('Either side of a diff is fitted in place', async () => {
    const before = vscode.Uri.parse('test-history:/birds.csv?earlier');
    const after = await vscode.workspace.openTextDocument({ language: 'csv', content: birds(90, 41) });
    await vscode.commands.executeCommand('vscode.diff', before, after.uri, 'birds.csv (earlier and now)');
    const document = await vscode.workspace.openTextDocument(before);

    await fitAndFind(document);
    await fitAndFind(after);

    assert.ok((await fixesOf(after)).some((title) => title.startsWith('Replace 63000 ')));
    assert.ok(
      !(await fixesOf(document)).some((title) => title.startsWith('Replace')),
      'the earlier side can only be read',
    );
    assert.deepEqual(textTabs(), [], 'no side is torn out of the diff');

    await vscode.commands.executeCommand('mixtureLens.nextFinding', after.uri);
    await tryEverything(before);
    await tryEverything(after.uri);
  });

  it('A table in a cell of a notebook is fitted in place', async () => {
    const cells = [
      new vscode.NotebookCellData(vscode.NotebookCellKind.Code, slip, 'csv'),
      new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'print("a,b")', 'python'),
      new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, 'a,b', 'markdown'),
    ];
    const notebook = await vscode.workspace.openNotebookDocument('mixture-lens-tests', new vscode.NotebookData(cells));
    await vscode.window.showNotebookDocument(notebook);
    const [{ document }, code] = notebook.getCells();

    await fitAndFind(document);
    assert.deepEqual(textTabs(), [], 'the cell is not torn out of the notebook');
    await tryEverything(document.uri);
    await tryEverything(code.document.uri);
    assert.deepEqual(vscode.languages.getDiagnostics(code.document.uri), []);
  });

  it('No command fails on an output pane', async () => {
    const channel = vscode.window.createOutputChannel('Table', 'csv');
    channel.append(slip);
    channel.show();
    const pane = (): vscode.TextDocument | undefined =>
      vscode.workspace.textDocuments.find(({ uri, languageId }) => uri.scheme === 'output' && languageId === 'csv');
    await until('the pane is there', () => pane() !== undefined);
    const document = pane();
    assert.ok(document);

    await tryEverything(document.uri);
    channel.dispose();
  });

  it('No command fails on a missing file, a folder, a binary file or a foreign scheme', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    memory.put('/binary.csv', 'a,b\n\0\0\0\n');
    for (const uri of [
      vscode.Uri.joinPath(folder.uri, 'nowhere.csv'),
      folder.uri,
      vscode.Uri.parse('test-memory:/binary.csv'),
      vscode.Uri.parse('no-such-scheme:/a.csv'),
      vscode.Uri.parse('https://a.invalid/b.csv'),
    ])
      await tryEverything(uri);
  });
});
