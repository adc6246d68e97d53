// On what was measured: what a reader needs to judge the figures, and nothing that tells whose machine it is.
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem, type } from 'node:os';

/** @returns {string} one line; the load is that before the first run, and above about 0.3 others were at work */
export function machineLine() {
  const processors = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return (
    `${processors.length} × ${processors[0].model.trim()}, ${gigabytes} GiB, ${type()}, Node.js ` +
    `${process.versions.node}, load ${loadavg()[0].toFixed(2)} before`
  );
}

/** Clock rates in Hz: as the kernel tells it, if it does, and as a chain of multiplications runs. */
export function clockRates() {
  return { told: toldClock(), measured: chainClock() };
}

function toldClock() {
  try {
    const rates = [...readFileSync('/proc/cpuinfo', 'utf8').matchAll(/^cpu MHz\s*:\s*([\d.]+)/gm)].map(
      ([, rate]) => 1e6 * Number(rate),
    );
    return rates.length > 0 ? Math.max(...rates) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A 32-bit product that waits for the one before it takes 3 cycles on the x86 and ARM cores of the last decade (Fog
 * 2022, "Instruction tables").
 */
const CYCLES = 3;
const LINKS = 8;
const ROUNDS = 4e6;

/** The fastest of some trials: anything else at work only makes it slower. */
function chainClock() {
  let best = 0;
  for (let trial = 0; trial < 8; trial += 1) {
    const began = performance.now();
    chain(ROUNDS, 0x9e3779b1);
    best = Math.max(best, (CYCLES * LINKS * ROUNDS) / ((performance.now() - began) / 1000));
  }
  return best;
}

function chain(rounds, factor) {
  let x = 1;
  for (let i = 0; i < rounds; i += 1) {
    x = Math.imul(x, factor);
    x = Math.imul(x, factor);
    x = Math.imul(x, factor);
    x = Math.imul(x, factor);
    x = Math.imul(x, factor);
    x = Math.imul(x, factor);
    x = Math.imul(x, factor);
    x = Math.imul(x, factor);
  }
  return x;
}
