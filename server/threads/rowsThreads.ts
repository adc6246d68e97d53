/**
 * Rows of files that are not open, judged by their models. Each file's rows are read and judged in a thread of
 * their own on the first question; after a while without questions the thread ends, and its memory is free again.
 */
import { Worker } from 'node:worker_threads';
import { say } from '../../language/language';
import { heapIsFull, isHeapError } from '../disk/heapLimit';
import type { FileRowsInput, RowOrLine, ScoresRequest } from './fileRows';
import { FitProblem } from '../words/fitProblem';
import type { RowsReply, RowsRequest, WorkerInput } from './worker';
import type { ExpectedRow } from '../formats/sidecar';
import type { InsightAnswer, InsightQuestion } from '../protocol/insight';
import type { RowExplanation } from '../protocol/report/rowExplanation';

/**
 * Idle time after which the thread of the file of the last question ends, in milliseconds; threads of other files end
 * sooner.
 */
const IDLE_MILLISECONDS = 60_000;
const OTHERS_IDLE_MILLISECONDS = 2_000;

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
  private readonly pending = new Map<
    number,
    { readonly resolve: (reply: RowsReply) => void; readonly reject: (error: Error) => void }
  >();
  private count = 0;
  private idleTimer: NodeJS.Timeout | undefined;
  /** Idle time in milliseconds after which the thread ends. */
  idleMilliseconds = IDLE_MILLISECONDS;

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
      this.pending.get(id)?.resolve(reply);
      this.pending.delete(id);
      this.scheduleEnd();
    });
    this.worker.on('error', (error) =>
      this.end(
        isHeapError(error)
          ? heapIsFull().message
          : say('The rows cannot be read ({error}); fit again.', { error: error.message }),
      ),
    );
    this.worker.on('exit', () => this.end(say('The rows are no longer at hand; try again.')));
  }

  ask(request: WithoutId<RowsRequest>): Promise<RowsReply> {
    clearTimeout(this.idleTimer);
    const id = ++this.count;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.worker.postMessage({ id, ...request });
    });
  }

  /** Ends the thread when it has been idle for long enough. */
  scheduleEnd(): void {
    clearTimeout(this.idleTimer);
    if (this.pending.size > 0) return;
    this.idleTimer = setTimeout(() => this.end(''), this.idleMilliseconds);
    this.idleTimer.unref();
  }

  end(reason: string): void {
    clearTimeout(this.idleTimer);
    void this.worker.terminate();
    for (const { reject } of this.pending.values()) reject(new NoAnswer(reason));
    this.pending.clear();
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
    return 'answer' in reply ? reply.answer : rejectReply();
  }

  /** @throws NoAnswer */
  async writeScores(uri: string, rows: FileRowsInput, scores: ScoresRequest): Promise<void> {
    await this.ask(uri, rows, { scores });
  }

  /** Cells of a data row, in the form of the sidecar. @throws NoAnswer */
  async cells(uri: string, rows: FileRowsInput, row: number): Promise<ExpectedRow['cells']> {
    const reply = await this.ask(uri, rows, { row });
    return 'cells' in reply ? reply.cells : rejectReply();
  }

  /** Explains a row; null where there is no such row. @throws NoAnswer */
  async explain(
    uri: string,
    rows: FileRowsInput,
    place: RowOrLine,
    expected: readonly ExpectedRow[],
  ): Promise<RowExplanation | null> {
    const reply = await this.ask(uri, rows, { place, expected });
    return 'explanation' in reply ? reply.explanation : rejectReply();
  }

  /** Releases the rows of a file. */
  end(uri: string): void {
    this.threads.get(uri)?.end(say('There is another model of this file now.'));
  }

  endAll(): void {
    for (const uri of [...this.threads.keys()]) this.end(uri);
  }

  private async ask(uri: string, rows: FileRowsInput, request: WithoutId<RowsRequest>): Promise<RowsReply> {
    const reply = await this.threadFor(uri, rows).ask(request);
    if ('problem' in reply) throw new NoAnswer(reply.problem);
    return reply;
  }

  private threadFor(uri: string, rows: FileRowsInput): RowsThread {
    const existing = this.threads.get(uri);
    if (existing !== undefined && existing.rows.model !== rows.model) this.end(uri);
    for (const [otherUri, thread] of this.threads) {
      if (otherUri === uri) continue;
      thread.idleMilliseconds = OTHERS_IDLE_MILLISECONDS;
      thread.scheduleEnd();
    }
    const thread = this.threads.get(uri) ?? this.start(uri, rows);
    thread.idleMilliseconds = IDLE_MILLISECONDS;
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

function rejectReply(): never {
  throw new NoAnswer(say('The answer was to another question; try again.'));
}
