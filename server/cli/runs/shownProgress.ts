/** Shows the progress of a fit on a terminal. */
import { withinHeap } from '../../disk/heapLimit';
import type { Iteration } from '../../protocol';
import { seconds } from '../console';
import type { FitFlags } from '../fitOptions';

/** Runs a fit to its end, and shows its iterations. @throws FitProblem */
export function withProgress<T>(
  fit: Generator<Iteration | object | undefined, T>,
  { json, quiet }: Pick<FitFlags, 'json' | 'quiet'>,
): T {
  const showProgress = quiet !== true && json !== true && process.stderr.isTTY;
  let shown = 0;
  try {
    return withinHeap(fit, (step) => {
      if (!showProgress || step === undefined || !('iteration' in step) || seconds() - shown < 0.1) return;
      shown = seconds();
      process.stderr.write(progressLine(step));
    });
  } finally {
    if (shown > 0) process.stderr.write('\r\u001b[K');
  }
}

function progressLine({ k, start, iteration, nlml }: Iteration): string {
  return `\r\u001b[KK = ${k}, start ${start + 1}, iteration ${iteration}, NLML ${nlml.toFixed(2)}`;
}
