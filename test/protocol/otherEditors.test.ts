/** Sessions with the announcements of editors other than VS Code. */
import assert from 'node:assert/strict';
import type { ClientCapabilities, CodeAction, Diagnostic, TextDocumentEdit, TextEdit } from 'vscode-languageserver';
import { ServerCommand } from '../../server/protocol';
import { Client, refusal } from './client';
import { BYTES_ONLY, EGLOT, HELIX, isAnnounced, JETBRAINS, KATE, SUBLIME, ZED } from './editorAbilities';
import { COLUMN, findsAt, LINE, PLANTED, QUICK } from './fittedFiles';
import { rangeOf } from './tables';

const AS_OTHERS = { notifications: false };
const TOP = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** Waits for the findings after a fit, as the editor gets them. */
async function findingsIn(client: Client, uri: string): Promise<readonly Diagnostic[]> {
  if (client.initialized?.capabilities.diagnosticProvider === undefined)
    return client.diagnostics(uri, 1, findsAt(LINE));
  for (let seen = 0; ;) {
    const report = await client.pull(uri);
    if (report.kind === 'full' && findsAt(LINE)(report.items)) return report.items;
    await client.received.next('a refresh', (method) => method === 'workspace/diagnostic/refresh', seen);
    seen = client.received.all.length;
  }
}

function plainEdits({ edit }: CodeAction, uri: string): readonly TextEdit[] {
  if (edit?.documentChanges === undefined) return edit?.changes?.[uri] ?? [];
  return (edit.documentChanges as TextDocumentEdit[]).flatMap(({ edits }) => edits as TextEdit[]);
}

