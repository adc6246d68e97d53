/** Restores the remembered model of a document, or of a file that is not open. */
import type { FileStamp } from '../formats/table/readTable';
import { contentHash } from '../formats/contentHash';
import { stampOf } from '../disk/paths';
import type { OpenDocument } from './open/openDocument';
import type { FitRecord } from './fittedFile';
import type { ModelMemory } from './modelMemory';
import { markedRows } from '../disk/sidecarFiles';
import { runInSteps } from '../threads/steps';
import { isSameStamp } from './disk/diskFile';
import type { DiskFiles } from './disk/diskFiles';

/**
 * Restores the model of a document. A file that changed in between is judged by the former model, as if it had been
 * edited, as long as it has the model's columns. The name of an untitled document identifies nothing: its text must be
 * equal.
 *
 * @param isOpen whether the document is still open
 * @returns whether the document has gained a model
 */
export async function recall(document: OpenDocument, models: ModelMemory, isOpen: () => boolean): Promise<boolean> {
  const { uri, version } = document;
  const isCurrent = (): boolean => isOpen() && document.report === undefined;
  const text = document.content();
  const fitted = await models.recall(uri, {
    length: text.length,
    hash: () => runInSteps(contentHash(text), isCurrent),
  });
  const record = fitted?.stamp === undefined ? fitted : await recordForText(fitted, fitted.stamp, uri, text);
  if (record === undefined || !isCurrent() || !document.recall(record)) return false;
  await runInSteps(document.compare(), () => isOpen() && document.version === version);
  if (!/^untitled:/i.test(uri) || !document.stale) return isOpen();
  document.forget();
  return false;
}

/** Converts a fit made while the file was not open. It belongs to this text if the file has not changed since. */
async function recordForText(fitted: FitRecord, stamp: FileStamp, uri: string, text: string): Promise<FitRecord> {
  const unstamped = { ...fitted, stamp: undefined };
  if (!isSameStamp(await stampOf(uri), stamp) || Buffer.byteLength(text) !== stamp.size) return unstamped;
  return { ...unstamped, length: text.length, hash: await runInSteps(contentHash(text), () => true) };
}

/** Returns the remembered fit of a file that is not open. @param stamp current stamp of the file, if it exists */
export async function rememberedFit(
  uri: string,
  models: ModelMemory,
  stamp: FileStamp | undefined,
): Promise<FitRecord | undefined> {
  return stamp && models.recall(uri, { length: stamp.size, hash: () => Promise.resolve(stamp.written) });
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
  const currentStamp = await stampOf(uri);
  const fitted = await rememberedFit(uri, models, currentStamp);
  if (fitted?.stamp === undefined || disk.get(uri) !== undefined) return;
  const fit = { ...fitted, stamp: fitted.stamp };
  disk.recall(uri, fit, await markedRows(uri, log), !isSameStamp(currentStamp, fit.stamp));
}
