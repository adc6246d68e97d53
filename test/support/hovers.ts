/** Abilities of the extension's hovers: colours and links. */
import { CLUSTER_COLOURS } from '../../pictures/palette';
import { ClientCommand } from '../../server/protocol';

export const HOVER_ABILITIES = {
  commands: Object.values(ClientCommand),
  hoverColours: CLUSTER_COLOURS,
  hoverCommands: [ClientCommand.changeKind, ClientCommand.refitWithout],
  hoverDiagnostics: true,
};
