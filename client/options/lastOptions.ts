import type { Memento, Uri } from 'vscode';
import type { FitOptions } from '../../server/protocol';

/** So many files are remembered, the latest. */
const MOST_FILES = 100;
const KEY = 'mixtureLens.lastOptions';

/** What a person last asked of each file's fit, kept with the workspace. */
export class LastOptions {
  constructor(private readonly memory: Memento) {}

  of(uri: Uri): FitOptions {
    return this.all().find(([file]) => file === uri.toString())?.[1] ?? {};
  }

  async keep(uri: Uri, options: FitOptions): Promise<void> {
    const others = this.all().filter(([file]) => file !== uri.toString());
    await this.memory.update(KEY, [[uri.toString(), options], ...others].slice(0, MOST_FILES));
  }

  private all(): readonly (readonly [string, FitOptions])[] {
    const kept = this.memory.get<unknown>(KEY);
    return Array.isArray(kept) ? kept as readonly (readonly [string, FitOptions])[] : [];
  }
}
