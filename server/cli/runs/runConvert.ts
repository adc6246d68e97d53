/** Writes a table as plain CSV. */
import type { ConvertFlags } from '../commands/convert';
import { readingOptionsOf } from '../flagConversion';
import { FileSource } from '../../disk/fileSource';
import { plainCsv } from '../../formats/table/plainCsv';
import { dialectOverrides } from '../../pipeline/fitTable';
import { readTyped } from '../../formats/table/readTable';
import { about, notePrinter, writeOutput } from '../console';
import { requireApart } from '../outputs';

export async function runConvert(file: string, flags: ConvertFlags): Promise<void> {
  requireApart({ 'the input file': file }, { '--out': flags.out });
  const { out } = flags;
  const source = about(file, () => FileSource.open(file, flags.encoding));
  const reading = about(file, () => readTyped(source, dialectOverrides(readingOptionsOf(flags)), () => undefined));
  if (source.note !== undefined) notePrinter(file, false)(source.note);
  if (out !== undefined) await writeOutput(out, file, plainCsv(reading));
  else for (const piece of plainCsv(reading)) process.stdout.write(piece);
  source.close();
}
