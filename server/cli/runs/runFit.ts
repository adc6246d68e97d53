/** Fits a mixture, prints a summary and writes the requested files. */
import type { FitFlags } from '../fitOptions';
import { fitOptionsOf } from '../flagConversion';
import { version } from '../../../package.json';
import type { FileSource } from '../../disk/fileSource';
import { withinHeap } from '../../disk/heapLimit';
import { scoresCsv } from '../../formats/table/scoresCsv';
import { modelJson } from '../../formats/model/writeModel';
import { runPipeline, type PipelineOutput } from '../../pipeline/fitTable';
import type { ExpectedRows } from '../../formats/sidecar';
import { kernelEngine } from '../../kernels/node';
import type { FitOptions, FitReport, Iteration } from '../../protocol';
import { about, seconds, notePrinter, writeOutput } from '../console';
import { expectedBeside } from './expected';
import { inputsNamed, openInput } from '../tableInput';
import { requireApart } from '../outputs';
import { reportFile } from '../reportFile';
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
      scoresCsv(output.reading, output, report.components, flags.escapeFormulas === true, printNote),
    );
  if (flags.report !== undefined)
    await writeOutput(flags.report, file, [await reportFile(__dirname, file, { ...output, report }, expected)]);
  source.close();
  if (flags.json === true) process.stdout.write(`${JSON.stringify(report)}\n`);
  else if (flags.quiet !== true) process.stdout.write(summary(file, report));
}

function runWithProgress(
  source: FileSource,
  options: FitOptions,
  expected: ExpectedRows,
  { json, quiet, out, report, key }: FitFlags,
  printNote: (line: string) => void,
): PipelineOutput {
  const showProgress = quiet !== true && json !== true && process.stderr.isTTY;
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
  let shown = 0;
  try {
    return withinHeap(pipeline, (step) => {
      if (!showProgress || step === undefined || seconds() - shown < 0.1) return;
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
