/** The library in a browser: no threads, and the kernels within the program. */
import relaxedKernels from '../dist/server/kernels.relaxed.wasm';
import plainKernels from '../dist/server/kernels.wasm';
import { version } from '../package.json';
import { newMemory, unusableWords } from './kernels/instance';
import { KernelEngine } from './kernels/wasmEngine';
import { libraryOn, type MixtureLibrary } from './library/mixtureLibrary';
import type { EngineLease } from './library/platform';

export * from './library/publicTypes';

let compiled: Promise<WebAssembly.Module> | undefined;

/** Compiles the first build of the kernels that the browser accepts, once. Rejects if the page may not compile any. */
function kernels(): Promise<WebAssembly.Module> {
  return (compiled ??= compile());
}

async function compile(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(WebAssembly.validate(relaxedKernels) ? relaxedKernels : plainKernels);
}

/**
 * Makes an engine. Browsers refuse kernels or shared memory in some pages, where the plain code does the same.
 *
 * @param report receives a line in such a page
 */
async function lease(_threads: number | undefined, report: (line: string) => void): Promise<EngineLease> {
  const end = (): void => undefined;
  try {
    return { engine: new KernelEngine(await kernels(), newMemory()), end };
  } catch (error) {
    report(unusableWords(error));
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
