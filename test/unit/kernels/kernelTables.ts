/** Kernel builds that this machine can run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { KernelEngine } from '../../../server/kernels/wasmEngine';
import { newMemory } from '../../../server/kernels/instance';
import { isAccepted } from '../../../server/kernels/node';
import type { Threads } from '../../../server/kernels/pool';

export const folder = join(import.meta.dirname, '../../../dist/server');

export const builds = ['kernels.wasm', 'kernels.relaxed.wasm']
  .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }))
  .filter(({ bytes }) => isAccepted(bytes))
  .map(({ name, bytes }) => ({ name, module: new WebAssembly.Module(bytes) }));

/** Returns worker threads. */
export function workerThreads(count: number): Threads {
  return {
    count,
    start: (input) => {
      const worker = new Worker(join(folder, 'kernelThread.cjs'), { workerData: input, execArgv: [] });
      worker.unref();
      return { terminate: () => void worker.terminate() };
    },
    report: (line) => {
      throw new Error(line);
    },
  };
}

export function engineOf(module: WebAssembly.Module, threads?: Threads): KernelEngine {
  return new KernelEngine(module, newMemory(), threads);
}
