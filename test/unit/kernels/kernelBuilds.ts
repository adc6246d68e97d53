/** Kernel builds that this machine can run, and engines and worker threads of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { KernelEngine } from '../../../server/kernels/wasmEngine';
import { newMemory } from '../../../server/kernels/instance';
import { isAccepted } from '../../../server/kernels/node';
import type { ThreadInput } from '../../../server/kernels/sharedPass';
import type { Threads } from '../../../server/kernels/pool';

const folder = join(import.meta.dirname, '../../../dist/server');

export const builds = ['kernels.wasm', 'kernels.relaxed.wasm']
  .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }))
  .filter(({ bytes }) => isAccepted(bytes))
  .map(({ name, bytes }) => ({ name, module: new WebAssembly.Module(bytes) }));

/** Starts a worker that does not keep the process alive. */
export function startWorker(input: ThreadInput): Worker {
  const worker = new Worker(join(folder, 'kernelThread.cjs'), { workerData: input, execArgv: [] });
  worker.unref();
  return worker;
}

/** Returns worker threads. */
export function workerThreads(count: number): Threads {
  return {
    count,
    start: (input) => {
      const worker = startWorker(input);
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
