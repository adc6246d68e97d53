/**
 * The thread that draws a report: takes what it is made of, sends its HTML. A program of its own, so that what draws is
 * loaded by nobody who draws nothing, and stands in the product once.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { parseHTML } from 'linkedom';
import { reportHtml } from '../pictures/reportHtml';
import type { ReportData } from './protocol/reportData';

const { document } = parseHTML('<!DOCTYPE html><html><body></body></html>') as { readonly document: unknown };
parentPort?.postMessage(reportHtml(workerData as ReportData, document));
