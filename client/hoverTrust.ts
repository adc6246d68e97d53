/**
 * Privileges of this extension's hovers: the colours of the clusters, and links that run these commands only.
 */
import { MarkdownString } from 'vscode';
import type { Hover } from 'vscode';
import type { LanguageClientOptions } from 'vscode-languageclient/node';
import type { ClientAbilities } from '../server/protocol/abilities';
import { CLUSTER_COLOURS } from '../pictures/palette';
import { Command } from './ids';

export const HOVER_COMMANDS: readonly string[] = [Command.changeKind, Command.refitWithout];

export const hoverAbilities = {
  hoverColours: CLUSTER_COLOURS,
  hoverCommands: HOVER_COMMANDS,
  hoverDiagnostics: true,
} satisfies ClientAbilities;

export const hoverMiddleware: NonNullable<LanguageClientOptions['middleware']> = {
  provideHover: async (document, position, token, next) => withTrust(await next(document, position, token)),
};

function withTrust(hover: Hover | null | undefined): Hover | null | undefined {
  for (const content of hover?.contents ?? []) {
    if (!(content instanceof MarkdownString)) continue;
    content.supportHtml = true;
    content.isTrusted = { enabledCommands: HOVER_COMMANDS };
  }
  return hover;
}
