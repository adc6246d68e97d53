/** Unpacks a text file that was packed with gzip. */
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

/** Writes the unpacked file to a new one. */
export async function gunzipTo(path: string, target: string, signal?: AbortSignal): Promise<void> {
  await pipeline(createReadStream(path), createGunzip(), createWriteStream(target, { flags: 'wx', mode: 0o600 }), {
    signal,
  });
}
