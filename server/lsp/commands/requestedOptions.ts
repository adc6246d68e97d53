/** The options that a command requests beside the settings. */
import { isKind, KINDS } from '../../core/schema/infer';
import type { OpenDocument } from '../../files/open/openDocument';
import type { FitOptions } from '../../protocol';
import { isObject } from '../../protocol/guards/guards';
import { shown } from '../../words/values';
import { siftOptions } from '../requests/fitOptionRules';
import { malformed } from '../requests/refusals';
import { withKind } from './columnKinds';
import { rowOf, type CommandArgument } from './commandArguments';

/**
 * @param before options that apply, too, unless the command overrides them
 * @throws ResponseError for invalid options
 */
export function optionsOf({ options }: CommandArgument, before: FitOptions = {}): FitOptions {
  if (options === undefined || options === null) return before;
  if (!isObject(options)) throw malformed(`options must be an object, not ${shown(options)}`);
  const sifted = siftOptions(options);
  if (sifted.problems.length > 0) throw malformed(sifted.problems.join('; '));
  return { ...before, ...sifted.options };
}

/** Options of the previous fit, without a row or a column. @throws ResponseError for invalid arguments */
export function optionsWithout(document: OpenDocument, argument: CommandArgument): FitOptions {
  const before = document.requestedOptions();
  if (typeof argument.column === 'string') return withKind(before, argument.column, 'ignored');
  const row = rowOf(argument);
  const { rowCount } = document.patched();
  if (row >= rowCount) throw malformed(`there is no row ${row}`);
  return { ...before, rows: (before.rows ?? [[0, rowCount] as const]).flatMap((range) => less(range, row)) };
}

/** Options of the previous fit, with another kind for a column. @throws ResponseError for invalid arguments */
export function optionsWithKind(document: OpenDocument, { column, kind }: CommandArgument): FitOptions {
  if (typeof column !== 'string') throw malformed(`column must be the name of a column, not ${shown(column)}`);
  if (kind !== 'auto' && !isKind(kind))
    throw malformed(`kind must be one of ${[...KINDS, 'auto'].join(', ')}, not ${shown(kind)}`);
  return withKind(document.requestedOptions(), column, kind);
}

/** A range of rows without one of them. */
function less([from, to]: readonly [number, number], row: number): readonly (readonly [number, number])[] {
  if (row < from || row >= to) return [[from, to]];
  return (
    [
      [from, row],
      [row + 1, to],
    ] as const
  ).filter(([first, behind]) => first < behind);
}
