/** Kernels under Node.js: compiled files from the program's folder, and one worker thread per processor. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { KernelEngine } from './wasmEngine';
import { newMemory, unusableWords } from './instance';
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
  { threads = mostThreads(), report = () => undefined }: KernelOptions = {},
): KernelEngine | undefined {
  try {
    return engineOf(compile(folder), folder, threads, report);
  } catch (error) {
    report(unusableWords(error));
    return undefined;
  }
}

/** Size of a memory in bytes beyond which the next table gets a new one: memory is released only as a whole. */
const LARGEST_REUSED = 2 ** 26;

/**
 * Engines for one table after the other. The kernels are compiled once; tables share an engine until its memory has
 * grown large.
 */
export class KernelEngines {
  private module: WebAssembly.Module | undefined;
  private engine: KernelEngine | undefined;
  private isUnusable = false;

  /** @param folder of the built program */
  constructor(
    private readonly folder: string,
    private readonly options: KernelOptions = {},
  ) {}

  /** Returns the engine for the next table, when the former one is done; undefined where kernels cannot be used. */
  next(): KernelEngine | undefined {
    const { threads = mostThreads(), report = () => undefined } = this.options;
    if (this.isUnusable || (this.engine !== undefined && this.engine.memoryBytes <= LARGEST_REUSED)) return this.engine;
    this.engine?.end();
    this.engine = undefined;
    try {
      this.module ??= compile(this.folder);
      this.engine = engineOf(this.module, this.folder, threads, report);
    } catch (error) {
      this.isUnusable = true;
      report(unusableWords(error));
    }
    return this.engine;
  }
}

function mostThreads(): number {
  return Math.min(MOST_THREADS, availableParallelism());
}

function engineOf(
  module: WebAssembly.Module,
  folder: string,
  threads: number,
  report: (line: string) => void,
): KernelEngine {
  return new KernelEngine(module, newMemory(), {
    count: threads - 1,
    start: (input: ThreadInput) => startThread(join(folder, THREAD_SCRIPT), input, report),
    report,
  });
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
