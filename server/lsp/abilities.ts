/** What a client says of itself in `initializationOptions`, where anything may stand. */
import { isObject } from './options';

export interface Abilities {
  /** Commands that the client itself carries out. */
  readonly commands: ReadonlySet<string>;
  /** A folder in which models may be kept. */
  readonly storage: string | undefined;
}

export function abilitiesOf(initializationOptions: unknown): Abilities {
  const { commands, storage }: Readonly<Record<string, unknown>> = isObject(initializationOptions) ? initializationOptions : {};
  return {
    commands: new Set(Array.isArray(commands) ? commands.filter((command): command is string => typeof command === 'string') : []),
    storage: typeof storage === 'string' && storage !== '' ? storage : undefined,
  };
}
