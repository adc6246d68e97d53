/** The built kernels, in every build that this machine can run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KernelEngine } from '../../../server/kernels/engine';
import { newMemory } from '../../../server/kernels/instance';
import { isAccepted } from '../../../server/kernels/node';
import type { Threads } from '../../../server/kernels/pool';

export const folder = join(import.meta.dirname, '../../../dist/server');

export const builds = ['kernels.wasm', 'kernels.relaxed.wasm']
  .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }))
  .filter(({ bytes }) => isAccepted(bytes))
  .map(({ name, bytes }) => ({ name, module: new WebAssembly.Module(bytes) }));

export function engineOf(module: WebAssembly.Module, threads?: Threads): KernelEngine {
  return new KernelEngine(module, newMemory(), threads);
}
