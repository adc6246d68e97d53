/** Gives a document the model that is remembered of its file. */
import { contentHash } from './contentHash';
import type { OpenDocument } from './documents';
import type { ModelMemory } from './modelMemory';
import { inSteps } from './steps';

/**
 * A file that changed in between is judged by the model from before, as if it had been edited, as long as it has the model's columns. Of
 * an untitled document the name says nothing: only the same text will do.
 *
 * @param isOpen whether the document is open still
 * @returns whether it has a model now that it had not
 */
export async function recall(document: OpenDocument, models: ModelMemory, isOpen: () => boolean): Promise<boolean> {
  const { uri, version } = document;
  const isWanted = (): boolean => isOpen() && document.report === undefined;
  const text = document.content();
  const fitted = await models.recall(uri, {
    length: text.length,
    hash: () => inSteps(contentHash(text), isWanted),
  });
  if (fitted === undefined || !isWanted() || !document.recall(fitted)) return false;
  await inSteps(document.compare(), () => isOpen() && document.version === version);
  if (!/^untitled:/i.test(uri) || !document.stale) return isOpen();
  document.forget();
  return false;
}
