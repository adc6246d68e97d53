/**
 * A worker thread of one of five sorts. A fit's worker takes a text and options, sends steps while it runs, then the
 * output; it is started for one fit and ends with it, so that cancelling terminates it and a crash costs one fit. A
 * description's worker does this for the kinds of a file's columns, a proposer's for the changes of its cells, a
 * comparison's for two tables. A worker for a file's rows answers questions about them until it is ended, and releases
 * everything that it read.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { FittedModel, Judgement } from '../core/judging/fittedModel';
import type { Memberships } from '../core/description/successors';
import { kernelEngine } from '../kernels/node';
import { rowFindings } from '../protocol/report/report';
import type { ComparisonReport, Finding, FitOptions, Iteration, TableReport } from '../protocol';
import type { RowExplanation } from '../protocol/report/rowExplanation';
import type { InsightAnswer, InsightQuestion } from '../protocol/insight';
import { readModel } from '../formats/model/readModel';
import { runComparison, type First } from '../pipeline/comparing/compareTables';
import { describeText } from '../pipeline/describeTable';
import { FileSource } from '../disk/fileSource';
import { bytesInGit } from '../disk/versions/gitFile';
import { withinHeap } from '../disk/heapLimit';
import { FileRows, type FileRowsInput, type RowOrLine, type ScoresRequest } from './fileRows';
import { speakAsStarted } from './threadLanguage';
import type { Change } from '../pipeline/fixing/fixCells';
import { proposeFixes } from '../pipeline/fixing/proposeFixes';
import { requireEncoding } from '../pipeline/fixing/splicing';
import { runPipeline, type FitOutput, type PipelineOutput } from '../pipeline/fitTable';
import { printableLine, printablePath } from '../words/printable';
import { FitProblem, TableProblem } from '../words/fitProblem';
import { inputOf, rowTexts, type FileStamp, type Input } from '../formats/table/readTable';
import { ExpectedRows, rowKey, type ExpectedRow } from '../formats/sidecar';
import { memberships, successorsIn } from '../pipeline/succession';

/** A text, or a file that is read in pieces. */
export type FitSource = { readonly text: string } | { readonly path: string };

export interface FitInput {
  readonly source: FitSource;
  readonly options: FitOptions;
  /** For a file: the previous model, if its clusters are to be matched to the new ones. */
  readonly before?: FittedModel;
}

/** A file to describe. */
export interface DescriptionInput {
  readonly described: string;
  readonly options: FitOptions;
}

/** A file whose cells are to be corrected. */
export interface ProposalInput {
  readonly proposed: string;
  readonly options: FitOptions;
  /** Findings of a fit of the file. */
  readonly findings: readonly Finding[];
}

/** Changes that would correct the cells of a file. */
export interface ProposalOutput {
  readonly changes: readonly Change[];
  /** Reason why no cell of the file can be written; left out where cells can. */
  readonly obstacle?: string;
  readonly stamp: FileStamp | undefined;
}

/** Two tables to compare. The first may be the text of a model file, or a file as of a revision of git. */
export interface ComparisonInput {
  readonly compared: readonly [
    first: FitSource | { readonly model: string } | { readonly path: string; readonly revision: string },
    second: FitSource,
  ];
  readonly options: FitOptions;
  /** Options of reading the second table, if they differ. */
  readonly readingOfSecond?: FitOptions;
  readonly permutations: number;
  /** Rows of the second file that are not reported. */
  readonly expected: readonly ExpectedRow[];
  /** Maximum number of unlikely rows of the second file that are described. */
  readonly findings: number;
}

export type WorkerInput =
  FitInput | DescriptionInput | ProposalInput | ComparisonInput | { readonly rows: FileRowsInput };

export type RowsRequest = { readonly id: number } & (
  | { readonly question: InsightQuestion; readonly expected: readonly ExpectedRow[] }
  | { readonly scores: ScoresRequest }
  | { readonly place: RowOrLine; readonly expected: readonly ExpectedRow[] }
  /** Requests the cells of this row. */
  | { readonly row: number }
);

export type RowsReply = { readonly id: number } & (
  | { readonly answer: InsightAnswer }
  | { readonly explanation: RowExplanation | null }
  | { readonly written: true }
  | { readonly cells: ExpectedRow['cells'] }
  /** Description of the problem in a sentence. */
  | { readonly problem: string }
);

