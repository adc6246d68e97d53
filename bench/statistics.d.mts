export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}
export function median(values: readonly number[]): number;
export function spread(values: readonly number[]): Spread;
export function ratios(numerators: readonly number[], denominators: readonly number[]): number[];
export function growth(x: readonly number[], y: readonly number[]): { readonly slope: number; readonly error: number };
