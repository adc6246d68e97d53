import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ErrorCodes, LSPErrorCodes } from 'vscode-languageserver';
import { ServerCommand } from '../../server/protocol';
import { BARE, Client, refusal } from './client';
import { penguins, synthetic } from './tables';

/** So many rows that a fit with all K and starts takes many seconds: long enough to do something while it runs. */
const large = synthetic(20_000);

describe('a fit over the protocol', function () {
  this.timeout(60_000);
  let client: Client;
  beforeEach(async () => (client = await Client.start()));
  afterEach(async () => assert.equal(await client.stop(), 0));

  /** Opens the large table and asks for a fit that is certainly under way when this resolves. */
  async function longFit(uri: string, workDoneToken?: string) {
    await client.open(uri, large);
    const asked = client.ask(uri, {}, workDoneToken);
    const { fit } = await client.iterations.next(`iterations of ${uri}`, (params) => params.uri === uri);
    return { ...asked, fit };
  }

  /** The end of the fit, and that nothing came of it afterwards. */
  async function endsAs(uri: string, fit: number, state: string) {
    const { outcome } = await client.fits.next(
      `didFit of fit ${fit}`,
      (params) => params.uri === uri && params.fit === fit,
    );
    assert.equal(outcome.state, state);
  }

  it('answers with the report, which didFit tells as well', async () => {
    await client.open('file:///a.csv', penguins);
    const report = await client.fit('file:///a.csv', { k: 3, starts: 2 });
    assert.equal(report.rows, 344);
    assert.equal(report.k, 3);
    assert.equal(
      report.columns.reduce((sum, { missing }) => sum + missing, 0),
      19,
    );
    assert.equal(client.fits.all.length, 1);
    assert.deepEqual(client.fits.all[0], {
      uri: 'file:///a.csv',
      version: 1,
      fit: 1,
      outcome: { state: 'fitted', report },
    });
  });

  it('tells every iteration, none of which raises the objective of its start', async () => {
    await client.open('file:///a.csv', penguins);
    const report = await client.fit('file:///a.csv', { maxComponents: 3, starts: 3 });
    const steps = client.iterations.all.flatMap((params) => params.steps);
    const last = new Map<string, { iteration: number; objective: number }>();
    for (const { k, start, iteration, objective } of steps) {
      const before = last.get(`${k}/${start}`);
      if (before === undefined) assert.equal(iteration, 0);
      else {
        assert.equal(iteration, before.iteration + 1);
        assert.ok(
          objective <= before.objective + 1e-9 * Math.abs(before.objective),
          `K ${k}, start ${start}, iteration ${iteration}`,
        );
      }
      last.set(`${k}/${start}`, { iteration, objective });
    }
    // Two warm starts from one K to the next, and starts from nothing until they show nothing new.
    for (const course of ['1/0', '2/0', '2/1', '2/2', '3/0', '3/1', '3/2']) assert.ok(last.has(course), course);
    assert.deepEqual([...new Set([...last.keys()].map((course) => course.split('/')[0]))], ['1', '2', '3']);
    assert.deepEqual(
      report.starts.map(({ start }) => `${report.k}/${start}`).filter((course) => !last.has(course)),
      [],
    );
    assert.equal(
      Math.min(...steps.filter(({ k }) => k === report.k).map(({ objective }) => objective)),
      report.objective,
    );
  });

  it('shows work-done progress from begin to end, its percentage never falling', async () => {
    await client.open('file:///some%20birds.csv', penguins);
    await client.fit('file:///some%20birds.csv', { starts: 3 });
    await client.progress.next('the end of the progress', ({ kind }) => kind === 'end');
    const [first, ...rest] = client.progress.all;
    assert.deepEqual(
      { ...first, token: '' },
      { token: '', kind: 'begin', title: 'Fitting some birds.csv', percentage: 0, cancellable: true },
    );
    assert.equal(new Set(client.progress.all.map(({ token }) => token)).size, 1);
    const reports = rest.flatMap((progress) => (progress.kind === 'report' ? [progress] : []));
    assert.ok(reports.length > 0);
    assert.match(reports[0].message ?? '', /^\d+ clusters?, start \d+, iteration \d+$/);
    reports.reduce((before, { percentage = 0 }) => (assert.ok(percentage >= before), percentage), 0);
    assert.equal(
      rest.findIndex(({ kind }) => kind === 'end'),
      rest.length - 1,
    );
  });

  it('uses the progress token that came with the request', async () => {
    const { answer, cancel } = await longFit('file:///a.csv', 'mine');
    await client.progress.next('a report under the token', ({ token, kind }) => token === 'mine' && kind === 'report');
    cancel();
    await refusal(answer);
    await client.progress.next('the end under the token', ({ token, kind }) => token === 'mine' && kind === 'end');
    assert.ok(client.progress.all.every(({ token }) => token === 'mine'));
  });

  it('is cancelled by the command', async () => {
    const { answer, fit } = await longFit('file:///a.csv');
    assert.equal(await client.cancel('file:///a.csv'), true);
    assert.deepEqual(await refusal(answer), {
      code: LSPErrorCodes.RequestCancelled,
      message: 'The fit was cancelled.',
    });
    await endsAs('file:///a.csv', fit, 'cancelled');
    assert.equal(await client.cancel('file:///a.csv'), false);
  });

  it('is cancelled by the command even before it begins', async () => {
    await client.open('file:///a.csv', large);
    const { answer } = client.ask('file:///a.csv');
    assert.equal(await client.cancel('file:///a.csv'), true);
    assert.equal((await refusal(answer)).code, LSPErrorCodes.RequestCancelled);
    assert.equal(client.iterations.all.length, 0);
  });

  it('is cancelled by $/cancelRequest', async () => {
    const { answer, cancel, fit } = await longFit('file:///a.csv');
    cancel();
    assert.equal((await refusal(answer)).code, LSPErrorCodes.RequestCancelled);
    await endsAs('file:///a.csv', fit, 'cancelled');
  });

  it('is cancelled by its progress', async () => {
    const { answer, fit } = await longFit('file:///a.csv');
    const { token } = await client.progress.next('progress', ({ kind }) => kind === 'begin');
    await client.notify('window/workDoneProgress/cancel', { token });
    assert.equal((await refusal(answer)).code, LSPErrorCodes.RequestCancelled);
    await endsAs('file:///a.csv', fit, 'cancelled');
    await client.progress.next(
      'the end of the progress',
      (progress) => progress.token === token && progress.kind === 'end',
    );
  });

  it('gives way to a newer fit of the same file, and to no other', async () => {
    const first = await longFit('file:///a.csv');
    await client.open('file:///b.csv', penguins);
    assert.equal((await client.fit('file:///b.csv', { k: 2, starts: 1 })).k, 2);
    const report = await client.fit('file:///a.csv', { k: 2, starts: 1 });
    assert.equal((await refusal(first.answer)).code, LSPErrorCodes.ContentModified);
    await endsAs('file:///a.csv', first.fit, 'superseded');
    assert.equal(report.k, 2);
    const ofA = client.fits.all.filter(({ uri }) => uri === 'file:///a.csv');
    assert.deepEqual(
      ofA.map(({ outcome }) => outcome.state),
      ['superseded', 'fitted'],
    );
    assert.ok(ofA[1].fit > ofA[0].fit);
    const end = client.iterations.all.findLastIndex(({ fit }) => fit === first.fit);
    const begin = client.iterations.all.findIndex(({ fit, uri }) => fit > first.fit && uri === 'file:///a.csv');
    assert.ok(end < begin, 'no iteration of the first fit after the second began');
  });

  it('gives way to an edit: no model of a text that is gone', async () => {
    const { answer, fit } = await longFit('file:///a.csv');
    await client.change('file:///a.csv', '9', { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } });
    assert.equal((await refusal(answer)).code, LSPErrorCodes.ContentModified);
    await endsAs('file:///a.csv', fit, 'superseded');
    assert.ok(client.fits.all.every(({ outcome }) => outcome.state !== 'fitted'));
    assert.equal(await client.hover('file:///a.csv', { line: 2, character: 1 }), null);
  });

  it('goes on after a change that changes nothing', async () => {
    await client.open('file:///a.csv', penguins);
    const { answer } = client.ask('file:///a.csv', { k: 2, starts: 1 });
    await client.notify('textDocument/didChange', {
      textDocument: { uri: 'file:///a.csv', version: 1 },
      contentChanges: [],
    });
    assert.equal((await answer).k, 2);
  });

  it('ends with the document', async () => {
    const { answer, fit } = await longFit('file:///a.csv');
    await client.close('file:///a.csv');
    assert.equal((await refusal(answer)).code, LSPErrorCodes.ContentModified);
    await endsAs('file:///a.csv', fit, 'superseded');
  });

  it('says in one line why a text cannot be fitted, and lives on', async () => {
    const cases: readonly (readonly [string, string, RegExp])[] = [
      ['empty', '', /^The file is empty/],
      ['header', 'a,b,c\n', /^There is a header but no row/],
      ['binary', '\u0000\u0001PNG\u0000\ufffd,\u0000\n', /^This is not a text file/],
      ['row', 'a,b\n1,2\n', /one row/],
    ];
    for (const [name, text, says] of cases) {
      await client.open(`file:///${name}.csv`, text);
      const { code, message } = await refusal(client.fit(`file:///${name}.csv`));
      assert.equal(code, LSPErrorCodes.RequestFailed, name);
      assert.match(message, says);
      assert.ok(!message.includes('\n'), name);
      assert.deepEqual(client.fits.all.at(-1)?.outcome, { state: 'failed', message });
    }
    await client.open('file:///a.csv', penguins);
    assert.equal((await client.fit('file:///a.csv', { k: 1 })).k, 1);
  });

  it('refuses malformed arguments in one line', async () => {
    await client.open('file:///a.csv', penguins);
    const malformed: readonly (readonly [unknown, RegExp])[] = [
      [undefined, /takes one object/],
      [[], /takes one object/],
      [[null], /takes one object/],
      [['file:///a.csv'], /takes one object/],
      [[{}], /uri must be/],
      [[{ uri: 7 }], /uri must be/],
      [[{ uri: 'file:///a.csv', options: 'k=3' }], /options must be/],
      [[{ uri: 'file:///a.csv', options: { k: 0 } }], /k must be "auto" or an integer above zero, not 0/],
      [[{ uri: 'file:///a.csv', options: { K: 3 } }], /there is no option "K"/],
      [[{ uri: 'file:///a.csv', options: { kinds: { year: 'gauss' } } }], /kinds must be/],
      [[{ uri: 'file:///a.csv', options: { start: { components: [7] } } }], /start must be/],
      [[{ uri: 'file:///a.csv', options: { missing: 'NA' } }], /missing must be/],
      [[{ uri: 'untitled:Untitled-1' }], /"untitled:Untitled-1" is not open/],
    ];
    for (const [args, says] of malformed) {
      const { code, message } = await refusal(
        client.request('workspace/executeCommand', { command: ServerCommand.fit, arguments: args }),
      );
      assert.equal(code, ErrorCodes.InvalidParams, String(says));
      assert.match(message, says);
      assert.ok(!message.includes('\n'), message);
    }
    const { code } = await refusal(
      client.request('workspace/executeCommand', { command: ServerCommand.cancel, arguments: [3] }),
    );
    assert.equal(code, ErrorCodes.InvalidParams);
    assert.equal(client.fits.all.length, 0);
  });

  it('reads a file that is not open from disk', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mixture-lens-'));
    try {
      writeFileSync(join(folder, 'birds.csv'), penguins);
      const uri = pathToFileURL(join(folder, 'birds.csv')).href;
      assert.equal((await client.fit(uri, { k: 2, starts: 1 })).rows, 344);
      for (const [missing, says] of [
        [pathToFileURL(join(folder, 'fish.csv')).href, /no such file/],
        [pathToFileURL(folder).href, /a folder/],
        ['file:///dev/zero', /a device/],
      ] as const) {
        const { code, message } = await refusal(client.fit(missing));
        assert.equal(code, LSPErrorCodes.RequestFailed);
        assert.match(message, says);
        assert.ok(message.startsWith(`${fileURLToPath(missing)}: `), message);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('fits for a client that can do nothing', async () => {
    const bare = await Client.start(BARE);
    await bare.open('file:///a.csv', penguins);
    assert.equal((await bare.fit('file:///a.csv', { k: 2, starts: 1 })).k, 2);
    assert.equal(bare.progress.all.length, 0);
    assert.equal(await bare.stop(), 0);
  });
});

describe('settings over the protocol', function () {
  this.timeout(60_000);

  it('are the options of a fit, unless the command says otherwise; nonsense is logged and left out', async () => {
    const client = await Client.start(undefined, {
      components: 2,
      starts: 1,
      estimate: 'ml',
      header: 'auto',
      delimiter: 'auto',
      seed: 'seven',
      kinds: { year: 'ignored', nothere: 'normal' },
      'trace.server': 'off',
    });
    await client.open('file:///a.csv', penguins);
    const report = await client.fit('file:///a.csv', { estimate: 'map' });
    assert.deepEqual([report.k, report.estimate, report.seed], [2, 'map', 0]);
    assert.equal(report.columns.find(({ name }) => name === 'year')?.kind, 'ignored');
    assert.ok(
      client.logged.some((line) => line.includes('seed must be an integer')),
      client.logged.join('\n'),
    );
    await client.stop();
  });

  it('say how a file is read before any fit, and may change', async () => {
    const client = await Client.start(undefined, { header: 'no' });
    const text = 'a;1\nb;2\na;3,5\nb;2\n';
    await client.open('file:///a.csv', text);
    await client.open('file:///b.csv', 'x,y\n1,2\n3,4\n5,6,7\n');
    await client.diagnostics('file:///b.csv', 1, (found) => found.length > 0);
    assert.equal(await client.says('file:///a.csv', 0, 0), '', 'the first line is a row');
    client.settings = { header: 'yes' };
    const before = client.published.all.length;
    await client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.published.next('diagnostics after the settings changed', ({ uri }) => uri === 'file:///a.csv', before);
    assert.match(await client.says('file:///a.csv', 0, 0), /^\*\*a\*\* · /);
    await client.stop();
  });
});
