/** What the extension says of itself, as far as hovers go: colours and links. */
import { CLUSTER_COLOURS } from '../../pictures/palette';
import { ClientCommand } from '../../server/protocol';

export const DRAWING = {
  commands: Object.values(ClientCommand),
  hoverColours: CLUSTER_COLOURS,
  hoverCommands: [ClientCommand.changeKind, ClientCommand.refitWithout],
  hoverDiagnostics: true,
};
