/** Opens the tables that arguments name: text files, and tables of databases and other files. */
import { DEFAULT_MISSING } from '../core/csv/dialect/dialect';
import type { FileSource } from '../disk/fileSource';
import { MOST_BYTES, readTextFile } from '../disk/textFile';
import type { FitOptions } from '../protocol';
import { filesOf, locate, openTable } from '../sources/openTable';
import { DEFAULT_TIMEOUT_SECONDS, openSession, type SessionOptions, type SqlSession } from '../sources/sqlSession';
import { FitProblem } from '../words/fitProblem';
import { about } from './console';
import type { KeyFlags, ReadingFlags, SourceFlags } from './fitOptions';
import { UsageError } from './usageError';

/** Options that determine how a table is opened. */
export type InputFlags = ReadingFlags & SourceFlags & KeyFlags;

/** An opened table. */
export interface TableInput {
  readonly source: FileSource;
  /** Options of reading that follow from the table. */
  readonly reading: FitOptions;
}

/** Options that say how a text is written, by their names in messages. */
const TEXT_FLAGS = {
  delimiter: '--delimiter',
  decimal: '--decimal',
  comment: '--comment',
  skip: '--skip',
  unitsRows: '--units-rows',
  headerRows: '--header-rows',
  thousands: '--thousands',
  encoding: '--encoding',
  quote: '--quote',
} as const satisfies { readonly [K in keyof ReadingFlags]?: string };

/** Variables of the environment that hold a password, the first that is set counts. */
const PASSWORD_VARIABLES = ['MIXTURE_LENS_CLICKHOUSE_PASSWORD', 'CLICKHOUSE_PASSWORD'];

/** Opens a table. @throws UsageError that names it */
export async function openInput(
  argument: string,
  flags: InputFlags,
  printNote: (line: string) => void,
): Promise<TableInput> {
  try {
    return await openNamed(argument, flags, printNote);
  } catch (error) {
    throw error instanceof FitProblem ? new UsageError(`${argument}: ${error.message}`) : error;
  }
}

/** Opens a table. @throws FitProblem that does not name it, UsageError for options that do not go with it */
export async function openNamed(
  argument: string,
  flags: InputFlags,
  printNote: (line: string) => void,
): Promise<TableInput> {
  const { kind } = locate(argument);
  if (kind !== 'text' && kind !== 'gzip') requireNoTextFlags(flags);
  const { source, isWritten, notes } = await openTable(argument, {
    encoding: flags.encoding,
    keys: flags.key,
    timeoutSeconds: flags.timeout ?? DEFAULT_TIMEOUT_SECONDS,
    password: kind === 'clickhouse' ? await passwordOf(flags) : undefined,
    programFolder: __dirname,
    report: printNote,
  });
  notes.forEach(printNote);
  if (!isWritten) return { source, reading: {} };
  const missing = [...DEFAULT_MISSING, ...(flags.missing ?? [])];
  return { source, reading: { delimiter: ',', header: true, decimal: '.', missing } };
}

/**
 * Opens a table of a database for statements in SQL.
 *
 * @param options of the session; it only reads unless they say otherwise
 * @throws UsageError that names it
 */
export async function openDatabase(
  argument: string,
  flags: InputFlags,
  printNote: (line: string) => void,
  options: Pick<SessionOptions, 'signal' | 'writes' | 'retries' | 'hasPasses'>,
): Promise<SqlSession> {
  try {
    const location = locate(argument);
    requireNoTextFlags(flags);
    return await openSession(location, {
      timeoutSeconds: flags.timeout ?? DEFAULT_TIMEOUT_SECONDS,
      password: location.kind === 'clickhouse' ? await passwordOf(flags) : undefined,
      programFolder: __dirname,
      report: printNote,
      ...options,
    });
  } catch (error) {
    throw error instanceof FitProblem ? new UsageError(`${argument}: ${error.message}`) : error;
  }
}

function requireNoTextFlags(flags: InputFlags): void {
  const names = Object.entries(TEXT_FLAGS).flatMap(([flag, name]) =>
    flags[flag as keyof typeof TEXT_FLAGS] === undefined ? [] : [name],
  );
  const [name] = flags.header ? names : ['--no-header'];
  if (name !== undefined)
    throw new FitProblem(`${name} is for text files, and this table has columns of its own; leave it out`);
}

/** Returns the password of a server; undefined without one. @throws UsageError */
async function passwordOf({ passwordFile }: SourceFlags): Promise<string | undefined> {
  if (passwordFile === undefined)
    return PASSWORD_VARIABLES.map((name) => process.env[name]).find((text) => text !== undefined && text !== '');
  try {
    const text = await readTextFile(passwordFile, MOST_BYTES.sidecar);
    if (text === undefined) throw new UsageError(`--password-file ${passwordFile}: no such file; check the path`);
    return text.replace(/\r?\n$/, '');
  } catch (error) {
    throw error instanceof FitProblem ? new UsageError(`--password-file ${passwordFile}: ${error.message}`) : error;
  }
}

/** Returns the files that a table is read from, by descriptions for messages. @throws UsageError */
export function inputsNamed(argument: string, what = 'the input file'): Readonly<Record<string, string>> {
  const files = about(argument, () => filesOf(locate(argument)));
  return Object.fromEntries(files.map((file, i) => [files.length === 1 ? what : `${what} ${i + 1}`, file]));
}

/** Requires a text file. @throws UsageError that says what to do with another table */
export function requireText(argument: string, command: string): void {
  const { kind } = about(argument, () => locate(argument));
  if (kind !== 'text')
    throw new UsageError(
      `${argument}: ${command} takes plain text files only; write the table as CSV with convert first`,
    );
}
