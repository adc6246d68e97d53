// The offer of the tools for agents, in versions of VS Code that know them and in others.
import assert from 'node:assert/strict';
import type { Disposable } from 'vscode';
import { offerAgentTools, type AgentApi } from '../../../client/agentTools';

class Definition {
  readonly given: readonly unknown[];
  constructor(...given: readonly unknown[]) {
    this.given = given;
  }
}

describe('the offer of the tools for agents', () => {
  it('VS Code gets a server that it can start with its own program', () => {
    const registered: { id: string; servers: readonly object[] }[] = [];
    const disposable: Disposable = { dispose: () => undefined };
    const api: AgentApi = {
      lm: {
        registerMcpServerDefinitionProvider: (id, provider) => {
          registered.push({ id, servers: provider.provideMcpServerDefinitions() });
          return disposable;
        },
      },
      McpStdioServerDefinition: Definition,
    };

    const offer = offerAgentTools(api, '/extension/dist/server/cli.cjs', '1.2.3');

    assert.equal(offer, disposable);
    const [{ id, servers }] = registered;
    assert.equal(id, 'mixtureLens.agentTools');
    assert.deepEqual(servers, [
      new Definition(
        'Mixture Lens',
        process.execPath,
        ['/extension/dist/server/cli.cjs', 'mcp'],
        { ELECTRON_RUN_AS_NODE: '1' },
        '1.2.3',
      ),
    ]);
  });

  const register = (): never => {
    throw new Error('called');
  };
  const older: readonly (readonly [string, AgentApi])[] = [
    ['language models', {}],
    ['servers', { lm: {}, McpStdioServerDefinition: Definition }],
    ['their definition', { lm: { registerMcpServerDefinitionProvider: register } }],
  ];
  for (const [missing, api] of older)
    it(`A VS Code without ${missing} is left alone`, () => {
      assert.equal(offerAgentTools(api, 'cli.cjs', '1'), undefined);
    });
});
