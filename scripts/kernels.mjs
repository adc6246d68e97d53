// Compiles the kernels (AssemblyScript) to WebAssembly, once for each set of vector instructions.
import asc from 'assemblyscript/asc';
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Pages of 64 KiB: all that 32-bit pointers reach; engines only reserve them. */
const MOST_PAGES = '65536';

const entryPoint = 'server/kernels/assembly/index.ts';
/** The compiler's own library, parts of which it compiles into the kernels. */
const library = 'node_modules/assemblyscript/std/assembly/index.d.ts';

/**
 * Writes one build of `server/kernels/assembly` to `file`.
 *
 * @returns What went into it, as esbuild writes of its bundles in a metafile; bytes are not told apart.
 * @throws Error if the kernels do not compile.
 */
export async function buildKernels(file, { relaxed }) {
  mkdirSync(dirname(file), { recursive: true });
  const { error, stderr } = await asc.main([
    entryPoint,
    '--outFile',
    file,
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--importMemory',
    '--sharedMemory',
    '--initialMemory',
    '1',
    '--maximumMemory',
    MOST_PAGES,
    '--enable',
    'simd',
    '--enable',
    'threads',
    ...(relaxed ? ['--enable', 'relaxed-simd'] : []),
  ]);
  if (error !== null) throw new Error(`The kernels do not compile: ${error.message}\n${stderr.toString()}`);
  const { size: bytes } = statSync(file);
  const inputs = { [entryPoint]: { bytesInOutput: bytes }, [library]: { bytesInOutput: bytes } };
  return {
    inputs: {
      [entryPoint]: { bytes, imports: [{ path: library, kind: 'import-statement' }] },
      [library]: { bytes, imports: [] },
    },
    outputs: { [file]: { bytes, entryPoint, inputs, imports: [], exports: [] } },
  };
}
