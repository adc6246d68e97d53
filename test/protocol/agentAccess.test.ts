/** Tests which files the server for agents reads, by roots of the client and of the command line. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { Agent, type AgentOptions } from './agentClient';
import { useCommandLine } from './commandLine';
import { penguins } from './tables';

describe('the folders of the server for agents', function () {
  this.timeout(60_000);
  const cli = useCommandLine();
  before(() => {
    for (const name of ['a', 'b']) mkdirSync(cli.pathOf(name));
    cli.write('a/one.csv', penguins);
    cli.write('b/two.csv', penguins);
  });

  /** Runs work with a server. */
  const withAgent = async (options: Partial<AgentOptions>, work: (agent: Agent) => Promise<void>): Promise<void> => {
    const agent = await Agent.start({ cwd: cli.path, ...options });
    try {
      await work(agent);
    } finally {
      await agent.stop();
    }
  };
  const rowsOf = async (agent: Agent, path: string): Promise<unknown> =>
    (await agent.call('describe_table', { path })).content['rows'];

  it('A root of the client is granted, and nothing beside it', async () => {
    await withAgent({ roots: [cli.uriOf('a')] }, async (agent) => {
      assert.equal(await rowsOf(agent, cli.pathOf('a/one.csv')), 344);
      assert.match(
        await agent.refusal('describe_table', { path: cli.pathOf('b/two.csv') }),
        /^describe_table: ".*two\.csv" is outside the granted folders and cannot be read; the granted folder is ".*a"$/,
      );
    });
  });

  it('Roots that the client changes apply at once', async () => {
    const roots = [cli.uriOf('a')];
    await withAgent({ roots }, async (agent) => {
      await agent.refusal('describe_table', { path: cli.pathOf('b/two.csv') });
      roots.splice(0, 1, cli.uriOf('b'));
      await agent.client.sendRootsListChanged();

      assert.equal(await rowsOf(agent, cli.pathOf('b/two.csv')), 344);
      await agent.refusal('describe_table', { path: cli.pathOf('a/one.csv') });
    });
  });

  it('A client that grants no root grants no file', async () => {
    await withAgent({ roots: [] }, async (agent) => {
      assert.match(await agent.refusal('describe_table', { path: 'a/one.csv' }), /no folder is granted: grant one/);
    });
  });

  it('--root grants a folder beside the roots of the client', async () => {
    await withAgent({ roots: [cli.uriOf('a')], args: ['--root', 'b'] }, async (agent) => {
      assert.equal(await rowsOf(agent, 'one.csv'), 344);
      assert.equal(await rowsOf(agent, 'two.csv'), 344);
    });
  });

  it('With neither, the working directory is granted', async () => {
    await withAgent({ cwd: cli.pathOf('a') }, async (agent) => {
      assert.equal(await rowsOf(agent, 'one.csv'), 344);
      await agent.refusal('describe_table', { path: cli.pathOf('b/two.csv') });
    });
  });

  it('The top of the disk as the working directory grants nothing', async () => {
    await withAgent({ cwd: '/' }, async (agent) => {
      assert.match(
        await agent.refusal('describe_table', { path: cli.pathOf('a/one.csv') }),
        /no folder is granted: .*--root FOLDER$/,
      );
    });
  });

  it('A sidecar that is a link is not read', async () => {
    cli.write('a/linked.csv', 'x,y\n1,2\n3,4\n');
    cli.write('b/secret.json', '{"version": 1, "expected": 5}');
    symlinkSync(cli.pathOf('b/secret.json'), cli.pathOf('a/linked.csv.mixture.json'));

    await withAgent({ args: ['--root', 'a'] }, async (agent) => {
      await agent.call('fit_mixture', { path: 'linked.csv', k: 1 });
    });
  });

  it('A --root that is no folder is wrong usage', () => {
    const { status, stdout, stderr } = cli.run('mcp', '--root', 'missing');

    assert.deepEqual([status, stdout], [2, '']);
    assert.equal(stderr, 'mixture-lens: missing: no such folder; check the path of --root\n');
  });
});