export type WorkerMessage =
  | { readonly type: 'steps'; readonly steps: readonly Iteration[] }
  | { readonly type: 'done'; readonly output: FitOutput }
  | { readonly type: 'described'; readonly table: TableReport }
  | { readonly type: 'proposed'; readonly output: ProposalOutput }
  | { readonly type: 'compared'; readonly report: ComparisonReport }
  /** `table`: the one of two compared tables that has the problem, if only one has it. */
  | { readonly type: 'problem'; readonly message: string; readonly table?: 'a' | 'b' };

/** Time for which steps are collected before they are sent, in milliseconds: a small file makes thousands a second. */
const GATHER_MILLISECONDS = 40;

const NO_ROWS = { rows: 0, posterior: new Float64Array(0), logDensity: new Float64Array(0), tail: new Float64Array(0) };
const NO_SUSPECTS = {
  rows: new Uint32Array(0),
  columns: new Int32Array(0),
  tails: new Float64Array(0),
  distances: new Float64Array(0),
};

function send(message: WorkerMessage, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

/** Copies arrays that are in the kernels' memory: transferring one would keep all of that memory alive. */
function transferableJudgement(
  judgement: Judgement,
): Judgement & Record<'posterior' | 'logDensity' | 'tail', Float64Array<ArrayBuffer>> {
  const transferable = (array: Float64Array): Float64Array<ArrayBuffer> =>
    array.buffer instanceof ArrayBuffer ? (array as Float64Array<ArrayBuffer>) : new Float64Array(array);
  return {
    ...judgement,
    posterior: transferable(judgement.posterior),
    logDensity: transferable(judgement.logDensity),
    tail: transferable(judgement.tail),
  };
}

function engineOf({ threads }: FitOptions): ReturnType<typeof kernelEngine> {
  return kernelEngine(__dirname, { threads, report: (line) => process.stderr.write(`${printableLine(line)}\n`) });
}

function runFit({ source, options, before }: FitInput): void {
  if ('text' in source)
    sendProblems('', () => {
      fit(source.text, options);
    });
  else
    sendProblems(`${printablePath(source.path)}: `, () => {
      fitFile(FileSource.openFile(source.path), options, before);
    });
}

function describe({ described: path, options }: DescriptionInput): void {
  sendProblems(`${printablePath(path)}: `, () => {
    send({ type: 'described', table: withinHeap(describeText(FileSource.openFile(path), options, engineOf(options))) });
  });
}

function propose({ proposed: path, options, findings }: ProposalInput): void {
  sendProblems(`${printablePath(path)}: `, () => {
    const source = FileSource.openFile(path);
    const { changes } = withinHeap(proposeFixes(source, options, () => findings));
    const obstacle = obstacleTo(source);
    send({ type: 'proposed', output: { changes, stamp: source.stamp, ...(obstacle !== undefined && { obstacle }) } });
  });
}

function compare({ compared: [first, second], options, expected, ...details }: ComparisonInput): void {
  sendProblems('', () => {
    const a: First = inTable('a', () =>
      'model' in first ? { model: readModel(first.model) } : { input: inputIn(first) },
    );
    const b = inTable('b', () => inputIn(second));
    const requested = { ...options, ...details, expected: new ExpectedRows(expected) };
    const report = sendingSteps(runComparison(a, b, requested, seconds, engineOf(options)));
    const note = b instanceof FileSource ? b.note : undefined;
    const notes = note === undefined ? report.notes : [note, ...report.notes];
    send({ type: 'compared', report: { ...report, notes } });
  });
}

/** Returns the input of a table. @throws FitProblem */
function inputIn(table: Exclude<ComparisonInput['compared'][0], { readonly model: string }>): Input {
  if ('text' in table) return inputOf(table.text);
  return 'revision' in table
    ? FileSource.ofBytes(bytesInGit(table.path, table.revision))
    : FileSource.openFile(table.path);
}

function inTable<T>(table: 'a' | 'b', work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof FitProblem ? new TableProblem(table, error.message) : error;
  }
}

/** Returns why no cell of a file can be written; undefined where cells can. */
function obstacleTo(source: FileSource): string | undefined {
  try {
    requireEncoding(source.exactEncoding);
    return undefined;
  } catch (error) {
    if (!(error instanceof FitProblem)) throw error;
    return error.message;
  }
}

