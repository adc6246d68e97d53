/** Fits a mixture, prints a summary and writes the requested files. */
import type { FitFlags } from '../fitOptions';
import { fitOptionsOf, scoreOptions } from '../flagConversion';
import { version } from '../../../package.json';
import type { FileSource } from '../../disk/fileSource';
import { scoresCsv } from '../../formats/table/scoresCsv';
import { modelJson } from '../../formats/model/writeModel';
import { runPipeline, type PipelineOutput } from '../../pipeline/fitTable';
import type { ExpectedRows } from '../../formats/sidecar';
import { kernelEngine } from '../../kernels/node';
import type { FitOptions, FitReport } from '../../protocol';
import { jsonReport } from '../../protocol/reportJson';
import { about, seconds, notePrinter, writeOutput } from '../console';
import { expectedBeside } from './expected';
import { inputsNamed, openInput } from '../tableInput';
import { requireApart } from '../outputs';
import { reportFile } from '../reportFile';
import { withProgress } from './shownProgress';
import { largeText, runFitInPieces } from './database/runFitInPieces';
import { MOST_FINDINGS, summary } from '../fitSummary';
import { UsageError } from '../usageError';

export async function runFit(file: string, flags: FitFlags): Promise<void> {
  if (flags.report !== undefined && file === '-')
    throw new UsageError('--report needs a file that can be read again, not standard input');
  requireApart(inputsNamed(file), { '--out': flags.out, '--scores': flags.scores, '--report': flags.report });
  const options = await fitOptionsOf(flags);
  const began = seconds();
  const printNote = notePrinter(file, flags.quiet);
  const { source, reading } = await openInput(file, flags, printNote);
  const read = seconds() - began;
  const large = largeText(file, source, { ...options, ...reading }, flags);
  if (large !== undefined) {
    await runFitInPieces(file, large, { ...options, ...reading }, flags);
    source.close();
    return;
  }
  if (flags.sample !== undefined) throw new UsageError('--sample belongs to --in-database and to larger files');
  const expected = await expectedBeside(file, printNote);
  const output = about(file, () => runWithProgress(source, { ...options, ...reading }, expected, flags, printNote));
  (source.note === undefined ? output.notes : [source.note, ...output.notes]).forEach(printNote);
  const report: FitReport = { ...output.report, seconds: { ...output.report.seconds, read } };
  if (flags.out !== undefined) await writeOutput(flags.out, file, [modelJson(report, output.model, version)]);
  const { scores } = flags;
  if (scores !== undefined)
    await writeOutput(
      scores,
      file,
      scoresCsv(output.reading, output, scoreOptions(flags, report.components), printNote),
    );
  if (flags.report !== undefined)
    await writeOutput(flags.report, file, [await reportFile(__dirname, file, { ...output, report }, expected)]);
  source.close();
  if (flags.json === true) process.stdout.write(`${JSON.stringify(jsonReport(report))}\n`);
  else if (flags.quiet !== true) process.stdout.write(summary(file, report));
}

function runWithProgress(
  source: FileSource,
  options: FitOptions,
  expected: ExpectedRows,
  flags: FitFlags,
  printNote: (line: string) => void,
): PipelineOutput {
  const { json, out, report, key } = flags;
  const requested = {
    model: out !== undefined,
    findings: json === true || report !== undefined ? Infinity : MOST_FINDINGS,
    expected,
    keys: key,
  };
  const pipeline = runPipeline(
    source,
    options,
    seconds,
    kernelEngine(__dirname, { threads: options.threads, report: printNote }),
    requested,
  );
  return withProgress(pipeline, flags);
}
