/** `mixture-lens fit FILE`: fits, prints, and writes what was asked for. */
import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { runPipeline, type FitOutput } from '../jobs/pipeline';
import { FitProblem } from '../jobs/problem';
import type { FitOptions, FitReport, Iteration } from '../protocol';
import { addFitOptions, fitOptionsOf, type FitFlags } from './fitOptions';
import { version } from '../../package.json';
import { modelJson } from '../jobs/modelJson';
import { readText } from './readText';
import { scoresCsv } from './scoresCsv';
import { summary } from './summary';
import { UsageError } from './usageError';

export function fitCommand(): Command {
  const command = new Command('fit')
    .description('Fit a mixture to a CSV file.')
    .argument('<FILE>', 'the CSV file, or - for standard input');
  return addFitOptions(command).action((file: string, flags: FitFlags) => runFit(file, flags));
}

function runFit(file: string, flags: FitFlags): void {
  const options = fitOptionsOf(flags);
  const began = seconds();
  const { text, note } = readText(file);
  const read = seconds() - began;
  const tell = flags.quiet === true ? () => undefined : (line: string) => process.stderr.write(`mixture-lens: ${file}: ${line}\n`);
  const showProgress = flags.quiet !== true && flags.json !== true && process.stderr.isTTY;
  const output = drive(file, text, options, showProgress);
  for (const line of note === undefined ? output.notes : [note, ...output.notes]) tell(line);
  const report: FitReport = { ...output.report, seconds: { ...output.report.seconds, read } };
  if (flags.out !== undefined) write(flags.out, modelJson(report, output.model, version));
  if (flags.scores !== undefined) write(flags.scores, scoresCsv(text, options, output.judgement, tell));
  if (flags.json === true) process.stdout.write(`${JSON.stringify(report)}\n`);
  else if (flags.quiet !== true) process.stdout.write(summary(file, report));
}

function drive(file: string, text: string, options: FitOptions, showProgress: boolean): FitOutput {
  const pipeline = runPipeline(text, options, seconds);
  let shown = 0;
  try {
    for (;;) {
      const next = pipeline.next();
      if (next.done === true) return next.value;
      if (!showProgress || next.value === undefined || seconds() - shown < 0.1) continue;
      shown = seconds();
      process.stderr.write(progressLine(next.value));
    }
  } catch (error) {
    if (error instanceof FitProblem) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  } finally {
    if (shown > 0) process.stderr.write('\r\u001b[K');
  }
}

function progressLine({ k, start, iteration, nlml }: Iteration): string {
  return `\r\u001b[KK = ${k}, start ${start + 1}, iteration ${iteration}, NLML ${nlml.toFixed(2)}`;
}

function write(file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new UsageError(`${file}: cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}); check the folder and its rights`);
  }
}

function seconds(): number {
  return performance.now() / 1000;
}
