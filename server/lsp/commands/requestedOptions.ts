/** The options that a command requests in addition to the settings. */
import { isKind, KINDS } from '../../core/schema/infer';
import type { OpenDocument } from '../../files/open/openDocument';
import type { FitOptions } from '../../protocol';
import { isObject } from '../../protocol/guards/guards';
import { shortJson } from '../../words/values';
import { siftOptions } from '../../formats/fitOptionRules';
import { malformedRequest } from '../requests/refusals';
import { withKind } from './columnKinds';
import { rowOf, type CommandArgument } from './commandArguments';

/**
 * Returns the options of a command.
 *
 * @param before options that also apply, unless the command overrides them
 * @throws ResponseError for invalid options
 */
export function optionsOf({ options }: CommandArgument, before: FitOptions = {}): FitOptions {
  if (options === undefined || options === null) return before;
  if (!isObject(options)) throw malformedRequest(`options must be an object, not ${shortJson(options)}`);
  const sifted = siftOptions(options);
  if (sifted.problems.length > 0) throw malformedRequest(sifted.problems.join('; '));
  return { ...before, ...sifted.options };
}

/** Returns the options of the previous fit, without a row or a column. @throws ResponseError for invalid arguments */
export function optionsWithout(document: OpenDocument, argument: CommandArgument): FitOptions {
  const before = document.requestedOptions();
  if (typeof argument.column === 'string') return withKind(before, argument.column, 'ignored');
  const row = rowOf(argument);
  const { rowCount } = document.patched();
  if (row >= rowCount) throw malformedRequest(`there is no row ${row}`);
  return { ...before, rows: (before.rows ?? [[0, rowCount] as const]).flatMap((range) => withoutRow(range, row)) };
}

/**
 * Returns the options of the previous fit, with another kind for a column.
 * @throws ResponseError for invalid arguments
 */
export function optionsWithKind(document: OpenDocument, { column, kind }: CommandArgument): FitOptions {
  if (typeof column !== 'string')
    throw malformedRequest(`column must be the name of a column, not ${shortJson(column)}`);
  if (kind !== 'auto' && !isKind(kind))
    throw malformedRequest(`kind must be one of ${[...KINDS, 'auto'].join(', ')}, not ${shortJson(kind)}`);
  return withKind(document.requestedOptions(), column, kind);
}

/** Returns a range of rows without one of them. */
function withoutRow([from, to]: readonly [number, number], row: number): readonly (readonly [number, number])[] {
  if (row < from || row >= to) return [[from, to]];
  return (
    [
      [from, row],
      [row + 1, to],
    ] as const
  ).filter(([first, end]) => first < end);
}
