import type { PlantedTable, Spec } from './generate.mjs';

export interface JudgedFinding {
  readonly code?: string;
  readonly row?: number;
  /** Names of columns. */
  readonly cells?: readonly string[];
  readonly column?: string;
  readonly rows?: readonly number[];
}
export function judged(
  table: { readonly spec: Spec; readonly k: number } & Pick<PlantedTable, 'planted' | 'columns'>,
  report: { readonly k: number; readonly seconds: number; readonly findings: readonly JudgedFinding[] },
): Readonly<Record<string, number>>;
