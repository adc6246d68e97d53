// Compiles the kernels (AssemblyScript) to WebAssembly, once for each set of vector instructions.
import asc from 'assemblyscript/asc';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Pages of 64 KiB: all that 32-bit pointers reach; engines only reserve them. */
const MOST_PAGES = '65536';

/** Writes one build of `server/kernels/assembly` to `file`. */
export async function buildKernels(file, { relaxed }) {
  mkdirSync(dirname(file), { recursive: true });
  const { error, stderr } = await asc.main([
    'server/kernels/assembly/index.ts',
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
}
