export interface Workbench {
  readonly host: string;
  /** The server's data folder; its logs are under `data/logs`. */
  readonly data: string;
  readonly ended: Promise<unknown>;
  url(workspace: string, payload?: { open?: string; extension?: string; tests?: string }): string;
  stop(): Promise<void>;
}

export interface WorkbenchOptions {
  readonly port?: number;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly beside?: string;
}

export const repository: string;
export function installWorkbench(say?: (line: string) => void): Promise<string>;
/** Returns the Node.js that VS Code wants. @param folder of the installed workbench */
export function workbenchNode(folder: string): string;
export function startWorkbench(options?: WorkbenchOptions): Promise<Workbench>;
