import type { Spec } from './generate.mjs';

export function design(options?: { readonly quick?: boolean }): (Spec & { readonly seed: number })[];
