/** Malformed messages: each is refused in one line or answered with nothing, and the server goes on. */
import assert from 'node:assert/strict';
import { ErrorCodes, LSPErrorCodes } from 'vscode-languageserver';
import { ServerCommand, ServerRequest } from '../../server/protocol';
import { RawClient, type Message } from './rawClient';
import { penguins } from './tables';

const uri = 'file:///a.csv';
const textDocument = { uri };
const position = { line: 1, character: 1 };
const range = { start: position, end: position };

/** Values that replace any part of a message. */
const NONSENSE: readonly unknown[] = [
  null,
  undefined,
  0,
  -1,
  1e308,
  'x',
  '',
  true,
  [],
  [null],
  {},
  { line: -1, character: 0 },
  { line: 0.5, character: 1 },
  { uri: 7 },
  { start: null, end: null },
];

/** Well-formed parameters of every request. */
const REQUESTS: Readonly<Record<string, object>> = {
  'textDocument/hover': { textDocument, position },
  'textDocument/codeAction': {
    textDocument,
    range,
    context: { diagnostics: [{ range, message: '', source: 'mixture-lens', code: 'row.low-likelihood' }] },
  },
  'textDocument/codeLens': { textDocument },
  'textDocument/inlayHint': { textDocument, range },
  [ServerRequest.rowClusters]: { uri, lines: range },
  [ServerRequest.cell]: { uri, line: 3, column: 'species' },
  [ServerRequest.unlikelyRows]: { uri },
  [ServerRequest.leastCertainRow]: { uri, after: 3 },
  [ServerRequest.typicalRows]: { uri },
  [ServerRequest.insight]: {
    uri,
    question: { kind: 'rows', where: { of: 'bins', column: 'body_mass_g', from: 1, to: 3 }, from: 0 },
  },
  'workspace/executeCommand': { command: ServerCommand.describe, arguments: [{ uri }] },
};

/** Well-formed parameters of every notification. */
const NOTIFICATIONS: Readonly<Record<string, object>> = {
  'textDocument/didOpen': { textDocument: { uri: 'file:///b.csv', languageId: 'csv', version: 1, text: 'a,b\n1,2\n' } },
  'textDocument/didChange': {
    textDocument: { uri: 'file:///none.csv', version: 2 },
    contentChanges: [{ range, text: 'x' }],
  },
  'textDocument/didClose': { textDocument: { uri: 'file:///none.csv' } },
  'workspace/didChangeWatchedFiles': { changes: [{ uri: 'file:///c.csv.lens.json', type: 1 }] },
  'workspace/didRenameFiles': { files: [{ oldUri: 'file:///c.csv', newUri: 'file:///d.csv' }] },
  'workspace/didChangeConfiguration': { settings: null },
};

/** Copies of a value, each with nonsense in the place of one of its parts or of the whole. */
function* corrupted(value: unknown): Generator {
  yield* NONSENSE;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    for (const other of corrupted(part))
      yield Array.isArray(value) ? value.with(Number(key), other) : { ...value, [key]: other };
  }
}

/** URIs of other machines, URIs with characters that no file name has, and texts that are not URIs. */
const STRANGE = [
  'file://host/a.csv',
  'file:///a%2Fb.csv',
  'file:///a%00b.csv',
  'file:///%zz.csv',
  '\0',
  'https://x/a.csv',
  'untitled:a',
  '__proto__',
  'no uri',
];

