/** `mixture-lens convert FILE`: writes the table as plain CSV. */
import { Command } from 'commander';
import { FileSource } from '../../disk/fileSource';
import { plainCsv } from '../../formats/table/plainCsv';
import { dialectOverrides } from '../../pipeline/fitTable';
import { readTyped } from '../../formats/table/readTable';
import { about, notePrinter, writeOutput } from '../console';
import { addReadingOptions, readingOptionsOf, type ReadingFlags } from '../fitOptions';
import { requireApart } from '../outputs';

interface ConvertFlags extends ReadingFlags {
  readonly out?: string;
}

export function convertCommand(): Command {
  const command = new Command('convert')
    .description(
      'Write the table as Mixture Lens reads it, as plain CSV (RFC 4180): ' +
        'no comments, preambles or footers, and all rows of equal length.',
    )
    .argument('<FILE>', 'the CSV file, or - for standard input')
    .option('--out <FILE.csv>', 'write to this file instead of standard output');
  return addReadingOptions(command).action((file: string, flags: ConvertFlags) => runConvert(file, flags));
}

async function runConvert(file: string, flags: ConvertFlags): Promise<void> {
  requireApart({ 'the input file': file }, { '--out': flags.out });
  const { out } = flags;
  const source = about(file, () => FileSource.open(file, flags.encoding));
  const reading = about(file, () => readTyped(source, dialectOverrides(readingOptionsOf(flags)), () => undefined));
  if (source.note !== undefined) notePrinter(file, false)(source.note);
  if (out !== undefined) await writeOutput(out, file, plainCsv(reading));
  else for (const piece of plainCsv(reading)) process.stdout.write(piece);
  source.close();
}
