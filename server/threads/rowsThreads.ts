/**
 * The rows of files that are not open, as their models judge them. Each file's are read and judged in a thread of their
 * own when somebody asks about them; when nobody has for a while the thread ends, and its memory is free again.
 */
import { Worker } from 'node:worker_threads';
import type { FileRowsInput, ScoresTo } from './fileRows';
import { FitProblem } from '../words/problem';
import type { RowsReply, RowsRequest, WorkerInput } from './worker';
import type { ExpectedRow } from '../formats/sidecar';
import type { InsightAnswer, InsightQuestion } from '../protocol/insight';

/**
 * After the last answer the rows of the file that was asked about last are kept for so long, those of others shorter.
 */
const KEPT_MILLISECONDS = 60_000;
const OTHERS_KEPT_MILLISECONDS = 2_000;

/**
 * Scores are made of strings that live for a moment: with more room for them they would only take more memory, and no
 * less time.
 */
const YOUNG_MEGABYTES = 4;

/** Why a question was not answered, in a sentence for a person. */
export class NoAnswer extends FitProblem {}

/** Of each member of a union. */
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

class RowsThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<
    number,
    { readonly resolve: (reply: RowsReply) => void; readonly reject: (error: Error) => void }
  >();
  private count = 0;
  private rest: NodeJS.Timeout | undefined;
  /** Milliseconds that the thread may rest. */
  patience = KEPT_MILLISECONDS;

  constructor(
    script: string,
    readonly rows: FileRowsInput,
    private readonly ended: () => void,
  ) {
    this.worker = new Worker(script, {
      workerData: { rows } satisfies WorkerInput,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
    this.worker.on('message', (reply: RowsReply) => {
      const { id } = reply;
      this.waiting.get(id)?.resolve(reply);
      this.waiting.delete(id);
      this.settle();
    });
    this.worker.on('error', (error) => this.end(`The rows cannot be read (${error.message}); fit again.`));
    this.worker.on('exit', () => this.end('The rows are no longer at hand; try again.'));
  }

  ask(request: WithoutId<RowsRequest>): Promise<RowsReply> {
    clearTimeout(this.rest);
    const id = ++this.count;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, ...request });
    });
  }

  /** Ends the thread when it has rested long enough. */
  settle(): void {
    clearTimeout(this.rest);
    if (this.waiting.size > 0) return;
    this.rest = setTimeout(() => this.end(''), this.patience);
    this.rest.unref();
  }

  end(why: string): void {
    clearTimeout(this.rest);
    void this.worker.terminate();
    for (const { reject } of this.waiting.values()) reject(new NoAnswer(why));
    this.waiting.clear();
    this.ended();
  }
}

export class RowsOnDisk {
  private readonly threads = new Map<string, RowsThread>();

  constructor(private readonly script: string) {}

  /** @throws NoAnswer */
  async insight(
    uri: string,
    rows: FileRowsInput,
    question: InsightQuestion,
    expected: readonly ExpectedRow[],
  ): Promise<InsightAnswer> {
    const reply = await this.ask(uri, rows, { question, expected });
    return 'answer' in reply ? reply.answer : astray();
  }

  /** @throws NoAnswer */
  async writeScores(uri: string, rows: FileRowsInput, scores: ScoresTo): Promise<void> {
    await this.ask(uri, rows, { scores });
  }

  /** Of a data row, as the sidecar has them. @throws NoAnswer */
  async cells(uri: string, rows: FileRowsInput, row: number): Promise<ExpectedRow['cells']> {
    const reply = await this.ask(uri, rows, { row });
    return 'cells' in reply ? reply.cells : astray();
  }

  /** Lets the rows of a file go. */
  end(uri: string): void {
    this.threads.get(uri)?.end('There is another model of this file now.');
  }

  endAll(): void {
    for (const uri of [...this.threads.keys()]) this.end(uri);
  }

  private async ask(uri: string, rows: FileRowsInput, request: WithoutId<RowsRequest>): Promise<RowsReply> {
    const reply = await this.of(uri, rows).ask(request);
    if ('problem' in reply) throw new NoAnswer(reply.problem);
    return reply;
  }

  private of(uri: string, rows: FileRowsInput): RowsThread {
    const there = this.threads.get(uri);
    if (there !== undefined && there.rows.model !== rows.model) this.end(uri);
    for (const [other, thread] of this.threads) {
      if (other === uri) continue;
      thread.patience = OTHERS_KEPT_MILLISECONDS;
      thread.settle();
    }
    const thread = this.threads.get(uri) ?? this.start(uri, rows);
    thread.patience = KEPT_MILLISECONDS;
    return thread;
  }

  private start(uri: string, rows: FileRowsInput): RowsThread {
    const thread = new RowsThread(this.script, rows, () => {
      if (this.threads.get(uri) === thread) this.threads.delete(uri);
    });
    this.threads.set(uri, thread);
    return thread;
  }
}

function astray(): never {
  throw new NoAnswer('The answer was to another question; try again.');
}
