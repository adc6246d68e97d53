/** The code action that fits a table: the way to a fit in editors that show no lenses. */
import type { CodeAction } from 'vscode-languageserver';
import { say } from '../../../language/language';
import { ClientCommand, ServerCommand } from '../../protocol';

/** Kind of the action: it concerns the whole file, wherever the cursor is. */
export const FIT_ACTION_KIND = 'source.fitMixture';

/**
 * @param isFitted whether there is a fit, whose options the next one takes
 * @param clientCommands commands that the client itself executes; with one of its own for a fit it needs no action
 */
export function fitAction(uri: string, isFitted: boolean, clientCommands: ReadonlySet<string>): readonly CodeAction[] {
  if (clientCommands.has(ClientCommand.fit)) return [];
  const title = isFitted ? say('Fit mixture again') : say('Fit mixture');
  const command = { title, command: ServerCommand.fit, arguments: [{ uri, ...(isFitted && { again: true }) }] };
  return [{ title, kind: FIT_ACTION_KIND, command }];
}
