/**
 * Remembers the models of fitted files for when they are opened again: in this session or, where the client provides a
 * folder, after it. Only the program that wrote them can use them: anything else in that folder is skipped.
 *
 * A stored text consists of a line that labels it, and the fit in JSON.
 */
import { createHash } from 'node:crypto';
import { modelJson } from '../formats/model/writeModel';
import { readModel } from '../formats/model/readModel';
import { contentHash } from '../formats/contentHash';
import type { FitRecord } from './fittedFile';
import { isObject } from '../protocol/guards/guards';
import type { StoreEntry, ModelStore } from '../disk/modelStore';
import { runInSteps } from '../threads/steps';

/** Version of the stored format; raise it when the content changes. */
const VERSION = 1;

export interface MemoryLimits {
  readonly models: number;
  /** Maximum size of one model, in UTF-16 units. */
  readonly size: number;
  /** Maximum size of all models together, in the units of the store: bytes or UTF-16 units. */
  readonly totalSize: number;
}

export const LIMITS: MemoryLimits = { models: 100, size: 48 * 2 ** 20, totalSize: 256 * 2 ** 20 };

/** Label of a stored text. */
interface Label {
  readonly uri: string;
  /** Length of the text that was fitted. */
  readonly length: number;
  readonly hash: number;
  /** Digest of the fit's JSON. */
  readonly digest: string;
}

/** Content of a stored text. The model is its model file. */
interface StoredFit extends Omit<FitRecord, 'requested' | 'length' | 'hash' | 'model'> {
  /** The fit's `requested`. */
  readonly asked: FitRecord['requested'];
  readonly model: string;
}

/** A text to search for. Its hash is only computed if a stored text has the same length. */
export interface SoughtText {
  readonly length: number;
  readonly hash: () => Promise<number | undefined>;
}

export class ModelMemory {
  /** Labels by key; read once, and kept up to date. */
  private labels: Promise<Map<string, Label>> | undefined;
  /** Serialises the work, so that the latest fit stays. */
  private queue: Promise<unknown> = Promise.resolve();

  /**
   * @param engine version of the program
   * @param isThere whether a file still exists; a text that was fitted under the name of a missing file was renamed
   */
  constructor(
    private readonly store: ModelStore,
    private readonly engine: string,
    private readonly log: (message: string) => void,
    private readonly isThere: (uri: string) => Promise<boolean>,
    private readonly limits = LIMITS,
  ) {}

  /** Stores a fit. @param text the fitted text; ignored where its hash is known */
  remember(uri: string, text: string, fitted: FitRecord): Promise<void> {
    return this.enqueue(
      `The model of ${uri} is not remembered`,
      async () => {
        const hash = (fitted.hash ??= (await runInSteps(contentHash(text), () => true)) ?? 0);
        const { report, findingKeys, requested, overrides, dialect, length, stamp } = fitted;
        const frame = JSON.stringify({ report, findingKeys, asked: requested, overrides, dialect, stamp, model: '' });
        await this.write({ uri, length, hash }, () =>
          fillLastText(frame, [modelJson(report, fitted.model, this.engine)]),
        );
        await this.tidy();
      },
      undefined,
    );
  }

  /** Returns the model of a file; or of a missing file with the same text, whose model then moves to this file. */
  recall(uri: string, text: SoughtText): Promise<FitRecord | undefined> {
    return this.enqueue(
      `The model of ${uri} cannot be recalled`,
      async () => {
        const labels = await this.getLabels();
        const exactMatch = labels.get(keyOf(uri));
        if (exactMatch !== undefined) return this.read(exactMatch);
        for (const label of labels.values()) {
          if (label.length !== text.length || label.hash !== (await text.hash()) || (await this.isThere(label.uri)))
            continue;
          await this.rename(label, uri);
          return this.read({ ...label, uri });
        }
        return undefined;
      },
      undefined,
    );
  }

  forget(uri: string): Promise<void> {
    return this.enqueue(`The model of ${uri} is not forgotten`, () => this.drop(keyOf(uri)), undefined);
  }

  /** Renames a file, or all files in a folder. */
  move(from: string, to: string): Promise<void> {
    return this.enqueue(
      `The models of ${from} are not remembered`,
      async () => {
        for (const label of [...(await this.getLabels()).values()]) {
          if (label.uri === from || label.uri.startsWith(`${from}/`))
            await this.rename(label, to + label.uri.slice(from.length));
        }
      },
      undefined,
    );
  }

  /** Resolves when all pending fits are stored. */
  async settled(): Promise<void> {
    await this.queue;
  }

  /** Runs the work after all earlier work. Never rejects: failures are logged, and the fallback is returned. */
  private enqueue<T>(failure: string, work: () => Promise<T>, fallback: T): Promise<T> {
    const done = this.queue.then(work).catch((error: unknown) => {
      this.log(`${failure}: ${error instanceof Error ? error.message : String(error)}`);
      return fallback;
    });
    this.queue = done;
    return done;
  }

