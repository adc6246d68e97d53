/** Draws a report in a thread of its own. */
import { Worker } from 'node:worker_threads';
import type { ComparisonPage } from '../protocol/commands/comparisonPage';
import type { ReportData } from '../protocol/reportData';

/** File of the bundled thread, in the folder of the built program. */
export const REPORT_SCRIPT = 'report.cjs';

/**
 * Returns the report as one self-contained HTML file.
 *
 * @param script path of the bundled thread
 * @param signal ends the thread
 * @throws the reason of the signal
 */
export function reportPage(script: string, data: ReportData | ComparisonPage, signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const worker = new Worker(script, { workerData: data });
    signal?.addEventListener('abort', () => void worker.terminate());
    worker.once('message', (html: string) => {
      resolve(html);
    });
    worker.once('error', reject);
    // Exit follows the message, if there is one.
    worker.once('exit', () => {
      reject(signal?.aborted === true ? (signal.reason as Error) : new Error('The report was not drawn.'));
    });
  });
}
