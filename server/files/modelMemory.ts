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
import { inSteps } from '../threads/steps';

/** Version of the stored format; raise it when the content changes. */
const VERSION = 1;

export interface MemoryLimits {
  readonly models: number;
  /** Maximum size of one, and of all together. */
  readonly size: number;
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

/** A text to look for: its length is known at once, its hash is computed when a text of this length is stored. */
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

  /** Stores a fit. @param text that was fitted; ignored where its hash is known */
  keep(uri: string, text: string, fitted: FitRecord): Promise<void> {
    return this.alone(
      `The model of ${uri} is not remembered`,
      async () => {
        const hash = (fitted.hash ??= (await inSteps(contentHash(text), () => true)) ?? 0);
        const { report, findingKeys, asked, overrides, dialect, length, stamp } = fitted;
        const frame = JSON.stringify({ report, findingKeys, asked, overrides, dialect, stamp, model: '' });
        await this.write({ uri, length, hash }, () =>
          withLastText(frame, [modelJson(report, fitted.model, this.engine)]),
        );
        await this.tidy();
      },
      undefined,
    );
  }

  /** Model of a file; or of a missing file with this text, whose model then moves to this file. */
  recall(uri: string, text: SoughtText): Promise<FitRecord | undefined> {
    return this.alone(
      `The model of ${uri} cannot be recalled`,
      async () => {
        const labels = await this.known();
        const own = labels.get(keyOf(uri));
        if (own !== undefined) return this.read(own);
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
    return this.alone(`The model of ${uri} is not forgotten`, () => this.drop(keyOf(uri)), undefined);
  }

  /** Renames a file, or all files in a folder. */
  move(from: string, to: string): Promise<void> {
    return this.alone(
      `The models of ${from} are not remembered`,
      async () => {
        for (const label of [...(await this.known()).values()]) {
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

  /** Runs one piece of work at a time. Never rejects: a failure to remember a model is logged. */
  private alone<T>(what: string, work: () => Promise<T>, otherwise: T): Promise<T> {
    const done = this.queue.then(work).catch((error: unknown) => {
      this.log(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return otherwise;
    });
    this.queue = done;
    return done;
  }

  private async known(): Promise<Map<string, Label>> {
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
   * @param content makes its pieces, identical on each call: a whole text of megabytes would be in memory several
   * times, and for long
   */
  private async write(text: Omit<Label, 'digest'>, content: () => Iterable<string>): Promise<void> {
    const key = keyOf(text.uri);
    const { digest, length } = (await inSteps(measured(content()), () => true)) ?? { digest: '', length: 0 };
    const label = { ...text, digest };
    const line = `${JSON.stringify({ mixtureLensMemory: VERSION, engine: this.engine, ...label })}\n`;
    const size = line.length + length;
    if (size > this.limits.size) {
      await this.drop(key);
      throw new Error(
        `it takes ${Math.ceil(size / 2 ** 20)} MB, and models up to ${this.limits.size / 2 ** 20} MB are`,
      );
    }
    await this.store.write(key, following(line, content()));
    (await this.known()).set(key, label);
  }

  private async drop(key: string): Promise<void> {
    await this.store.remove(key);
    (await this.known()).delete(key);
  }

  private async rename(label: Label, uri: string): Promise<void> {
    const text = await this.store.read(keyOf(label.uri));
    // The old name goes last: whatever ends the program in between, the model is there.
    if (text !== undefined) await this.write({ ...label, uri }, () => [text.slice(text.indexOf('\n') + 1)]);
    if (keyOf(uri) !== keyOf(label.uri)) await this.drop(keyOf(label.uri));
  }

  private async read(label: Label): Promise<FitRecord | undefined> {
    const key = keyOf(label.uri);
    const text = await this.store.read(key);
    const content = text?.slice(text.indexOf('\n') + 1) ?? '';
    if (digestOf(content) !== label.digest) {
      await this.drop(key);
      throw new Error('what was kept of it was changed or cut; it is dropped');
    }
    const { model, ...kept } = JSON.parse(content) as Omit<FitRecord, 'length' | 'hash' | 'model'> & {
      readonly model: string;
    };
    if (
      ![kept.report, kept.asked, kept.overrides, kept.dialect].every(isObject) ||
      !Array.isArray(kept.report.components)
    ) {
      await this.drop(key);
      throw new Error('what was kept of it is none of this version; it is dropped');
    }
    return { ...kept, length: label.length, hash: label.hash, model: readModel(model).model };
  }

  /** Removes the least recently used models. */
  private async tidy(): Promise<void> {
    const entries = [...(await this.store.entries())].sort((a, b) => b.used - a.used);
    let total = 0;
    const isSpare = ({ size }: StoreEntry, i: number): boolean =>
      (total += size) > this.limits.totalSize || i >= this.limits.models;
    for (const { key } of entries.filter(isSpare)) await this.drop(key);
  }
}

function keyOf(uri: string): string {
  return digestOf(uri).slice(0, 32);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Digest and length of a text in pieces. Yields now and then. */
function* measured(
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

function* following(first: string, pieces: Iterable<string>): Generator<string, undefined> {
  yield first;
  yield* pieces;
}

/** JSON whose final empty text is replaced by a text in pieces. */
function* withLastText(frame: string, pieces: Iterable<string>): Generator<string, undefined> {
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
