/** Fit options with another kind for one column. */
import type { FitOptions } from '../../protocol';
import type { WithKindArguments } from '../../protocol/columnKind';

/** @param kind `ignored` leaves the column out, `auto` leaves the choice to the settings and the column's content */
export function withKind(options: FitOptions, column: string, kind: WithKindArguments['kind']): FitOptions {
  const others = (names: readonly string[]): readonly string[] => names.filter((name) => name !== column);
  const takesPart = kind !== 'ignored';
  const { columns, ignore = [] } = options;
  const kinds = Object.entries(options.kinds ?? {}).filter(([name]) => name !== column);
  return {
    ...options,
    kinds: Object.fromEntries(takesPart && kind !== 'auto' ? [...kinds, [column, kind]] : kinds),
    ignore: takesPart ? others(ignore) : [...others(ignore), column],
    ...(columns !== undefined && { columns: takesPart ? [...others(columns), column] : others(columns) }),
  };
}
