/** The wire: abilities of a client, sent at its start. Plain data. */

/** Abilities that a client may state in `initializationOptions`. */
export interface ClientAbilities {
  /** Entries of `ClientCommand` that the client executes itself: it can ask and show more than a server. */
  readonly commands?: readonly string[];
  /**
   * Folder of the client in which the server may keep the models of files; without one they are lost when the server
   * ends.
   */
  readonly storage?: string;
  /**
   * The clusters' colours, the largest cluster's first, repeating after the last, if its hovers show `<span
   * style="background-color:#rrggbb;">`. Where left out, hovers are Markdown or plain text without HTML.
   */
  readonly hoverColours?: readonly string[];
  /** Entries of `commands` that a `command:` link in a hover may run. */
  readonly hoverCommands?: readonly string[];
  /** Whether its hovers show the diagnostics of the place first, so that the server does not repeat them. */
  readonly hoverDiagnostics?: boolean;
  /** Whether it handles the notifications of `ServerNotification`; others would log each as unknown. */
  readonly notifications?: boolean;
  /** Whether diagnostics are published although the client could request them. */
  readonly pushDiagnostics?: boolean;
}
