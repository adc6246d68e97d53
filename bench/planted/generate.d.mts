export interface Spec {
  readonly n: number;
  readonly k: number;
  readonly d: number;
  readonly layout: 'normal' | 'mixed';
  readonly rate: number;
  readonly errors: 'all' | ErrorKind;
}
export type ErrorKind = 'moved' | 'times10' | 'sign' | 'level' | 'swap' | 'repeated';
export interface PlantedCell {
  readonly row: number;
  readonly column: string;
  readonly kind: ErrorKind;
  readonly sd: number | null;
}
export interface PlantedTable {
  readonly csv: string;
  readonly planted: readonly PlantedCell[];
  readonly k: number;
  readonly columns: readonly { readonly name: string; readonly kind: 'normal' | 'lognormal' | 'count' | 'level' }[];
}
export function generate(spec: Spec, seed: number): PlantedTable;
