/** Names of files out of their URIs. */
import { clean } from '../words/clean';

/** The file's name for a person, as far as its URI tells. */
export function nameOf(uri: string): string {
  return clean(fileNameOf(uri));
}

/** The same as it is. */
export function fileNameOf(uri: string): string {
  const last = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
