/** Judges the rows of a file by a model. */
import type { ScoreFlags } from '../commands/score';
import { readingOptionsOf } from '../flagConversion';
import { scoresCsv } from '../../formats/table/scoresCsv';
import { FileSource } from '../../disk/fileSource';
import { withinHeap } from '../../disk/heapLimit';
import { readModel } from '../../formats/model/readModel';
import { runScoring } from '../../pipeline/scoreTable';
import { kernelEngine } from '../../kernels/node';
import type { ScoreReport } from '../../protocol';
import { about, seconds, notePrinter, writeOutput } from '../console';
import { expectedBeside } from './expected';
import { readText } from '../readText';
import { requireApart } from '../outputs';
import { MOST_FINDINGS, scoreSummary } from '../fitSummary';
import { UsageError } from '../usageError';

export async function runScore(file: string | undefined, flags: ScoreFlags): Promise<void> {
  if (file === undefined) throw new UsageError('name the file to score, or ask for a SELECT with --sql');
  if (flags.table !== undefined) throw new UsageError('--table belongs to --sql');
  requireApart({ 'the input file': file, 'the model': flags.model }, { '--scores': flags.scores });
  const modelText = await readText(flags.model);
  const model = about(flags.model, () => readModel(modelText));
  const began = seconds();
  const source = about(file, () => FileSource.open(file, flags.encoding));
  const read = seconds() - began;
  const printNote = notePrinter(file, flags.quiet);
  const requested = {
    findings: flags.json === true ? Infinity : MOST_FINDINGS,
    expected: await expectedBeside(file, printNote),
  };
  const output = about(file, () =>
    withinHeap(
      runScoring(
        source,
        model,
        { ...readingOptionsOf(flags), ...requested },
        seconds,
        kernelEngine(__dirname, { report: printNote }),
      ),
    ),
  );
  const notes = source.note === undefined ? output.report.notes : [source.note, ...output.report.notes];
  notes.forEach(printNote);
  const report: ScoreReport = { ...output.report, notes, seconds: { ...output.report.seconds, read } };
  const { scores } = flags;
  if (scores !== undefined)
    await writeOutput(
      scores,
      file,
      scoresCsv(output.reading, output, model.looks, flags.escapeFormulas === true, printNote),
    );
  source.close();
  if (flags.json === true) process.stdout.write(`${JSON.stringify(report)}\n`);
  else if (flags.quiet !== true) process.stdout.write(scoreSummary(file, flags.model, report));
}
