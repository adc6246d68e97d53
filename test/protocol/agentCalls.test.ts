/** Tests calls of the server for agents: progress, cancelling, calls at the same time, and messages that are wrong. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { maxConcurrentFits } from '../../server/threads/fitQueue';
import { TestFolder, useFolder } from '../support/testFolder';
import { useAgent } from './agentClient';
import { CLI_PATH } from './commandLine';
import { penguins, synthetic } from './tables';

/** A fit that would take minutes. */
const LONG = { path: 'long.csv', k: 20, estimate: 'ml', maxIterations: 1_000_000 };

describe('calls of the server for agents', function () {
  this.timeout(60_000);
  const folder = useFolder(new TestFolder());
  const server = useAgent(() => {
    folder.write('long.csv', synthetic(200_000));
    folder.write('penguins.csv', penguins);
    return { cwd: folder.path };
  });

  /** Starts a long fit, and resolves with its end once it has reported progress. */
  const startLong = async (seed: number, signal: AbortSignal): Promise<{ readonly end: Promise<unknown> }> => {
    let begun: () => void = () => undefined;
    const progress = new Promise<void>((resolve) => (begun = resolve));
    const end = server.agent.result('fit_mixture', { ...LONG, seed }, { signal, onprogress: () => begun() });
    end.catch(() => undefined);
    await progress;
    return { end };
  };

  it('A fit reports progress that grows, and says how far it is', async () => {
    const reports: { readonly progress: number; readonly message?: string }[] = [];

    await server.agent.result(
      'fit_mixture',
      { path: 'penguins.csv' },
      { onprogress: (report) => reports.push(report) },
    );

    assert.ok(reports.length > 0);
    assert.ok(reports.every(({ progress }, i) => i === 0 || progress > reports[i - 1].progress));
    assert.match(reports[0].message ?? '', /^\d+ clusters?, start \d+, iteration \d+$/);
  });

  it('Cancelled fits stop at once and make room for others', async () => {
    const aborts = Array.from({ length: maxConcurrentFits() }, () => new AbortController());
    const fits = await Promise.all(aborts.map(({ signal }, seed) => startLong(seed, signal)));

    for (const abort of aborts) abort.abort();
    const { content } = await server.agent.call('fit_mixture', { path: 'penguins.csv', k: 1, seed: 5 });

    assert.equal(content['k'], 1);
    for (const { end } of fits) await assert.rejects(end);
  });

  it('A fit goes on while one of the calls that wait for it is left', async () => {
    const abort = new AbortController();
    const given = { path: 'penguins.csv', seed: 77 };
    let begun: () => void = () => undefined;
    const progress = new Promise<void>((resolve) => (begun = resolve));
    const cancelled = server.agent.result('fit_mixture', given, { signal: abort.signal, onprogress: () => begun() });
    cancelled.catch(() => undefined);
    const other = server.agent.call('fit_mixture', given);
    await progress;

    abort.abort();

    await assert.rejects(cancelled);
    assert.equal((await other).content['rows'], 344);
  });

  it('Two fits at once give the answers that each gives alone', async () => {
    const [two, three] = await Promise.all(
      [2, 3].map((k) => server.agent.call('fit_mixture', { path: 'penguins.csv', k, seed: 8 })),
    );

    for (const [k, together] of [two, three].entries()) {
      const alone = await server.agent.call('fit_mixture', {
        path: 'penguins.csv',
        k: k + 2,
        seed: 8,
        threads: undefined,
      });
      assert.equal(together.content['fitted'], 'now');
      assert.deepEqual({ ...alone.content, fitted: 'now' }, together.content);
    }
  });

  it('An unknown tool is an error of the protocol that names the tools', async () => {
    await assert.rejects(
      server.agent.result('constructor', {}),
      /-32602.*There is no tool "constructor"; the tools are describe_table, fit_mixture/,
    );
  });

  it('Wrong arguments are refused in one line that says what is allowed', async () => {
    const { agent } = server;
    const path = 'penguins.csv';

    assert.match(
      await agent.refusal('fit_mixture', { path, k: 0 }),
      /k must be "auto" or an integer above zero, not 0/,
    );
    assert.match(await agent.refusal('fit_mixture', { path, K: 2 }), /no argument "K"; the arguments are path, /);
    assert.match(await agent.refusal('fit_mixture', { path: 5 }), /path must be a string, not 5/);
    assert.match(await agent.refusal('fit_mixture', {}), /path must be the path of a file/);
    assert.match(await agent.refusal('unlikely_rows', { path, limit: 201 }), /limit must be an integer from 1 to 200/);
    assert.match(await agent.refusal('propose_fixes', { path, sure: 'yes' }), /sure must be true or false, not "yes"/);
    assert.match(await agent.refusal('fit_mixture', { path, columns: ['nope'] }), /no column "nope"; the columns are/);
  });
});

describe('the stream of the server for agents', function () {
  this.timeout(60_000);
  const folder = useFolder(new TestFolder());
  before(() => {
    folder.write('long.csv', synthetic(200_000));
  });

  const initialize = {
    id: 0,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
  };
  const startRaw = () => {
    const child = spawn(process.execPath, [CLI_PATH, 'mcp'], { cwd: folder.path });
    const lines = createInterface(child.stdout);
    const send = (message: object | string): void => {
      child.stdin.write(`${typeof message === 'string' ? message : JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    };
    return { child, lines, send };
  };

  it('Messages that are no JSON or no request are left out, and the next one is answered', async () => {
    const { child, lines, send } = startRaw();
    const answers = lines[Symbol.asyncIterator]();
    for (const wrong of ['{"jsonrpc": "2.0", "id": ', 'null', '[1, 2]', '{"id": {}}', '\u0000\u001b[2J', ''])
      send(wrong);
    send(initialize);

    const { value } = (await answers.next()) as { readonly value: string };
    const answer = JSON.parse(value) as { readonly id: number; readonly result: { readonly serverInfo: object } };

    assert.equal(answer.id, 0);
    assert.deepEqual(Object.keys(answer.result.serverInfo), ['name', 'title', 'version']);
    child.stdin.end();
    const [status] = (await once(child, 'exit')) as [number];
    assert.equal(status, 0);
  });

  it('No code is compiled from strings', async () => {
    const spy = folder.write(
      'spy.cjs',
      "globalThis.Function = new Proxy(Function, { construct() { process.stderr.write('compiled'); return () => 0; } });\n",
    );
    const child = spawn(process.execPath, ['--require', folder.pathOf(spy), CLI_PATH, 'mcp'], { cwd: folder.path });
    let log = '';
    child.stderr.on('data', (text: Buffer) => (log += text.toString()));
    const ended = once(child, 'exit');
    child.stdin.end(`${JSON.stringify({ jsonrpc: '2.0', ...initialize })}\n`);
    await ended;

    assert.equal(log, '');
  });

  it('The server ends with its input, also during a fit', async () => {
    const { child, lines, send } = startRaw();
    const answers = lines[Symbol.asyncIterator]();
    send(initialize);
    await answers.next();
    send({ method: 'notifications/initialized' });
    send({
      id: 1,
      method: 'tools/call',
      params: { name: 'fit_mixture', arguments: LONG, _meta: { progressToken: 'p' } },
    });
    const { value } = (await answers.next()) as { readonly value: string };
    assert.match(value, /"notifications\/progress"/);

    child.stdin.end();

    const [status] = (await once(child, 'exit')) as [number];
    assert.equal(status, 0);
  });
});
