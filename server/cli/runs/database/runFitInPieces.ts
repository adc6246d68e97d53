/** Fits a mixture to a text with more cells than fit into memory. */
import { version } from '../../../../package.json';
import type { FileSource } from '../../../disk/fileSource';
import { modelJson } from '../../../formats/model/writeModel';
import type { Reading } from '../../../formats/table/readTable';
import { kernelEngine } from '../../../kernels/node';
import { requireKeys } from '../../../pipeline/faultLines';
import { fitInPieces, walkText } from '../../../pipeline/inPieces/fitInPieces';
import type { FitOptions, FitReport } from '../../../protocol';
import { jsonReport } from '../../../protocol/reportJson';
import { NumberSpool } from '../../../sources/numberSpool';
import { defaultMemoryCells } from '../../../sources/tableSize';
import { about, notePrinter, seconds, writeOutput } from '../../console';
import type { FitFlags } from '../../fitOptions';
import { unjudgedSummary } from '../../fitSummary';
import { UsageError } from '../../usageError';
import { withProgress } from '../shownProgress';
import { DEFAULT_SAMPLE, flagBesidePasses } from './runFitInDatabase';

/**
 * Returns the rows of a text that has more cells than the limit of `--memory-cells`, which a line then says; undefined
 * for one that is read into memory.
 *
 * @throws UsageError, also for options that a fit in pieces does not have
 */
export function largeText(file: string, source: FileSource, options: FitOptions, flags: FitFlags): Reading | undefined {
  const limit = flags.memoryCells ?? defaultMemoryCells();
  // A cell takes a byte at least.
  if (source.size <= limit) return undefined;
  const reading = about(file, () => walkText(source, options));
  const { columns, rowCount } = reading.table;
  const cells = rowCount * columns.length;
  if (cells <= limit) return undefined;
  const reason = `${cells} cells are more than ${limit}, the limit of --memory-cells`;
  const flag = flagBesidePasses(flags);
  if (flag !== undefined) throw new UsageError(`${file}: ${reason}, and a fit beyond memory has no ${flag}`);
  const printNote = notePrinter(file, flags.quiet);
  printNote(`${reason}; it is passed over in a temporary copy`);
  if (source.note !== undefined) printNote(source.note);
  return reading;
}

/** Fits a mixture to such a text, prints a summary and writes the model. */
export async function runFitInPieces(
  file: string,
  reading: Reading,
  options: FitOptions,
  flags: FitFlags,
): Promise<void> {
  const printNote = notePrinter(file, flags.quiet);
  const store = about(file, () => NumberSpool.open());
  try {
    const { report, model, notes } = about(file, () => {
      requireKeys(reading, flags.key);
      const { key: keys, sample = DEFAULT_SAMPLE } = flags;
      const engine = kernelEngine(__dirname, { threads: options.threads, report: printNote });
      return withProgress(fitInPieces(reading, options, { clock: seconds, engine, store, sample, keys }), flags);
    });
    notes.forEach(printNote);
    if (flags.out !== undefined) await writeOutput(flags.out, file, [modelJson(report, model, version)]);
    print(file, report, flags);
  } finally {
    store.close();
  }
}

function print(file: string, report: FitReport, { json, quiet }: FitFlags): void {
  if (json === true) process.stdout.write(`${JSON.stringify(jsonReport(report))}\n`);
  else if (quiet !== true) process.stdout.write(unjudgedSummary(file, report, 'over a temporary copy'));
}
