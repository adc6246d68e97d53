/** The files of the server: open documents, and files on disk that were fitted without being open. */
import type { DiskFiles } from './disk/diskFiles';
import type { FittedFile } from './fittedFile';
import type { OpenDocument } from './open/openDocument';

/** The documents that are open in the client. */
export interface OpenDocuments {
  get(uri: string): OpenDocument | undefined;
  all(): readonly OpenDocument[];
}

export class Files {
  constructor(
    readonly open: OpenDocuments,
    readonly disk: DiskFiles,
  ) {}

  /** Returns a fitted file; an open document takes precedence over the file on disk. */
  find(uri: string): FittedFile | undefined {
    return this.open.get(uri) ?? this.disk.get(uri);
  }
}
