/** The server for agents, driven by the command line of the MCP Inspector. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CLI_PATH } from './commandLine';

const INSPECTOR = join('node_modules', '@modelcontextprotocol', 'inspector-cli', 'build', 'index.js');

/** Runs a method of the protocol in the folder of the samples. Returns its result. */
function inspect(method: string, ...args: readonly string[]): Record<string, unknown> {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(process.cwd(), INSPECTOR), process.execPath, CLI_PATH, 'mcp', '--method', method, ...args],
    { cwd: 'samples', encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('the MCP Inspector', function () {
  this.timeout(60_000);

  it('The inspector lists the tools', () => {
    const { tools } = inspect('tools/list') as { readonly tools: readonly { readonly name: string }[] };

    assert.deepEqual(tools.map(({ name }) => name).toSorted(), [
      'compare_tables',
      'describe_table',
      'explain_row',
      'fit_mixture',
      'propose_fixes',
      'unlikely_rows',
    ]);
  });

  it('The inspector gets a page of unlikely rows', () => {
    const { isError, structuredContent } = inspect(
      'tools/call',
      ...['--tool-name', 'unlikely_rows', '--tool-arg', 'path=staff.csv', 'limit=2'],
    ) as { readonly isError?: boolean; readonly structuredContent: { readonly findings: readonly unknown[] } };

    assert.notEqual(isError, true);
    assert.equal(structuredContent.findings.length, 2);
  });
});
