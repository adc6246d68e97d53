/** Fit options with another kind for one column. */
import type { FitOptions } from '../../protocol';
import type { WithKindArguments } from '../../protocol/columnKind';

/**
 * Changes the kind of a column in the options.
 * @param kind `ignored` leaves the column out, `auto` leaves the choice to the settings and the column's content
 */
export function withKind(options: FitOptions, column: string, kind: WithKindArguments['kind']): FitOptions {
  const withoutColumn = (names: readonly string[]): readonly string[] => names.filter((name) => name !== column);
  const takesPart = kind !== 'ignored';
  const { columns, ignore = [] } = options;
  const kinds = Object.entries(options.kinds ?? {}).filter(([name]) => name !== column);
  return {
    ...options,
    kinds: Object.fromEntries(takesPart && kind !== 'auto' ? [...kinds, [column, kind]] : kinds),
    ignore: takesPart ? withoutColumn(ignore) : [...withoutColumn(ignore), column],
    ...(columns !== undefined && { columns: takesPart ? [...withoutColumn(columns), column] : withoutColumn(columns) }),
  };
}
