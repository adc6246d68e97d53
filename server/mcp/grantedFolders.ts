/**
 * The folders that tools may read: those of the command line and those that the client grants; the working directory if
 * the command line names none and the client does not support roots.
 */
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { RootsListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { isWholeDisk } from '../disk/access/grantedFile';
import { pathOf } from '../disk/paths';

/** Time that a client has to list its roots, in milliseconds. */
const ROOTS_MILLISECONDS = 10_000;

export class GrantedFolders {
  private fromClient: Promise<readonly string[]> | undefined;

  /**
   * @param given folders of the command line
   * @param workingDirectory granted where the command line names no folder and the client does not support roots
   * @param log takes a line for the log
   */
  constructor(
    private readonly server: Server,
    private readonly given: readonly string[],
    private readonly workingDirectory: string,
    private readonly log: (line: string) => void,
  ) {
    server.setNotificationHandler(RootsListChangedNotificationSchema, () => {
      this.fromClient = undefined;
    });
  }

  async list(): Promise<readonly string[]> {
    if (this.server.getClientCapabilities()?.roots !== undefined)
      return [...this.given, ...(await (this.fromClient ??= this.listRoots()))];
    // A desktop program may start its servers at the top of the disk; that grants nothing.
    return this.given.length > 0 || isWholeDisk(this.workingDirectory) ? this.given : [this.workingDirectory];
  }

  /** Returns the roots that are folders on this machine; none if the client does not answer. */
  private async listRoots(): Promise<readonly string[]> {
    try {
      const { roots } = await this.server.listRoots(undefined, { timeout: ROOTS_MILLISECONDS });
      return roots.flatMap(({ uri }) => pathOf(uri) ?? []);
    } catch (error) {
      this.log(`the client did not list its roots: ${error instanceof Error ? error.message : String(error)}`);
      this.fromClient = undefined;
      return [];
    }
  }
}
