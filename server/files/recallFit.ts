/** Restores the remembered model of a document, or of a file that is not open. */
import type { FileStamp } from '../formats/table/readTable';
import { contentHash } from '../formats/contentHash';
import { stampOf } from '../disk/paths';
import type { OpenDocument } from './open/openDocument';
import type { FitRecord } from './fittedFile';
import type { ModelMemory } from './modelMemory';
import { markedRows } from '../disk/sidecarFiles';
import { inSteps } from '../threads/steps';
import { isSameStamp } from './disk/diskFile';
import type { DiskFiles } from './disk/diskFiles';

/**
 * Restores the model of a document. A file that changed in between is judged by the former model, as if it had been
 * edited, as long as it has the model's columns. The name of an untitled document says nothing: the text must be equal.
 *
 * @param isOpen whether the document is still open
 * @returns whether the document has gained a model
 */
export async function recall(document: OpenDocument, models: ModelMemory, isOpen: () => boolean): Promise<boolean> {
  const { uri, version } = document;
  const isWanted = (): boolean => isOpen() && document.report === undefined;
  const text = document.content();
  const fitted = await models.recall(uri, { length: text.length, hash: () => inSteps(contentHash(text), isWanted) });
  const own = fitted?.stamp === undefined ? fitted : await asText(fitted, fitted.stamp, uri, text);
  if (own === undefined || !isWanted() || !document.recall(own)) return false;
  await inSteps(document.compare(), () => isOpen() && document.version === version);
  if (!/^untitled:/i.test(uri) || !document.stale) return isOpen();
  document.forget();
  return false;
}

/** A fit made while the file was not open; it applies to this text if the file has not changed. */
async function asText(fitted: FitRecord, stamp: FileStamp, uri: string, text: string): Promise<FitRecord> {
  const known = { ...fitted, stamp: undefined };
  if (!isSameStamp(await stampOf(uri), stamp) || Buffer.byteLength(text) !== stamp.size) return known;
  return { ...known, length: text.length, hash: await inSteps(contentHash(text), () => true) };
}

/** Remembered fit of a file that is not open. @param now current stamp of the file, if it exists */
export async function rememberedOf(
  uri: string,
  models: ModelMemory,
  now: FileStamp | undefined,
): Promise<FitRecord | undefined> {
  return now && models.recall(uri, { length: now.size, hash: () => Promise.resolve(now.written) });
}

/**
 * Restores the remembered model of a file that is not open, if the model was fitted to such a file.
 *
 * @param log receives a line where the sidecar is damaged
 */
export async function recallFromDisk(
  uri: string,
  disk: DiskFiles,
  models: ModelMemory,
  log: (line: string) => void,
): Promise<void> {
  const now = await stampOf(uri);
  const fitted = await rememberedOf(uri, models, now);
  if (fitted?.stamp === undefined || disk.get(uri) !== undefined) return;
  const fit = { ...fitted, stamp: fitted.stamp };
  disk.recall(uri, fit, await markedRows(uri, log), !isSameStamp(now, fit.stamp));
}