describe('editors other than VS Code', function () {
  this.timeout(60_000);

  for (const [editor, capabilities] of [
    ['Helix', HELIX],
    ['Eglot', EGLOT],
    ['Kate', KATE],
    ['Zed', ZED],
    ['Sublime Text', SUBLIME],
    ['an editor of JetBrains', JETBRAINS],
    ['an editor that counts bytes', BYTES_ONLY],
  ] as readonly (readonly [string, ClientCapabilities])[]) {
    describe(`a session with the announcements of ${editor}`, () => {
      const uri = 'file:///a.csv';
      let client: Client;
      let finding: Diagnostic;
      before(async () => {
        client = await Client.start(capabilities, null, undefined, AS_OTHERS);
        await client.open(uri, PLANTED);
        const [action] = await client.request<readonly CodeAction[]>('textDocument/codeAction', {
          textDocument: { uri },
          range: TOP,
          context: { diagnostics: [] },
        });
        assert.equal(action.title, 'Fit mixture');
        await client.request('workspace/executeCommand', {
          ...action.command,
          arguments: [{ uri, options: QUICK }],
          ...(capabilities.window?.workDoneProgress === true && { workDoneToken: 7 }),
        });
        finding = (await findingsIn(client, uri)).find(({ range }) => range.start.line === LINE) as Diagnostic;
      });
      after(async () => assert.equal(await client.stop(), 0));

      it(`The finding of ${editor} is at the wrong cell`, () => {
        assert.deepEqual(finding.range, rangeOf(PLANTED, LINE, COLUMN));
      });

      it(`The hover of ${editor} has text in an announced format`, async () => {
        const hover = await client.hover(uri, finding.range.start);

        const { kind, value } = hover?.contents as { readonly kind: string; readonly value: string };
        assert.ok(capabilities.textDocument?.hover?.contentFormat?.some((format) => format === kind));
        assert.match(value, / is 63000, expected 3700/);
      });

      it(`A fix of ${editor} edits the cell in an announced form`, async () => {
        const [fix] = await client.fixes(uri, finding);

        const isVersioned = capabilities.workspace?.workspaceEdit?.documentChanges === true;
        assert.equal(fix.edit?.documentChanges !== undefined, isVersioned);
        assert.deepEqual(
          plainEdits(fix, uri).map(({ range }) => range),
          [finding.range],
        );
      });

      it(`The server sends ${editor} nothing that it did not announce`, () => {
        assert.deepEqual(
          client.received.all.filter((method) => !isAnnounced(method, capabilities)),
          [],
        );
      });
    });
  }

  describe('code actions for a fit', () => {
    const uri = 'file:///a.csv';
    let client: Client;
    const titlesFor = async (only?: readonly string[]): Promise<readonly string[]> => {
      const context = { diagnostics: [], ...(only && { only }) };
      const params = { textDocument: { uri }, range: TOP, context };
      return (await client.request<readonly CodeAction[]>('textDocument/codeAction', params)).map(({ title }) => title);
    };
    before(async () => {
      client = await Client.start(KATE, null, undefined, AS_OTHERS);
      await client.open(uri, PLANTED);
    });
    after(async () => assert.equal(await client.stop(), 0));

    it('A fit is offered where no kind or its kind is requested', async () => {
      assert.deepEqual(
        [await titlesFor(), await titlesFor(['source']), await titlesFor(['quickfix', 'source.organizeImports'])],
        [['Fit mixture'], ['Fit mixture'], []],
      );
    });

    it('A client without action literals gets commands', async () => {
      const bare = await Client.start({}, null, undefined, AS_OTHERS);
      await bare.open(uri, PLANTED);

      const actions = await bare.request('textDocument/codeAction', {
        textDocument: { uri },
        range: TOP,
        context: { diagnostics: [] },
      });

      assert.deepEqual(actions, [{ title: 'Fit mixture', command: ServerCommand.fit, arguments: [{ uri }] }]);
      assert.equal(await bare.stop(), 0);
    });
  });

  it('Settings that an editor sends apply where it cannot be asked for them', async () => {
    const uri = 'file:///a.csv';
    const client = await Client.start(KATE, null, undefined, AS_OTHERS);
    await client.open(uri, PLANTED);

    await client.notify('workspace/didChangeConfiguration', {
      settings: { mixtureLens: { components: 2, starts: 1 } },
    });

    assert.equal((await client.fit(uri)).k, 2);
    assert.equal(await client.stop(), 0);
  });

  describe('arguments of commands', () => {
    const uri = 'file:///a.csv';
    let client: Client;
    before(async () => {
      client = await Client.start(KATE, null, undefined, AS_OTHERS);
      await client.open(uri, PLANTED);
      await client.fit(uri, QUICK);
    });
    after(async () => assert.equal(await client.stop(), 0));

    for (const [command, argument, reason] of [
      [ServerCommand.fit, uri, /takes one object, such as \{"uri": "file:\/\/\/a.csv"\}, not "file:\/\/\/a.csv"/],
      [ServerCommand.fit, { uri, options: { k: 0 } }, /k must be/],
      [ServerCommand.cancel, {}, /uri must be a string/],
      [ServerCommand.refitWithout, { uri, row: 1e9 }, /there is no row 1000000000/],
      [ServerCommand.forget, { uri: 7 }, /uri must be a string.*not 7/],
      [ServerCommand.withKind, { uri, column: 'year', kind: 'odd' }, /kind must be one of/],
      [ServerCommand.nameCluster, { uri, cluster: 99, name: 'a' }, /99/],
      [ServerCommand.expect, { uri, row: -1 }, /row must be the number of a data row/],
      [ServerCommand.rowsIn, { uri, ranges: [1] }, /ranges must be a list of ranges/],
      [ServerCommand.describe, { uri: 'untitled:1' }, /"untitled:1" is not open/],
      [ServerCommand.similarRows, { uri }, /row must be the number of a data row/],
      [ServerCommand.export, { uri, format: 'pdf' }, /format must be one of/],
    ] as const) {
      it(`${command} with ${JSON.stringify(argument)} is refused in one line that says what it needs`, async () => {
        const { message } = await refusal(
          client.request('workspace/executeCommand', { command, arguments: [argument] }),
        );

        assert.match(message, reason);
        assert.ok(!message.includes('\n'));
      });
    }
  });
});
