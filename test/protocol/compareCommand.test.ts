/** Tests the command of the language server that compares a file with another one, a model, or its version in git. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver';
import { ServerCommand, type ComparisonReport } from '../../server/protocol';
import type { CompareAnswer } from '../../server/protocol/commands/compareCommand';
import { Client, FULL, refusal } from './client';
import { useCommandLine } from './commandLine';
import { penguins, synthetic } from './tables';

/** The penguins, each 400 g heavier. */
const HEAVIER = penguins
  .split('\n')
  .map((line) => line.replace(/,(\d{4}),("?(?:fe)?male"?|NA|)/, (_, mass, rest) => `,${Number(mass) + 400},${rest}`))
  .join('\n');
const K2 = { k: 2 };

describe('the command that compares', function () {
  this.timeout(120_000);
  const shell = useCommandLine();
  let client: Client;
  before(async () => {
    client = await Client.start(FULL);
  });
  after(() => client.stop());

  const uriOf = (name: string, text: string): string => shell.writeUri(name, text);
  const compare = (argument: object): Promise<CompareAnswer> => client.execute(ServerCommand.compare, argument);

  it('The report of two files is that of compare --json', async () => {
    const [a, b] = [uriOf('old.csv', penguins), uriOf('heavier.csv', HEAVIER)];

    const { report, page } = await compare({ uri: b, base: { uri: a }, options: K2 });

    const printed = JSON.parse(
      shell.output('compare', 'old.csv', 'heavier.csv', '-k', '2', '--json'),
    ) as ComparisonReport;
    assert.equal(page, undefined);
    assert.deepEqual({ ...report, seconds: undefined }, { ...printed, seconds: undefined });
  });

  it('The text of an open document counts, not that on disk', async () => {
    const [a, b] = [uriOf('a.csv', penguins), uriOf('b.csv', penguins)];
    await client.open(b, HEAVIER);

    const { report } = await compare({ uri: b, base: { uri: a }, options: K2 });

    assert.equal(report.columns[0].column, 'body_mass_g');
    assert.ok(report.p < 0.05);
    await client.close(b);
  });

  it('A document that is on no disk is compared', async () => {
    await client.open('untitled:one', penguins);
    await client.open('untitled:two', penguins);

    const { report } = await compare({ uri: 'untitled:two', base: { uri: 'untitled:one' }, options: K2 });

    assert.equal(report.p, 1);
  });

  it('A model stands for the first table', async () => {
    uriOf('fitted.csv', penguins);
    shell.output('fit', 'fitted.csv', '-k', '2', '--out', 'model.json', '--quiet');
    const b = uriOf('later.csv', HEAVIER);

    const { report } = await compare({ uri: b, base: { uri: b.replace('later.csv', 'model.json') } });

    assert.ok(report.a.isModel && report.p < 0.05);
  });

  it('A file is compared with its version in git', async () => {
    const uri = uriOf('data.csv', penguins);
    const git = (...args: readonly string[]): void => {
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], { cwd: shell.path });
    };
    git('init', '-q');
    git('add', 'data.csv');
    git('commit', '-q', '-m', 'data');
    shell.write('data.csv', HEAVIER);

    const { report, page } = await compare({ uri, base: { revision: 'HEAD' }, options: K2, page: true });

    assert.equal(report.columns[0].column, 'body_mass_g');
    assert.match(page ?? '', /<h1>data\.csv in HEAD → data\.csv<\/h1>/);
  });

  it('The page has no script and no address, and links lines by commands where requested', async () => {
    const wild = penguins.replace(',3750,', ',99999,');
    const [a, b] = [uriOf('old.csv', penguins), uriOf('wild.csv', wild)];
    const both = { uri: b, base: { uri: a }, options: K2, page: true };

    const [plain, linked] = [(await compare(both)).page ?? '', (await compare({ ...both, links: true })).page ?? ''];

    for (const page of [plain, linked]) assert.doesNotMatch(page, /<script|https?:\/\/(?!www\.w3\.org)/);
    assert.doesNotMatch(plain, /command:/);
    assert.match(linked, /<a href="command:mixtureLens\.revealRow\?%5B%7B[^"]*">2<\/a>/);
  });

  it('The server answers hovers while it compares, and a cancelled comparison ends at once', async () => {
    const long = uriOf('long.csv', synthetic(200_000));
    await client.open('untitled:hovered', penguins);
    const source = new CancellationTokenSource();
    const argument = { uri: long, base: { uri: long }, options: { k: 20, estimate: 'ml' } };
    const params = { command: ServerCommand.compare, arguments: [argument], workDoneToken: 'long' };
    const answer = client.connection.sendRequest('workspace/executeCommand', params, source.token);
    answer.catch(() => undefined);
    await client.progress.next(
      'progress of the comparison',
      ({ token, kind }) => token === 'long' && kind === 'report',
    );

    assert.notEqual(await client.hoverText('untitled:hovered', 0, 2), '');
    source.cancel();

    await assert.rejects(answer, { code: LSPErrorCodes.RequestCancelled });
    await client.progress.next('the end of the progress', ({ token, kind }) => token === 'long' && kind === 'end');
  });

  it('Invalid arguments and unusable tables are refused in one line', async () => {
    const a = uriOf('a.csv', penguins);
    const b = uriOf('b.csv', 'q,r\n1,2\n3,4\n');
    const cases: readonly (readonly [object, RegExp])[] = [
      [{ uri: a }, /^Malformed request: base must be an object such as /],
      [{ uri: a, base: { uri: a, revision: 'HEAD' } }, /base must be an object such as /],
      [
        { uri: a, base: { uri: b }, permutations: 10 },
        /permutations must be an integer from 999 to 1000000, not 10\.$/,
      ],
      [{ uri: a, base: { uri: b }, options: { rowWeights: 'year' } }, /a comparison has no option rowWeights; leave/],
      [{ uri: a, base: { uri: b }, page: 'yes' }, /page must be true or false, not "yes"\.$/],
      [{ uri: a, base: { uri: 'untitled:none' } }, /"untitled:none" is not open in the editor/],
      [{ uri: a, base: { uri: b } }, /^b\.csv, a\.csv: The tables have no column in common: A has "q", "r"/],
      [{ uri: a, base: { uri: a.replace('a.csv', 'gone.csv') } }, /gone\.csv: no such file; check the path$/],
      [{ uri: a, base: { revision: '--output=x' } }, /a\.csv in --output=x: "--output=x" is no revision/],
    ];

    for (const [argument, message] of cases) {
      const { message: line } = await refusal(compare(argument));
      assert.match(line, message);
      assert.equal(line.includes('\n'), false);
    }
  });
});
