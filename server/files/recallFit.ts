/** Gives a document, or a file that is not open, the model that is remembered of it. */
import type { FileStamp } from '../formats/table/readTable';
import { contentHash } from '../formats/contentHash';
import { stampOf } from '../disk/paths';
import type { OpenDocument } from './open/openDocument';
import type { Fitted } from './fittedFile';
import type { ModelMemory } from './modelMemory';
import { markedRows } from '../disk/sidecarFiles';
import { inSteps } from '../threads/steps';
import { isSameStamp } from './disk/diskFile';
import type { DiskFiles } from './disk/diskFiles';

/**
 * A file that changed in between is judged by the model from before, as if it had been edited, as long as it has the
 * model's columns. Of an untitled document the name says nothing: only the same text will do.
 *
 * @param isOpen whether the document is open still
 * @returns whether it has a model now that it had not
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

/** A fit of the file when it was not open; its text is this one if the file is the same still. */
async function asText(fitted: Fitted, stamp: FileStamp, uri: string, text: string): Promise<Fitted> {
  const known = { ...fitted, stamp: undefined };
  if (!isSameStamp(await stampOf(uri), stamp) || Buffer.byteLength(text) !== stamp.size) return known;
  return { ...known, length: text.length, hash: await inSteps(contentHash(text), () => true) };
}

/** What is remembered of a file that is not open. @param now the file as it is, if it is there */
export async function rememberedOf(
  uri: string,
  models: ModelMemory,
  now: FileStamp | undefined,
): Promise<Fitted | undefined> {
  return now && models.recall(uri, { length: now.size, hash: () => Promise.resolve(now.written) });
}

/**
 * Gives a file that is not open the model that is remembered of it, if it is one of such a file.
 *
 * @param log is given a line where the sidecar is damaged
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