/** Runs work, and sends problems that the user can fix as messages. @param prefix of these messages */
function sendProblems(prefix: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof FitProblem)) throw error;
    const table = error instanceof TableProblem ? { table: error.table } : {};
    send({ type: 'problem', message: prefix + error.message, ...table });
  }
}

function fit(text: string, options: FitOptions): void {
  const { report, model, dialect, notes, judgement } = runWithSteps(text, options);
  const transferable = transferableJudgement(judgement);
  send(
    { type: 'done', output: { report, model, dialect, notes, judgement: transferable } },
    [transferable.posterior, transferable.logDensity, transferable.tail].map(({ buffer }) => buffer),
  );
}

function fitFile(source: FileSource, options: FitOptions, before: FittedModel | undefined): void {
  const { output, findingKeys, after } = outputOfFile(source, options, before !== undefined);
  const successors =
    before && after && withinHeap(successorsIn(source, output.dialect, before, after, engineOf(options)));
  send({ type: 'done', output: { ...output, file: { stamp: source.stamp, findingKeys, successors } } });
}

/**
 * Output for a file: its rows are reduced to the keys that marks of expected rows are compared with and, if requested,
 * to the cluster of each row. A separate function, so that everything else is released before the file is read again.
 */
function outputOfFile(
  source: FileSource,
  options: FitOptions,
  needsMemberships: boolean,
): { readonly output: FitOutput; readonly findingKeys: readonly string[]; readonly after: Memberships | undefined } {
  const { report, model, dialect, notes, judgement, reading } = runWithSteps(source, options);
  const rows = rowFindings(report.findings);
  const texts = rowTexts(
    reading,
    rows.map(({ row }) => row),
  );
  const findingKeys = rows.map(({ row }) => rowKey(reading.table.columns, (column) => texts.textOf(row, column)));
  return {
    output: {
      report,
      model,
      dialect,
      notes: source.note === undefined ? notes : [source.note, ...notes],
      judgement: { ...judgement, ...NO_ROWS, suspects: NO_SUSPECTS },
    },
    findingKeys,
    after: needsMemberships ? memberships(judgement) : undefined,
  };
}

function runWithSteps(input: string | FileSource, options: FitOptions): PipelineOutput {
  return sendingSteps(runPipeline(input, options, seconds, engineOf(options)));
}

function seconds(): number {
  return performance.now() / 1000;
}

/** Runs work to its end, and sends its steps at intervals. */
function sendingSteps<T>(work: Generator<Iteration | undefined, T>): T {
  let steps: Iteration[] = [];
  let sent = performance.now();
  const flush = (): void => {
    if (steps.length > 0) send({ type: 'steps', steps });
    steps = [];
    sent = performance.now();
  };
  const output = withinHeap(work, (step) => {
    if (step !== undefined) steps.push(step);
    if (performance.now() - sent > GATHER_MILLISECONDS) flush();
  });
  flush();
  return output;
}

function serveRows(input: FileRowsInput): void {
  const rows = new FileRows(input, () => engineOf({}));
  const reply = (message: RowsReply): void => parentPort?.postMessage(message);
  const serve = async (request: RowsRequest): Promise<void> => {
    const { id } = request;
    try {
      if ('question' in request) return reply({ id, answer: rows.insight(request.question, request.expected) });
      if ('place' in request) return reply({ id, explanation: rows.explain(request.place, request.expected) });
      if ('row' in request) return reply({ id, cells: rows.cellsOf(request.row) });
      await rows.writeScores(request.scores);
      reply({ id, written: true });
    } catch (error) {
      if (!(error instanceof FitProblem)) throw error;
      reply({ id, problem: error.message });
    }
  };
  // Requests are served in order, since all read the same file. An error of the program ends the thread.
  let last = Promise.resolve();
  parentPort?.on('message', (request: RowsRequest) => {
    last = last.then(() => serve(request));
  });
}

speakAsStarted();
const input = workerData as WorkerInput;
if ('rows' in input) serveRows(input.rows);
else if ('described' in input) describe(input);
else if ('proposed' in input) propose(input);
else if ('compared' in input) compare(input);
else runFit(input);
