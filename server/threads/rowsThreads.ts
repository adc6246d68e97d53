/**
 * Rows of files that are not open, as their models judge them. Each file's rows are read and judged in a thread of
 * their own on the first question; after a while without questions the thread ends, and its memory is free again.
 */
import { Worker } from 'node:worker_threads';
import { heapIsFull, isHeapError } from '../disk/heapLimit';
import type { FileRowsInput, ScoresTo } from './fileRows';
import { FitProblem } from '../words/fitProblem';
import type { RowsReply, RowsRequest, WorkerInput } from './worker';
import type { ExpectedRow } from '../formats/sidecar';
import type { InsightAnswer, InsightQuestion } from '../protocol/insight';

/**
 * Time for which the rows of the last file in question are kept after the last answer, in milliseconds; other files'
 * rows are kept shorter.
 */
const KEPT_MILLISECONDS = 60_000;
const OTHERS_KEPT_MILLISECONDS = 2_000;

/**
 * Size of the young generation in megabytes: scores consist of short-lived strings, and more room for them would take
 * more memory without saving time.
 */
const YOUNG_MEGABYTES = 4;

/** Reason why a question was not answered, as a sentence for the user. */
export class NoAnswer extends FitProblem {}

/** Omits `id` from each member of a union. */
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

class RowsThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<
    number,
    { readonly resolve: (reply: RowsReply) => void; readonly reject: (error: Error) => void }
  >();
  private count = 0;
  private rest: NodeJS.Timeout | undefined;
  /** Idle time in milliseconds after which the thread ends. */
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
    this.worker.on('error', (error) =>
      this.end(isHeapError(error) ? heapIsFull().message : `The rows cannot be read (${error.message}); fit again.`),
    );
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

  /** Ends the thread when it has been idle for long enough. */
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

  /** Cells of a data row, in the form of the sidecar. @throws NoAnswer */
  async cells(uri: string, rows: FileRowsInput, row: number): Promise<ExpectedRow['cells']> {
    const reply = await this.ask(uri, rows, { row });
    return 'cells' in reply ? reply.cells : astray();
  }

  /** Releases the rows of a file. */
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
