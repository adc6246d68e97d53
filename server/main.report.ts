/**
 * The thread that draws a report: receives its data, sends its HTML. A separate bundle, so that the drawing code is
 * loaded only when a report is drawn, and is in the product once.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { parseHTML } from 'linkedom';
import { comparisonHtml } from '../pictures/comparisonHtml';
import { reportHtml } from '../pictures/reportHtml';
import type { ComparisonPage } from './protocol/commands/comparisonPage';
import type { ReportData } from './protocol/reportData';
import { speakAsStarted } from './threads/threadLanguage';

speakAsStarted();
const { document } = parseHTML('<!DOCTYPE html><html><body></body></html>') as { readonly document: unknown };
const data = workerData as ReportData | ComparisonPage;
parentPort?.postMessage('report' in data ? reportHtml(data, document) : comparisonHtml(data, document));
