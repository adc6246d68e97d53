/** Names of files from their URIs. */
import { clean } from '../words/clean';

/** Returns the name of a file for display, as far as its URI contains one. */
export function nameOf(uri: string): string {
  return clean(fileNameOf(uri));
}

/** Returns the name of a file as the URI contains it. */
export function fileNameOf(uri: string): string {
  const last = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
