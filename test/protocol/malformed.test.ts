/** Messages that are none of the protocol: refused in one line or answered with nothing, and the server goes on. */
import assert from 'node:assert/strict';
import { ErrorCodes, LSPErrorCodes } from 'vscode-languageserver';
import { ServerCommand, ServerRequest } from '../../server/protocol';
import { RawClient, type Message } from './rawClient';
import { penguins } from './tables';

const uri = 'file:///a.csv';
const textDocument = { uri };
const position = { line: 1, character: 1 };
const range = { start: position, end: position };

/** In the place of any part of a message. */
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

/** Every request that the server takes, as it should be. */
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

/** The value with nonsense in the place of each of its parts, the whole included. */
function* spoilt(value: unknown): Generator {
  yield* NONSENSE;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    for (const other of spoilt(part))
      yield Array.isArray(value) ? value.with(Number(key), other) : { ...value, [key]: other };
  }
}

/** Other machines, signs that no name of a file has, and no URIs. */
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

describe('messages that are none of the protocol', function () {
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

  /** What was logged is for a person, a line each. */
  function isQuiet(): void {
    assert.deepEqual(
      client.logged.filter(
        (line) => line.includes('\n') || line.length > 300 || /TypeError|Cannot read|is not a function/.test(line),
      ),
      [],
    );
    client.logged.length = 0;
  }

  /** One clear line, or an answer. */
  function isClean({ error }: Message, asked: unknown, codes: readonly number[] = [ErrorCodes.InvalidParams]): void {
    if (error === undefined) return;
    assert.ok(codes.includes(error.code), `${error.code} ${error.message} for ${JSON.stringify(asked)}`);
    assert.doesNotMatch(error.message, /\n|TypeError|Cannot read|is not a function|went wrong/, JSON.stringify(asked));
  }

  for (const [method, params] of Object.entries(REQUESTS)) {
    it(`are refused: ${method}`, async () => {
      assert.equal((await client.request(method, params)).error, undefined);
      for (const asked of spoilt(params)) isClean(await client.request(method, asked), asked);
      isQuiet();
      assert.equal((await client.request(method, null)).error?.code, ErrorCodes.InvalidParams);
    });
  }

  for (const [method, params] of Object.entries(NOTIFICATIONS)) {
    it(`are a line in the log: ${method}`, async () => {
      for (const told of spoilt(params)) await client.notify(method, told);
      assert.equal((await client.request('textDocument/hover', { textDocument, position })).error, undefined);
      isQuiet();
    });
  }

  it('are refused: commands with other arguments than they take, and commands that there are not', async () => {
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
    // No fit and no mark with arguments that are right.
    const asked: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
      [ServerCommand.fit, { options: { k: -1 } }],
      [ServerCommand.rowsIn, parts],
      [ServerCommand.describe, parts],
      [ServerCommand.similarRows, parts],
      [ServerCommand.withKind, parts],
      [ServerCommand.expect, { reason: 7 }],
      [ServerCommand.refitWithout, { row: -1 }],
      [ServerCommand.export, { format: 'json' }],
    ];
    for (const [command, argument] of asked) {
      for (const other of spoilt(argument)) {
        const whole = typeof other === 'object' && other !== null && !Array.isArray(other) ? { uri, ...other } : other;
        if (command === ServerCommand.fit && isFit(whole)) continue;
        isClean(
          await client.request('workspace/executeCommand', { command, arguments: [whole] }),
          [command, whole],
          [ErrorCodes.InvalidParams, LSPErrorCodes.RequestFailed],
        );
      }
    }
    for (const command of ['mixtureLens.server.none', 'toString', '__proto__', '']) {
      const { error } = await client.request('workspace/executeCommand', { command, arguments: [{ uri }] });
      assert.deepEqual(error, {
        code: ErrorCodes.InvalidParams,
        message: `Malformed request: there is no command ${JSON.stringify(command)}.`,
      });
    }
    isQuiet();
  });

  /** Whether nothing is wrong with the arguments of a fit, which would take its time. */
  function isFit(argument: unknown): boolean {
    if (typeof argument !== 'object' || argument === null || !('uri' in argument)) return false;
    const { options = null } = argument as { readonly options?: unknown };
    return (
      options === null ||
      (typeof options === 'object' && Object.values(options).every((option) => option === null || option === undefined))
    );
  }

  it('may name files that cannot be: nothing is known of them', async () => {
    for (const strange of STRANGE) {
      await client.notify('textDocument/didOpen', {
        textDocument: { uri: strange, languageId: 'csv', version: 1, text: 'a,b\n1,2\n3,4\n' },
      });
      assert.equal(
        (
          await client.request('textDocument/hover', {
            textDocument: { uri: strange },
            position: { line: 0, character: 0 },
          })
        ).error,
        undefined,
        strange,
      );
      const { error } = await client.request('workspace/executeCommand', {
        command: ServerCommand.expect,
        arguments: [{ uri: strange, row: 0 }],
      });
      assert.equal(error?.code, LSPErrorCodes.RequestFailed, `${strange}: ${error?.message}`);
      assert.match(error?.message ?? '', /^Save the file to disk first|cannot be written/);
      await client.notify('textDocument/didClose', { textDocument: { uri: strange } });
      for (const [command, argument] of [
        [ServerCommand.fit, { uri: strange }],
        [ServerCommand.export, { uri, format: 'json', to: strange }],
      ] as const) {
        isClean(
          await client.request('workspace/executeCommand', { command, arguments: [argument] }),
          [command, argument],
          [ErrorCodes.InvalidParams, LSPErrorCodes.RequestFailed],
        );
      }
    }
    isQuiet();
  });
});
