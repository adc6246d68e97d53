/** What a client says of itself in `initializationOptions`, where anything may stand. */
import { isObject } from './options';

/** Commands that the client itself carries out. */
export function abilitiesOf(initializationOptions: unknown): ReadonlySet<string> {
  const commands = isObject(initializationOptions) ? initializationOptions.commands : undefined;
  return new Set(Array.isArray(commands) ? commands.filter((command): command is string => typeof command === 'string') : []);
}
