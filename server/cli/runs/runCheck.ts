/** Checks files against a model or by a fit of their own. */
import { version } from '../../../package.json';
import { baselineText, readBaseline, type Baseline } from '../../formats/baseline';
import { readModel } from '../../formats/model/readModel';
import { isChecked, type CheckReport } from '../../protocol/report/checkReport';
import { printableLine } from '../../words/printable';
import { checkFiles, namedFiles, type CheckOutcome } from '../checking/checkFiles';
import { reportPieces, summaryPieces } from '../checking/checkOutput';
import { counts, exitStatus } from '../checking/verdict';
import type { CheckFlags } from '../commands/check';
import { about, writeOutput } from '../console';
import { readingOptionsOf } from '../flagConversion';
import { requireApart } from '../outputs';
import { inputsNamed } from '../tableInput';
import { readText } from '../readText';

export async function runCheck(args: readonly string[], flags: CheckFlags): Promise<void> {
  const files = namedFiles(args);
  requireOutputsApart(
    files.map(({ file }) => file),
    flags,
  );
  const { seed, threads } = flags;
  const options = {
    ...readingOptionsOf(flags),
    ...(seed !== undefined && { seed }),
    ...(threads !== undefined && { threads }),
  };
  const model = flags.model === undefined ? undefined : await readFrom(flags.model, readModel);
  const baseline: Baseline | undefined =
    flags.baseline === undefined ? undefined : await readFrom(flags.baseline, readBaseline);
  const plan = { files, model, baseline, options, flags, folder: __dirname };
  const outcome = await checkFiles({ ...plan, stdinName: flags.stdinName }, printNote);
  // A reader that stops reading ends the program, whose status must be known by then.
  process.exitCode = exitStatus(outcome.files, flags.failOn, flags.maxFindings);
  await report(outcome, flags);
  if (await writeBaseline(outcome, flags)) process.exitCode = exitStatus(outcome.files, 'never', flags.maxFindings);
}

function printNote(line: string): void {
  process.stderr.write(`mixture-lens: ${printableLine(line)}\n`);
}

async function readFrom<T>(file: string, read: (text: string) => T): Promise<T> {
  const text = await readText(file);
  return about(file, () => read(text));
}

/** Requires that no output overwrites an input; the baseline that is read may be written anew. */
function requireOutputsApart(files: readonly string[], { model, baseline, out, writeBaseline }: CheckFlags): void {
  const inputs = {
    ...Object.fromEntries(
      files.flatMap((file, i) =>
        Object.entries(inputsNamed(file, files.length === 1 ? 'the input file' : `input file ${i + 1}`)),
      ),
    ),
    ...(model !== undefined && { 'the model': model }),
  };
  requireApart(inputs, { '--out': out, '--write-baseline': writeBaseline });
  if (baseline !== undefined) requireApart({ 'the baseline': baseline }, { '--out': out });
}

async function report({ files }: CheckOutcome, { model, format, failOn, out }: CheckFlags): Promise<void> {
  const checkReport: CheckReport = { engine: version, ...(model !== undefined && { model }), files };
  const request = {
    format,
    isFailure: (finding: Parameters<typeof counts>[0]) => counts(finding, failOn),
    folder: __dirname,
  };
  const pieces = reportPieces(checkReport, request);
  if (out !== undefined) await writeOutput(out, out, pieces);
  for (const piece of out === undefined ? pieces : summaryPieces(checkReport)) process.stdout.write(piece);
  for (const file of files) if (!isChecked(file)) printNote(`${file.file}: ${file.problem}`);
}

/** Writes the new baseline, if it was requested. Returns whether it holds all findings. */
async function writeBaseline({ files, findings }: CheckOutcome, { writeBaseline: file }: CheckFlags): Promise<boolean> {
  if (file === undefined) return false;
  if (!files.every(isChecked)) {
    printNote(`${file}: not written, since it would lack the findings of files that cannot be checked`);
    return false;
  }
  await writeOutput(file, file, [baselineText(findings)]);
  return true;
}
