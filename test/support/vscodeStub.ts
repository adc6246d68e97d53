/** Replaces the module `vscode`, which only the extension host has: its texts, events and URIs. */
import Module from 'node:module';

/** `l10n.t` of an editor in English. */
const l10n = {
  t: (message: string, ...values: readonly (string | number)[]): string =>
    message.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)])),
};

const env = { language: 'en' };

interface Loader {
  _load: (this: Loader, request: string, ...rest: readonly unknown[]) => unknown;
}

/** An event as those of the editor, without errors of listeners. */
class EventEmitter<T> {
  private readonly listeners: ((value: T) => void)[] = [];
  readonly event = (listener: (value: T) => void): void => {
    this.listeners.push(listener);
  };

  fire(value: T): void {
    for (const listener of this.listeners) listener(value);
  }
}

const Uri = { parse: (text: string): unknown => ({ toString: () => text }) };

/** Loads a module of the client that imports `vscode`. @param load calls `require` */
export function withVscodeTexts<T>(load: () => T): T {
  const loader = Module as unknown as Loader;
  const original = loader._load;
  loader._load = (request, ...rest) =>
    request === 'vscode' ? { env, l10n, EventEmitter, Uri } : original.call(loader, request, ...rest);
  try {
    return load();
  } finally {
    loader._load = original;
  }
}
