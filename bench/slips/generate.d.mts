export type SlipKind =
  'missing' | 'extra' | 'doubled' | 'beside' | 'mistyped' | 'exchanged' | 'twice' | 'capitals' | 'blanks' | 'accents';
export interface PlantedSlip {
  readonly row: number;
  readonly column: number;
  readonly kind: SlipKind;
  readonly meant: string;
  readonly typed: string;
}
export const LETTERS: readonly SlipKind[];
export const VARIANTS: readonly SlipKind[];
export function planted(spec: {
  readonly rows: readonly (readonly string[])[];
  readonly columns: readonly number[];
  readonly rate: number;
  readonly kinds: readonly SlipKind[];
  readonly seed: number;
}): { readonly rows: readonly (readonly string[])[]; readonly slips: readonly PlantedSlip[] };
