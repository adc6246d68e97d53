/** Writes a table as plain CSV. */
import type { ConvertFlags } from '../commands/convert';
import { readingOptionsOf } from '../flagConversion';
import { plainCsv } from '../../formats/table/plainCsv';
import { dialectOverrides } from '../../pipeline/fitTable';
import { readTyped } from '../../formats/table/readTable';
import { about, notePrinter, writeOutput } from '../console';
import { requireApart } from '../outputs';
import { inputsNamed, openInput } from '../tableInput';

export async function runConvert(file: string, flags: ConvertFlags): Promise<void> {
  requireApart(inputsNamed(file), { '--out': flags.out });
  const { out } = flags;
  const printNote = notePrinter(file, false);
  const opened = await openInput(file, flags, printNote);
  const { source } = opened;
  const overrides = dialectOverrides({ ...readingOptionsOf(flags), ...opened.reading });
  const reading = about(file, () => readTyped(source, overrides, () => undefined));
  if (source.note !== undefined) printNote(source.note);
  if (out !== undefined) await writeOutput(out, file, plainCsv(reading));
  else for (const piece of plainCsv(reading)) process.stdout.write(piece);
  source.close();
}
