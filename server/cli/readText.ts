/** Reads a small file of text at once, such as a model: encodings by byte order mark. */
import { readFileSync } from 'node:fs';
import { reasonOf } from '../jobs/fileSource';
import { UsageError } from './usageError';

/** @throws UsageError */
export function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UsageError(`${file}: ${reasonOf(error)}`);
  }
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
}