describe('malformed messages', function () {
  this.timeout(60_000);
  let client: RawClient;

  before(async () => {
    client = new RawClient();
    await client.request('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      initializationOptions: 7,
    });
    await client.notify('initialized', {});
    await client.notify('textDocument/didOpen', {
      textDocument: { uri, languageId: 'csv', version: 1, text: penguins },
    });
    const { result, error } = await client.request('workspace/executeCommand', {
      command: ServerCommand.fit,
      arguments: [{ uri, options: { k: 2, starts: 1 } }],
    });
    assert.equal(error, undefined, JSON.stringify([error, client.logged]));
    assert.equal((result as { k: number }).k, 2);
  });
  after(async () => assert.equal(await client.stop(), 0));

  /** Checks that each entry of the log is one readable line, and clears the log. */
  function assertReadableLog(): void {
    assert.deepEqual(
      client.logged.filter(
        (line) => line.includes('\n') || line.length > 300 || /TypeError|Cannot read|is not a function/.test(line),
      ),
      [],
    );
    client.logged.length = 0;
  }

  /** Checks that a response is a result or a readable error in one line. */
  function assertReadable(
    { error }: Message,
    request: unknown,
    codes: readonly number[] = [ErrorCodes.InvalidParams],
  ): void {
    if (error === undefined) return;
    assert.ok(codes.includes(error.code), `${error.code} ${error.message} for ${JSON.stringify(request)}`);
    assert.doesNotMatch(
      error.message,
      /\n|TypeError|Cannot read|is not a function|went wrong/,
      JSON.stringify(request),
    );
  }

  for (const [method, params] of Object.entries(REQUESTS)) {
    it(`Malformed parameters of ${method} are answered or refused in one readable line`, async () => {
      assert.equal((await client.request(method, params)).error, undefined);

      for (const each of corrupted(params)) assertReadable(await client.request(method, each), each);

      assertReadableLog();
      assert.equal((await client.request(method, null)).error?.code, ErrorCodes.InvalidParams);
    });
  }

  for (const [method, params] of Object.entries(NOTIFICATIONS)) {
    it(`Malformed parameters of ${method} leave a readable log and a server that answers`, async () => {
      for (const each of corrupted(params)) await client.notify(method, each);

      assert.equal((await client.request('textDocument/hover', { textDocument, position })).error, undefined);
      assertReadableLog();
    });
  }

  describe('commands', () => {
    const parts = {
      options: { k: 2 },
      again: true,
      ranges: [range],
      row: 3,
      column: 'sex',
      kind: 'normal',
      reason: 'so',
      format: 'json',
      to: 'file:///tmp/none',
      escapeFormulas: true,
    };
    // The arguments of a fit and of a mark are wrong to begin with, so that neither is carried out.
    const commands: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
      [ServerCommand.fit, { options: { k: -1 } }],
      [ServerCommand.rowsIn, parts],
      [ServerCommand.describe, parts],
      [ServerCommand.similarRows, parts],
      [ServerCommand.withKind, parts],
      [ServerCommand.expect, { reason: 7 }],
      [ServerCommand.refitWithout, { row: -1 }],
      [ServerCommand.export, { format: 'json' }],
    ];
    for (const [command, argument] of commands) {
      it(`Malformed arguments of ${command} are answered or refused in one readable line`, async () => {
        for (const other of corrupted(argument)) {
          const whole =
            typeof other === 'object' && other !== null && !Array.isArray(other) ? { uri, ...other } : other;
          if (command === ServerCommand.fit && isFit(whole)) continue;
          assertReadable(
            await client.request('workspace/executeCommand', { command, arguments: [whole] }),
            [command, whole],
            [ErrorCodes.InvalidParams, LSPErrorCodes.RequestFailed],
          );
        }

        assertReadableLog();
      });
    }

    it('An unknown command is refused by its name', async () => {
      for (const command of ['mixtureLens.server.none', 'toString', '__proto__', '']) {
        const { error } = await client.request('workspace/executeCommand', { command, arguments: [{ uri }] });
        assert.deepEqual(error, {
          code: ErrorCodes.InvalidParams,
          message: `Malformed request: there is no command ${JSON.stringify(command)}.`,
        });
      }
      assertReadableLog();
    });
  });

  /** Whether the argument of a fit is well-formed, so that the fit would run. */
  function isFit(argument: unknown): boolean {
    if (typeof argument !== 'object' || argument === null || !('uri' in argument)) return false;
    const { options = null } = argument as { readonly options?: unknown };
    return (
      options === null ||
      (typeof options === 'object' && Object.values(options).every((option) => option === null || option === undefined))
    );
  }

  describe('URIs that are not files', () => {
    for (const strange of STRANGE) {
      const name = JSON.stringify(strange);

      it(`A document with the URI ${name} can be opened, but its rows cannot be marked`, async () => {
        await client.notify('textDocument/didOpen', {
          textDocument: { uri: strange, languageId: 'csv', version: 1, text: 'a,b\n1,2\n3,4\n' },
        });

        const hover = await client.request('textDocument/hover', {
          textDocument: { uri: strange },
          position: { line: 0, character: 0 },
        });
        const mark = await client.request('workspace/executeCommand', {
          command: ServerCommand.expect,
          arguments: [{ uri: strange, row: 0 }],
        });

        assert.equal(hover.error, undefined);
        assert.equal(mark.error?.code, LSPErrorCodes.RequestFailed, mark.error?.message);
        assert.match(mark.error?.message ?? '', /^Save the file to disk first|cannot be written/);
        await client.notify('textDocument/didClose', { textDocument: { uri: strange } });
        assertReadableLog();
      });

      it(`A fit of the URI ${name} and an export to it are answered or refused in one line`, async () => {
        for (const [command, argument] of [
          [ServerCommand.fit, { uri: strange }],
          [ServerCommand.export, { uri, format: 'json', to: strange }],
        ] as const) {
          assertReadable(
            await client.request('workspace/executeCommand', { command, arguments: [argument] }),
            [command, argument],
            [ErrorCodes.InvalidParams, LSPErrorCodes.RequestFailed],
          );
        }
        assertReadableLog();
      });
    }
  });
});
