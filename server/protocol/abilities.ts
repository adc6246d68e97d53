/** The wire: what a client can do, told when it starts. Plain data. */

/** What a client may say of itself in `initializationOptions`. */
export interface ClientAbilities {
  /** Those of `ClientCommand` that it carries out: they ask and show more than a server can. */
  readonly commands?: readonly string[];
  /**
   * A folder of the client's in which the server may keep the models of files; without one they are forgotten when it
   * ends.
   */
  readonly storage?: string;
  /**
   * Its hovers show `<span style="background-color:#rrggbb;">`: the clusters' colours, the largest cluster's first,
   * which begin again after the last. Hovers are Markdown or plain text without HTML where this is left out.
   */
  readonly hoverColours?: readonly string[];
  /** Those of `commands` that a `command:` link in a hover runs. */
  readonly hoverCommands?: readonly string[];
  /** A hover of its shows the diagnostics of the place first: what they say is not said again. */
  readonly hoverDiagnostics?: boolean;
}