  private async getLabels(): Promise<Map<string, Label>> {
    this.labels ??= this.readLabels();
    try {
      return await this.labels;
    } catch (error) {
      // Read the labels again next time, since a failure may be temporary.
      this.labels = undefined;
      throw error;
    }
  }

  private async readLabels(): Promise<Map<string, Label>> {
    const labels = new Map<string, Label>();
    for (const { key } of await this.store.entries()) {
      const label = parseLabel((await this.store.firstLine(key)) ?? '', this.engine);
      if (label !== undefined && keyOf(label.uri) === key) labels.set(key, label);
      else this.log(`${key} among the remembered models is none of this version; it is passed over.`);
    }
    return labels;
  }

  /**
   * @param content returns the pieces of the content, the same ones on each call: a joined text of many megabytes
   * would stay in memory in several copies
   */
  private async write(text: Omit<Label, 'digest'>, content: () => Iterable<string>): Promise<void> {
    const key = keyOf(text.uri);
    const { digest, length } = (await runInSteps(measure(content()), () => true)) ?? { digest: '', length: 0 };
    const label = { ...text, digest };
    const line = `${JSON.stringify({ mixtureLensMemory: VERSION, engine: this.engine, ...label })}\n`;
    const size = line.length + length;
    if (size > this.limits.size) {
      await this.drop(key);
      throw new Error(
        `it takes ${Math.ceil(size / 2 ** 20)} MB, and models up to ${this.limits.size / 2 ** 20} MB are`,
      );
    }
    await this.store.write(key, prepend(line, content()));
    (await this.getLabels()).set(key, label);
  }

  private async drop(key: string): Promise<void> {
    await this.store.remove(key);
    (await this.getLabels()).delete(key);
  }

  private async rename(label: Label, uri: string): Promise<void> {
    const text = await this.store.read(keyOf(label.uri));
    // The old name is removed last, so that the model survives if the program ends in between.
    if (text !== undefined) await this.write({ ...label, uri }, () => [text.slice(text.indexOf('\n') + 1)]);
    if (keyOf(uri) !== keyOf(label.uri)) await this.drop(keyOf(label.uri));
  }

  private async read(label: Label): Promise<FitRecord | undefined> {
    const key = keyOf(label.uri);
    const text = await this.store.read(key);
    const content = text?.slice(text.indexOf('\n') + 1) ?? '';
    if (digestOf(content) !== label.digest) {
      await this.drop(key);
      throw new Error('the stored model was changed or truncated; it is dropped');
    }
    const { model, asked: requested, ...stored } = JSON.parse(content) as StoredFit;
    if (
      ![stored.report, requested, stored.overrides, stored.dialect].every(isObject) ||
      !Array.isArray(stored.report.components)
    ) {
      await this.drop(key);
      throw new Error('the stored model is not of this version; it is dropped');
    }
    return { ...stored, requested, length: label.length, hash: label.hash, model: readModel(model).model };
  }

  /** Removes the least recently used models. */
  private async tidy(): Promise<void> {
    const entries = [...(await this.store.entries())].sort((a, b) => b.used - a.used);
    let total = 0;
    const isOverLimit = ({ size }: StoreEntry, i: number): boolean =>
      (total += size) > this.limits.totalSize || i >= this.limits.models;
    for (const { key } of entries.filter(isOverLimit)) await this.drop(key);
  }
}

function keyOf(uri: string): string {
  return digestOf(uri).slice(0, 32);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Returns the digest and the length of a text in pieces. Yields after each piece. */
function* measure(
  pieces: Iterable<string>,
): Generator<undefined, { readonly digest: string; readonly length: number }> {
  const hash = createHash('sha256');
  let length = 0;
  for (const piece of pieces) {
    hash.update(piece);
    length += piece.length;
    yield undefined;
  }
  return { digest: hash.digest('hex'), length };
}

function* prepend(first: string, pieces: Iterable<string>): Generator<string, undefined> {
  yield first;
  yield* pieces;
}

/** Replaces the last empty text of a JSON by a text in pieces. */
function* fillLastText(frame: string, pieces: Iterable<string>): Generator<string, undefined> {
  const place = frame.lastIndexOf('""') + 1;
  yield frame.slice(0, place);
  for (const piece of pieces) yield JSON.stringify(piece).slice(1, -1);
  yield frame.slice(place);
}

function parseLabel(line: string, version: string): Label | undefined {
  let label: unknown;
  try {
    label = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isObject(label) || label.mixtureLensMemory !== VERSION || label.engine !== version) return undefined;
  const { uri, length, hash, digest } = label;
  return typeof uri === 'string' && typeof length === 'number' && typeof hash === 'number' && typeof digest === 'string'
    ? { uri, length, hash, digest }
    : undefined;
}
