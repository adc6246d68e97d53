/** Tests the forms that the server chooses from those that a client announces. */
import assert from 'node:assert/strict';
import type { ClientCapabilities } from 'vscode-languageserver';
import { abilitiesOf } from '../../../server/lsp/clientAbilities';
import { positionEncodingFor, pullsDiagnostics } from '../../../server/lsp/negotiation';

const PULLING = { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } };

describe('negotiation with a client', () => {
  for (const [what, offered, chosen] of [
    ['no encodings', undefined, 'utf-16'],
    ['UTF-16 last', ['utf-8', 'utf-32', 'utf-16'], 'utf-16'],
    ['UTF-8 alone', ['utf-8'], 'utf-8'],
    ['UTF-32 before UTF-8', ['utf-32', 'utf-8'], 'utf-32'],
    ['no known encoding', ['utf-7', 7], 'utf-16'],
    ['something that is no list', 'utf-8', 'utf-16'],
  ] as const) {
    it(`A client that offers ${what} gets ${chosen}`, () => {
      const capabilities = { general: { positionEncodings: offered } } as unknown as ClientCapabilities;

      assert.equal(positionEncodingFor(capabilities), chosen);
    });
  }

  for (const [what, capabilities, options, isPulled] of [
    ['requests diagnostics and can be called to request them again', PULLING, {}, true],
    [
      'announces the refresh in the spelling of lsp-types',
      { ...PULLING, workspace: { diagnostic: { refreshSupport: true } } },
      {},
      true,
    ],
    ['cannot be called to request diagnostics again', { textDocument: { diagnostic: {} } }, {}, false],
    ['does not request diagnostics', { workspace: PULLING.workspace }, {}, false],
    ['wants them published', PULLING, { pushDiagnostics: true }, false],
  ] as const) {
    it(`Diagnostics are ${isPulled ? 'requested by' : 'published to'} a client that ${what}`, () => {
      assert.equal(pullsDiagnostics(capabilities as ClientCapabilities, abilitiesOf(options)), isPulled);
    });
  }
});
