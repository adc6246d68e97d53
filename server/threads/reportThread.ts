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
 */
export function reportPage(script: string, data: ReportData | ComparisonPage): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData: data });
    worker.once('message', (html: string) => {
      resolve(html);
    });
    worker.once('error', reject);
    // Exit follows the message, if there is one.
    worker.once('exit', () => {
      reject(new Error('The report was not drawn.'));
    });
  });
}
