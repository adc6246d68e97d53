/** Reads a file of text for the command line: encodings by byte order mark, and clear words for what cannot be read. */
import { readFileSync } from 'node:fs';
import { UsageError } from './usageError';

export interface FileText {
  readonly text: string;
  /** Something worth telling about how the file was read. */
  readonly note?: string;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file; check the path',
  EISDIR: 'this is a folder; name a CSV file in it',
  EACCES: 'no permission to read it; check its rights',
  EPERM: 'no permission to read it; check its rights',
  ENOTDIR: 'a part of the path is no folder; check the path',
  ELOOP: 'too many links on the way; check the path',
  ERR_FS_FILE_TOO_LARGE: 'larger than 2 GiB, which is more than can be read at once; split it',
};

/**
 * @param file a path, or `-` for standard input
 * @throws UsageError
 */
export function readText(file: string): FileText {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new UsageError(`${file}: ${REASONS[code] ?? `cannot be read (${code || String(error)})`}`);
  }
  return decode(file, bytes);
}

function decode(file: string, bytes: Buffer): FileText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: decodeAs('utf-16le', bytes) };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: decodeAs('utf-16be', bytes) };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_STRING_TOO_LONG') throw new UsageError(`${file}: larger than 512 MiB of text, which is more than can be read at once; split it`);
    // Spreadsheets on Windows still write their own code page; a cell in it is better read than lost.
    return { text: decodeAs('windows-1252', bytes), note: 'not UTF-8; read as windows-1252' };
  }
}

function decodeAs(encoding: string, bytes: Buffer): string {
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
}
