/** Writes rows of values as CSV (RFC 4180, UTF-8) to a new file that no other user can read. */
import { open, type FileHandle } from 'node:fs/promises';
import { FitProblem } from '../words/fitProblem';
import { writeCause } from '../disk/writeProblem';

/** Length of text in UTF-16 units from which it is written. */
const PIECE_LENGTH = 1 << 20;
const SPECIAL = /[",\r\n]/;

/** Returns a text as a cell. NUL, which no text file holds, becomes U+FFFD. */
export function csvCell(text: string): string {
  const whole = text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text;
  return SPECIAL.test(whole) ? `"${whole.replaceAll('"', '""')}"` : whole;
}

/** Joins cells to a line. The line of an empty row has quotation marks, since an empty line is no row. */
export function csvLine(cells: readonly string[]): string {
  return cells.length === 1 && cells[0] === '' ? '""\n' : `${cells.join(',')}\n`;
}

/** A file of CSV that is being written. */
export class CsvFile {
  private text = '';

  private constructor(private readonly handle: FileHandle) {}

  /** Creates a file that does not exist. @throws FitProblem */
  static async create(path: string): Promise<CsvFile> {
    try {
      return new CsvFile(await open(path, 'wx', 0o600));
    } catch (error) {
      throw spoolProblem(error);
    }
  }

  /** Adds lines, which reach the file now and then. @throws FitProblem */
  async add(lines: string): Promise<void> {
    this.text += lines;
    if (this.text.length >= PIECE_LENGTH) await this.flush();
  }

  /** Writes the rest. @throws FitProblem */
  async flush(): Promise<void> {
    const { text } = this;
    this.text = '';
    try {
      await this.handle.writeFile(text);
    } catch (error) {
      throw spoolProblem(error);
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

function spoolProblem(error: unknown): FitProblem {
  return new FitProblem(`the temporary copy of the table cannot be written: ${writeCause(error)}`);
}

/** Creates a file, lets `work` add lines, and writes the rest. @throws FitProblem, and what `work` throws */
export async function writingCsv<T>(path: string, work: (file: CsvFile) => Promise<T>): Promise<T> {
  const file = await CsvFile.create(path);
  try {
    const result = await work(file);
    await file.flush();
    return result;
  } finally {
    await file.close();
  }
}
