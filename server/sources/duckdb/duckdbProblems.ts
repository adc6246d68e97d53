/** Problems that DuckDB reports, as one line for the user. */
import { FitProblem } from '../../words/fitProblem';
import { printable } from '../../words/printable';

/** Maximum length of the engine's own message, in characters. */
const LONGEST = 300;

const KNOWN: readonly (readonly [RegExp, string])[] = [
  [
    /No files found that match|database does not exist|cannot open file .*No such file/is,
    'no such file; check the path',
  ],
  [/Could not set lock/i, 'another program has the file open for writing; close it or copy the file'],
  [/not a valid DuckDB database/i, 'this is no DuckDB database, or it is damaged; check the file'],
  [/No magic bytes|too small to be a Parquet/i, 'this is no Parquet file, or its end is missing; write it again'],
  [/decompression failure|Could not read enough bytes|corrupt|checksum/i, 'the file is damaged; write it again'],
  [/Permission denied/i, 'permission denied; check the permissions of the file'],
  [
    /No space left on device/i,
    'the disk for temporary files is full; free some space, or set TMPDIR to another folder',
  ],
];

/** Returns an error of DuckDB as a problem that does not name the table; other errors as they are. */
export function duckdbProblem(error: unknown): unknown {
  if (error instanceof FitProblem || !(error instanceof Error)) return error;
  if (error instanceof TypeError || error instanceof RangeError) return error;
  const known = KNOWN.find(([pattern]) => pattern.test(error.message));
  return new FitProblem(known?.[1] ?? `DuckDB cannot read it: ${ownWords(error.message)}`);
}

/** The first line of a message of the engine; the statement is no help. */
function ownWords(message: string): string {
  return printable(message.split('\n', 1)[0], LONGEST);
}
