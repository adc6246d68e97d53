/** Judges the rows of a file by a model. */
import type { ScoreFlags } from '../commands/score';
import { readingOptionsOf, scoreOptions } from '../flagConversion';
import { scoresCsv } from '../../formats/table/scoresCsv';
import { withinHeap } from '../../disk/heapLimit';
import { readModel } from '../../formats/model/readModel';
import { runScoring } from '../../pipeline/scoreTable';
import { kernelEngine } from '../../kernels/node';
import type { ScoreReport } from '../../protocol';
import { jsonReport } from '../../protocol/reportJson';
import { about, seconds, notePrinter, writeOutput } from '../console';
import { expectedBeside } from './expected';
import { readText } from '../readText';
import { inputsNamed, openInput } from '../tableInput';
import { requireApart } from '../outputs';
import { MOST_FINDINGS, scoreSummary } from '../fitSummary';
import { UsageError } from '../usageError';

export async function runScore(file: string | undefined, flags: ScoreFlags): Promise<void> {
  if (file === undefined) throw new UsageError('name the file to score, or ask for a SELECT with --sql');
  if (flags.table !== undefined) throw new UsageError('--table belongs to --sql');
  requireApart({ ...inputsNamed(file), 'the model': flags.model }, { '--scores': flags.scores });
  const modelText = await readText(flags.model);
  const model = about(flags.model, () => readModel(modelText));
  const began = seconds();
  const printNote = notePrinter(file, flags.quiet);
  const { source, reading } = await openInput(file, flags, printNote);
  const read = seconds() - began;
  const requested = {
    findings: flags.json === true ? Infinity : MOST_FINDINGS,
    expected: await expectedBeside(file, printNote),
    keys: flags.key,
  };
  const output = about(file, () =>
    withinHeap(
      runScoring(
        source,
        model,
        { ...readingOptionsOf(flags), ...reading, ...requested },
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
    await writeOutput(scores, file, scoresCsv(output.reading, output, scoreOptions(flags, model.looks), printNote));
  source.close();
  if (flags.json === true) process.stdout.write(`${JSON.stringify(jsonReport(report))}\n`);
  else if (flags.quiet !== true) process.stdout.write(scoreSummary(file, flags.model, report));
}
