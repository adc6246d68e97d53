/** Fits over the protocol: their report, iterations and progress, what ends them, and their settings. */
import assert from 'node:assert/strict';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ErrorCodes, LSPErrorCodes } from 'vscode-languageserver';
import { ServerCommand, type FitReport, type Iteration } from '../../server/protocol';
import { TestFolder, useFolder } from '../support/testFolder';
import { BARE, Client, refusal, type Progress } from './client';
import { penguins, synthetic } from './tables';

/** A table of which a fit with every K and start takes many seconds, long enough to act while it runs. */
const LARGE = synthetic(20_000);

describe('fits of the language server', function () {
  this.timeout(60_000);
  let client: Client;
  beforeEach(async () => (client = await Client.start()));
  afterEach(async () => assert.equal(await client.stop(), 0));

  /** Opens the large table and requests a fit. Resolves once the fit iterates. */
  async function longFit(uri: string, workDoneToken?: string) {
    await client.open(uri, LARGE);
    const request = client.requestFit(uri, {}, workDoneToken);
    const { fit } = await client.iterations.next(`iterations of ${uri}`, (params) => params.uri === uri);
    return { ...request, fit };
  }

  /** Waits for the end of a fit and checks its state. */
  async function endsAs(uri: string, fit: number, state: string) {
    const { outcome } = await client.fits.next(
      `didFit of fit ${fit}`,
      (params) => params.uri === uri && params.fit === fit,
    );
    assert.equal(outcome.state, state);
  }

  it('A fit answers with its report and sends it with didFit', async () => {
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

  describe('the iterations of a fit', () => {
    let report: FitReport;
    let steps: readonly Iteration[];
    beforeEach(async () => {
      await client.open('file:///a.csv', penguins);
      report = await client.fit('file:///a.csv', { maxComponents: 3, starts: 3 });
      steps = client.iterations.all.flatMap((params) => params.steps);
    });
    const courseOf = ({ k, start }: Iteration): string => `${k}/${start}`;

    it('Iterations count up within each start, and none raises the objective', () => {
      const last = new Map<string, Iteration>();

      for (const step of steps) {
        const { k, start, iteration, objective } = step;
        const previous = last.get(courseOf(step));
        if (previous === undefined) assert.equal(iteration, 0);
        else {
          assert.equal(iteration, previous.iteration + 1);
          assert.ok(
            objective <= previous.objective + 1e-9 * Math.abs(previous.objective),
            `K ${k}, start ${start}, iteration ${iteration}`,
          );
        }
        last.set(courseOf(step), step);
      }
    });

    it('Iterations of every K and start are sent', () => {
      const courses = new Set(steps.map(courseOf));

      // Two warm starts from one K to the next, and starts from nothing until they show nothing new.
      for (const course of ['1/0', '2/0', '2/1', '2/2', '3/0', '3/1', '3/2']) assert.ok(courses.has(course), course);
      assert.deepEqual([...new Set([...courses].map((course) => course.split('/')[0]))], ['1', '2', '3']);
      assert.deepEqual(
        report.starts.map(({ start }) => `${report.k}/${start}`).filter((course) => !courses.has(course)),
        [],
      );
    });

    it('The lowest objective among the iterations of the chosen K is the reported one', () => {
      assert.equal(
        Math.min(...steps.filter(({ k }) => k === report.k).map(({ objective }) => objective)),
        report.objective,
      );
    });
  });

  describe('the progress of a fit', () => {
    let first: Progress;
    let rest: readonly Progress[];
    let reports: readonly Extract<Progress, { readonly kind: 'report' }>[];
    beforeEach(async () => {
      await client.open('file:///some%20birds.csv', penguins);
      await client.fit('file:///some%20birds.csv', { starts: 3 });
      await client.progress.next('the end of the progress', ({ kind }) => kind === 'end');
      [first, ...rest] = client.progress.all;
      reports = rest.flatMap((progress) => (progress.kind === 'report' ? [progress] : []));
    });

    it('Progress begins with the name of the file, can be cancelled, and ends', () => {
      assert.deepEqual(
        { ...first, token: '' },
        { token: '', kind: 'begin', title: 'Fitting some birds.csv', percentage: 0, cancellable: true },
      );
      assert.equal(new Set(client.progress.all.map(({ token }) => token)).size, 1);
      assert.equal(
        rest.findIndex(({ kind }) => kind === 'end'),
        rest.length - 1,
      );
    });

    it('A progress report has the number of clusters, the start and the iteration', () => {
      assert.ok(reports.length > 0);
      assert.match(reports[0].message ?? '', /^\d+ clusters?, start \d+, iteration \d+$/);
    });

    it('The percentage of the progress never falls', () => {
      reports.reduce((previous, { percentage = 0 }) => (assert.ok(percentage >= previous), percentage), 0);
    });
  });

  it('The progress of a fit uses the token of its request', async () => {
    const { answer, cancel } = await longFit('file:///a.csv', 'mine');
    await client.progress.next('a report under the token', ({ token, kind }) => token === 'mine' && kind === 'report');
    cancel();
    await refusal(answer);
    await client.progress.next('the end under the token', ({ token, kind }) => token === 'mine' && kind === 'end');
    assert.ok(client.progress.all.every(({ token }) => token === 'mine'));
  });

  it('The command cancels a fit', async () => {
    const { answer, fit } = await longFit('file:///a.csv');
    assert.equal(await client.cancel('file:///a.csv'), true);
    assert.deepEqual(await refusal(answer), {
      code: LSPErrorCodes.RequestCancelled,
      message: 'The fit was cancelled.',
    });
    await endsAs('file:///a.csv', fit, 'cancelled');
    assert.equal(await client.cancel('file:///a.csv'), false);
  });

  it('The command cancels a fit that has not begun to iterate', async () => {
    await client.open('file:///a.csv', LARGE);
    const { answer } = client.requestFit('file:///a.csv');
    assert.equal(await client.cancel('file:///a.csv'), true);
    assert.equal((await refusal(answer)).code, LSPErrorCodes.RequestCancelled);
    assert.equal(client.iterations.all.length, 0);
  });

  it('$/cancelRequest cancels a fit', async () => {
    const { answer, cancel, fit } = await longFit('file:///a.csv');
    cancel();
    assert.equal((await refusal(answer)).code, LSPErrorCodes.RequestCancelled);
    await endsAs('file:///a.csv', fit, 'cancelled');
  });

  it('A fit is cancelled through its progress', async () => {
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

  it('A fit of another file does not stop a fit, a newer fit of the same file does', async () => {
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

  it('An edit stops a fit, which leaves no model', async () => {
    const { answer, fit } = await longFit('file:///a.csv');

    await client.change('file:///a.csv', '9', { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } });

    assert.equal((await refusal(answer)).code, LSPErrorCodes.ContentModified);
    await endsAs('file:///a.csv', fit, 'superseded');
    assert.ok(client.fits.all.every(({ outcome }) => outcome.state !== 'fitted'));
    assert.equal(await client.hover('file:///a.csv', { line: 2, character: 1 }), null);
  });

  it('A change without content does not stop a fit', async () => {
    await client.open('file:///a.csv', penguins);
    const { answer } = client.requestFit('file:///a.csv', { k: 2, starts: 1 });
    await client.notify('textDocument/didChange', {
      textDocument: { uri: 'file:///a.csv', version: 1 },
      contentChanges: [],
    });
    assert.equal((await answer).k, 2);
  });

  it('Closing its document ends a fit', async () => {
    const { answer, fit } = await longFit('file:///a.csv');
    await client.close('file:///a.csv');
    assert.equal((await refusal(answer)).code, LSPErrorCodes.ContentModified);
    await endsAs('file:///a.csv', fit, 'superseded');
  });

  const unfittable: readonly (readonly [string, string, RegExp])[] = [
    ['an empty file', '', /^The file is empty/],
    ['a header without rows', 'a,b,c\n', /^There is a header but no row/],
    ['a binary file', '\u0000\u0001PNG\u0000\ufffd,\u0000\n', /^This is not a text file/],
    ['a single row', 'a,b\n1,2\n', /one row/],
  ];
  for (const [what, text, reason] of unfittable) {
    it(`A fit of ${what} fails with a reason in one line, and another file is fitted`, async () => {
      await client.open('file:///unfittable.csv', text);

      const { code, message } = await refusal(client.fit('file:///unfittable.csv'));

      assert.equal(code, LSPErrorCodes.RequestFailed);
      assert.match(message, reason);
      assert.ok(!message.includes('\n'));
      assert.deepEqual(client.fits.all.at(-1)?.outcome, { state: 'failed', message });
      await client.open('file:///a.csv', penguins);
      assert.equal((await client.fit('file:///a.csv', { k: 1 })).k, 1);
    });
  }

  it('Malformed arguments are refused in one line', async () => {
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

    for (const [args, reason] of malformed) {
      const { code, message } = await refusal(
        client.request('workspace/executeCommand', { command: ServerCommand.fit, arguments: args }),
      );
      assert.equal(code, ErrorCodes.InvalidParams, String(reason));
      assert.match(message, reason);
      assert.ok(!message.includes('\n'), message);
    }
    assert.equal(client.fits.all.length, 0);
  });

  it('Malformed arguments of the command that cancels are refused', async () => {
    const { code } = await refusal(
      client.request('workspace/executeCommand', { command: ServerCommand.cancel, arguments: [3] }),
    );

    assert.equal(code, ErrorCodes.InvalidParams);
    assert.equal(client.fits.all.length, 0);
  });

  describe('files that are not open', () => {
    const folder = useFolder(new TestFolder());

    it('A file that is not open is read from disk', async () => {
      const uri = folder.writeUri('birds.csv', penguins);

      assert.equal((await client.fit(uri, { k: 2, starts: 1 })).rows, 344);
    });

    it('A missing file, a folder and a device are refused with their path', async () => {
      for (const [uri, reason] of [
        [folder.uriOf('fish.csv'), /no such file/],
        [pathToFileURL(folder.path).href, /a folder/],
        ['file:///dev/zero', /a device/],
      ] as const) {
        const { code, message } = await refusal(client.fit(uri));
        assert.equal(code, LSPErrorCodes.RequestFailed);
        assert.match(message, reason);
        assert.ok(message.startsWith(`${fileURLToPath(uri)}: `), message);
      }
    });
  });

  it('A client without any capability gets its fit', async () => {
    const bare = await Client.start(BARE);
    await bare.open('file:///a.csv', penguins);
    assert.equal((await bare.fit('file:///a.csv', { k: 2, starts: 1 })).k, 2);
    assert.equal(bare.progress.all.length, 0);
    assert.equal(await bare.stop(), 0);
  });
});

describe('settings of a fit', function () {
  this.timeout(60_000);

  describe('settings that are options of a fit', () => {
    let client: Client;
    let report: FitReport;
    before(async () => {
      client = await Client.start(undefined, {
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
      report = await client.fit('file:///a.csv', { estimate: 'map' });
    });
    after(() => client.stop());

    it('An option of the command overrides the setting, and the other settings hold', () => {
      assert.deepEqual([report.k, report.estimate, report.seed], [2, 'map', 0]);
      assert.equal(report.columns.find(({ name }) => name === 'year')?.kind, 'ignored');
    });

    it('A malformed setting is logged and ignored', () => {
      assert.ok(
        client.logged.some((line) => line.includes('seed must be an integer')),
        client.logged.join('\n'),
      );
    });
  });

  it('A setting about the header holds before any fit, and at once when it changes', async () => {
    const client = await Client.start(undefined, { header: 'no' });
    await client.open('file:///a.csv', 'a;1\nb;2\na;3,5\nb;2\n');
    await client.open('file:///b.csv', 'x,y\n1,2\n3,4\n5,6,7\n');
    await client.diagnostics('file:///b.csv', 1, (found) => found.length > 0);
    assert.equal(await client.hoverText('file:///a.csv', 0, 0), '', 'the first line is a row');

    client.settings = { header: 'yes' };
    const seen = client.published.all.length;
    await client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.published.next('diagnostics after the settings changed', ({ uri }) => uri === 'file:///a.csv', seen);

    assert.match(await client.hoverText('file:///a.csv', 0, 0), /^\*\*a\*\* · /);
    await client.stop();
  });
});
