/** Abilities of a client from `initializationOptions`, which may hold anything. */
import { isObject } from '../protocol/guards/guards';
import type { MarkdownStyle } from '../words/markup';

export interface Abilities {
  /** Commands that the client itself executes. */
  readonly commands: ReadonlySet<string>;
  /** Formatting that its hovers support beyond plain Markdown. */
  readonly hovers: MarkdownStyle;
  /** Whether its hovers also show the diagnostics at the position. */
  readonly hoverDiagnostics: boolean;
  /** Whether it handles the server's own notifications. */
  readonly notifications: boolean;
  /** Whether diagnostics are published although the client could request them. */
  readonly pushDiagnostics: boolean;
  /** Folder in which models may be stored. */
  readonly storage: string | undefined;
}

export function abilitiesOf(initializationOptions: unknown): Abilities {
  const given = isObject(initializationOptions) ? initializationOptions : {};
  const commands = new Set(texts(given.commands));
  const { storage } = given;
  return {
    commands,
    storage: typeof storage === 'string' && storage !== '' ? storage : undefined,
    hoverDiagnostics: given.hoverDiagnostics === true,
    notifications: given.notifications === true,
    pushDiagnostics: given.pushDiagnostics === true,
    hovers: {
      // Colours become part of HTML, so anything else is removed.
      colours: texts(given.hoverColours).filter((colour) => /^#[0-9a-f]{6}$/i.test(colour)),
      commands: new Set(texts(given.hoverCommands).filter((command) => commands.has(command))),
    },
  };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
