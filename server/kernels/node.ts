/** Kernels under Node.js: compiled files from the program's folder, and one worker thread per processor. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { KernelEngine } from './wasmEngine';
import { newMemory } from './instance';
import type { ThreadInput } from './sharedPass';

/** Builds of the kernels, the better one first: with fused multiplication and addition, and without. */
const FILES = ['kernels.relaxed.wasm', 'kernels.wasm'] as const;
const THREAD_SCRIPT = 'kernelThread.cjs';
/** Maximum number of threads; more would wait for the memory rather than compute. */
const MOST_THREADS = 16;

export interface KernelOptions {
  /** Number of threads, including this one; the number of processors when left out. */
  readonly threads?: number;
  /** Receives a message of one line where the kernels cannot be used or threads fail. */
  readonly report?: (line: string) => void;
}

/**
 * Creates the engine of a program; undefined where the machine cannot run the kernels, so that the plain code is used.
 *
 * @param folder of the built program
 */
export function kernelEngine(
  folder: string,
  { threads = Math.min(MOST_THREADS, availableParallelism()), report = () => undefined }: KernelOptions = {},
): KernelEngine | undefined {
  try {
    return new KernelEngine(compile(folder), newMemory(), {
      count: threads - 1,
      start: (input: ThreadInput) => startThread(join(folder, THREAD_SCRIPT), input, report),
      report,
    });
  } catch (error) {
    report(
      `The fast kernels cannot be used (${error instanceof Error ? error.message : String(error)}); ` +
        'the computation takes longer.',
    );
    return undefined;
  }
}

/** Compiles the first build that the machine accepts. */
function compile(folder: string): WebAssembly.Module {
  const builds = FILES.map((file) => new Uint8Array(readFileSync(join(folder, file))));
  return new WebAssembly.Module(builds.find(isAccepted) ?? builds[builds.length - 1]);
}

/** V8 has relaxed SIMD since 11.4; Node 20 has 11.3, where it is behind a flag that can be set before the first use. */
export function isAccepted(bytes: Uint8Array<ArrayBuffer>): boolean {
  if (WebAssembly.validate(bytes)) return true;
  if (process.versions.v8.startsWith('11.3.')) setFlagsFromString('--experimental-wasm-relaxed-simd');
  return WebAssembly.validate(bytes);
}

function startThread(script: string, input: ThreadInput, report: (line: string) => void): { terminate(): void } {
  const worker = new Worker(script, { workerData: input, execArgv: [] });
  worker.on('error', (error) => report(`A thread that helped with the computation failed: ${error.message}`));
  // Sleeping threads must not keep the process alive.
  worker.unref();
  return { terminate: () => void worker.terminate() };
}
