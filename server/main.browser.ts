/** The library in a browser: no threads, and the kernels within the program. */
import relaxedKernels from '../dist/server/kernels.relaxed.wasm';
import plainKernels from '../dist/server/kernels.wasm';
import { version } from '../package.json';
import { newMemory } from './kernels/instance';
import { KernelEngine } from './kernels/wasmEngine';
import { libraryOn, type MixtureLibrary } from './library/mixtureLibrary';
import type { EngineLease } from './library/platform';

export * from './library/publicTypes';

let compiled: Promise<WebAssembly.Module | undefined> | undefined;

/** Compiles the first build of the kernels that the browser accepts; undefined if a page may not compile any. */
function kernels(): Promise<WebAssembly.Module | undefined> {
  const bytes = WebAssembly.validate(relaxedKernels) ? relaxedKernels : plainKernels;
  return (compiled ??= WebAssembly.compile(bytes).catch(() => undefined));
}

/** Makes an engine. Browsers refuse shared memory in some pages, where the plain code does the same. */
async function lease(): Promise<EngineLease> {
  const end = (): void => undefined;
  try {
    const module = await kernels();
    return { engine: module && new KernelEngine(module, newMemory()), end };
  } catch {
    return { engine: undefined, end };
  }
}

/** Resolves in a task of its own; a timer would wait for four milliseconds. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

const library = libraryOn(
  { pause, milliseconds: () => performance.now(), requireMemory: () => undefined, lease },
  version,
);

export const fit: MixtureLibrary['fit'] = library.fit;
export const score: MixtureLibrary['score'] = library.score;
export const describe: MixtureLibrary['describe'] = library.describe;
export const compare: MixtureLibrary['compare'] = library.compare;
