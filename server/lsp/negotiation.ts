/** Forms of the protocol that the server chooses from those that a client announces. */
import type { ClientCapabilities } from 'vscode-languageserver';
import type { PositionEncoding } from '../files/open/characterUnits';
import { isObject } from '../protocol/guards/guards';
import type { Abilities } from './clientAbilities';

const OTHER_ENCODINGS: readonly PositionEncoding[] = ['utf-8', 'utf-32'];

/**
 * Returns the units of the characters of positions: UTF-16 wherever the client knows it, since strings have no other;
 * else the first known one in the client's order of preference.
 */
export function positionEncodingFor({ general }: ClientCapabilities): PositionEncoding {
  const offered: unknown = general?.positionEncodings;
  if (!Array.isArray(offered) || offered.includes('utf-16')) return 'utf-16';
  const known = offered.flatMap((name: unknown) => OTHER_ENCODINGS.find((encoding) => encoding === name) ?? []);
  return known[0] ?? 'utf-16';
}

/**
 * Whether the client requests the diagnostics of a document, so that none are published. Findings change without an
 * edit, as by a fit: a client that cannot be called to request them again gets them published.
 */
export function pullsDiagnostics(capabilities: ClientCapabilities, { pushDiagnostics }: Abilities): boolean {
  const { textDocument, workspace } = capabilities;
  if (pushDiagnostics || !isObject(textDocument?.diagnostic)) return false;
  // Editors on the crate lsp-types announce the name without its s.
  const { diagnostics, diagnostic } = (workspace ?? {}) as Readonly<Record<string, unknown>>;
  return [diagnostics, diagnostic].some((support) => isObject(support) && support.refreshSupport === true);
}
