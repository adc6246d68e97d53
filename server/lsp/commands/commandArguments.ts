/** Validated arguments of commands: a client may send anything. */
import { pathOf } from '../../disk/paths';
import { ServerCommand } from '../../protocol';
import { isObject } from '../../protocol/guards/guards';
import { shortJson } from '../../words/values';
import { malformedRequest } from '../requests/refusals';

export interface CommandArgument {
  readonly uri: string;
  readonly options?: unknown;
  readonly again?: unknown;
  readonly ranges?: unknown;
  readonly row?: unknown;
  readonly column?: unknown;
  readonly kind?: unknown;
  readonly reason?: unknown;
  readonly cluster?: unknown;
  readonly name?: unknown;
  readonly colour?: unknown;
  readonly format?: unknown;
  readonly to?: unknown;
  readonly escapeFormulas?: unknown;
  readonly base?: unknown;
  readonly permutations?: unknown;
  readonly page?: unknown;
  readonly links?: unknown;
}

export type CommandName = (typeof ServerCommand)[keyof typeof ServerCommand];

export function commandIn(params: unknown): { readonly command: CommandName; readonly argument: CommandArgument } {
  const { command, arguments: given } = isObject(params) ? params : {};
  if (!isCommand(command)) throw malformedRequest(`there is no command ${shortJson(command)}`);
  const argument: unknown = Array.isArray(given) ? given[0] : undefined;
  if (!isObject(argument))
    throw malformedRequest(
      `${shortJson(command)} takes one object, such as {"uri": "file:///a.csv"}, not ${shortJson(argument)}`,
    );
  const { uri } = argument;
  if (typeof uri !== 'string' || uri === '')
    throw malformedRequest(`uri must be a string such as "file:///a.csv", not ${shortJson(uri)}`);
  return { command, argument: { ...argument, uri } };
}

function isCommand(name: unknown): name is CommandName {
  return Object.values(ServerCommand).some((command) => command === name);
}

/** Returns the index of a data row of the current file, from 0. @throws ResponseError */
export function rowOf({ row }: CommandArgument): number {
  if (typeof row !== 'number' || !Number.isSafeInteger(row) || row < 0)
    throw malformedRequest(`row must be the number of a data row, counted from 0, not ${shortJson(row)}`);
  return row;
}

/** Returns the path of a file that is not open. @throws ResponseError */
export function pathOnDisk(uri: string): string {
  const path = pathOf(uri);
  if (path === undefined)
    throw malformedRequest(
      `${shortJson(uri)} is not open in the editor, and names no file on a disk of this machine; open it first`,
    );
  return path;
}
