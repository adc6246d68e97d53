/** The tools for agents in the chat of a VS Code without servers for agents, answered by the built program. */
import assert from 'node:assert/strict';
import type { CancellationToken, Disposable } from 'vscode';
import { AgentProcess } from '../../../client/agentProcess';
import { offerChatTools, type ChatApi } from '../../../client/chatTools';
import manifest from '../../../package.json';
import { TestFolder, useFolder } from '../../support/testFolder';
import { pathToFileURL } from 'node:url';

const PROGRAM = 'dist/server/cli.cjs';
const tools = manifest.contributes.languageModelTools;

class Text {
  constructor(readonly value: string) {}
}

class Result {
  constructor(readonly parts: readonly object[]) {}
}

const never = (): Disposable => {
  throw new Error('called');
};

describe('tools in the chat', function () {
  this.timeout(60_000);
  const folder = useFolder(new TestFolder());
  const options = (): ConstructorParameters<typeof AgentProcess>[0] => ({
    command: process.execPath,
    args: [PROGRAM, 'mcp'],
    env: {},
    roots: () => [pathToFileURL(folder.path).href],
  });
  const table = ['size,colour', ...Array.from({ length: 60 }, (_, n) => `${n === 7 ? 9000 : 40 + (n % 9)},red`)].join(
    '\n',
  );

  it('A tool answers with the text of the server', async () => {
    const invoked: ((invocation: { input: object }, token: CancellationToken) => Promise<object>)[] = [];
    const api: ChatApi = {
      lm: {
        registerTool: (name, tool) => {
          if (name === 'mixtureLens_unlikely_rows') invoked.push((invocation, token) => tool.invoke(invocation, token));
          return { dispose: () => undefined };
        },
      },
      LanguageModelTextPart: Text,
      LanguageModelToolResult: Result,
    };
    const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) };
    const offer = offerChatTools(
      api,
      tools.map(({ name }) => name),
      options(),
    );
    folder.write('sizes.csv', table);

    const result = await invoked[0]({ input: { path: 'sizes.csv' } }, token);

    assert.match((result as Result).parts.map((part) => (part as Text).value).join(), /line 9 .*size is 9000/);
    offer?.dispose();
  });

  it('A VS Code that starts servers for agents itself gets no tools twice', () => {
    const api: ChatApi = {
      lm: { registerMcpServerDefinitionProvider: never, registerTool: never },
      LanguageModelTextPart: Text,
      LanguageModelToolResult: Result,
    };

    assert.equal(offerChatTools(api, ['mixtureLens_fit_mixture'], options()), undefined);
    assert.equal(offerChatTools({}, ['mixtureLens_fit_mixture'], options()), undefined);
  });

  it('A cancelled call rejects, and the next one is answered', async () => {
    const server = new AgentProcess(options());
    const controller = new AbortController();
    folder.write('sizes.csv', table);
    const cancelled = server.call('unlikely_rows', { path: 'sizes.csv' }, controller.signal);
    controller.abort(new Error('asked'));

    await assert.rejects(cancelled, /asked/);

    assert.match(await server.call('describe_table', { path: 'sizes.csv' }), /60 rows/);
    server.dispose();
  });

  it('Lines that are no messages are skipped, and requests of the server are answered', async () => {
    const script = `
      const say = (message) => console.log(JSON.stringify({ jsonrpc: '2.0', ...message }));
      const answers = [];
      let calls = [];
      console.log('Debugger attached.');
      console.log('3');
      say({ id: 'p', method: 'ping' });
      say({ id: 'q', method: 'sampling/createMessage' });
      require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
        const { id, method, result, error } = JSON.parse(line);
        if (method === 'initialize') say({ id, result: {} });
        else if (method === 'tools/call') calls.push(id);
        else if (method === undefined) answers.push(id + ' ' + JSON.stringify(result ?? error.code));
        if (answers.length === 2)
          for (const call of calls.splice(0)) say({ id: call, result: { content: [{ type: 'text', text: answers.join(', ') }] } });
      });`;
    const server = new AgentProcess({ ...options(), args: ['-e', script] });

    assert.equal(await server.call('any', {}), 'p {}, q -32601');

    server.dispose();
  });

  it('A server that ends rejects its calls, and starts again at the next one', async () => {
    const server = new AgentProcess({ ...options(), args: ['-e', 'process.exit(3)'] });

    await assert.rejects(server.call('describe_table', { path: 'x.csv' }), /ended/);
    await assert.rejects(server.call('describe_table', { path: 'x.csv' }), /ended/);
  });
});
