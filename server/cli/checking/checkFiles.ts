/** Checks one file after the other; a file that cannot be checked does not stop the others. */
import { relative, sep } from 'node:path';
import type { FileSource } from '../../disk/fileSource';
import { withinHeap } from '../../disk/heapLimit';
import { fileIdentity } from '../../disk/paths';
import { locate } from '../../sources/openTable';
import { filesNamedBy } from '../../disk/search/globFiles';
import type { Baseline, FiledFinding } from '../../formats/baseline';
import type { ModelFile } from '../../formats/model/readModel';
import { KernelEngines } from '../../kernels/node';
import { checkTable } from '../../pipeline/checking/checkTable';
import type { FitOptions } from '../../protocol';
import type { FileCheck } from '../../protocol/report/checkReport';
import { FitProblem } from '../../words/fitProblem';
import { printableLine } from '../../words/printable';
import { expectedBeside } from '../runs/expected';
import { seconds } from '../console';
import { openNamed, type InputFlags } from '../tableInput';
import { UsageError } from '../usageError';

/** The files to check and everything that they are checked by. */
export interface CheckPlan {
  readonly files: readonly NamedFile[];
  /** Name of standard input in reports. */
  readonly stdinName: string;
  readonly model?: ModelFile | undefined;
  readonly options: FitOptions;
  /** Options that determine how each table is opened. */
  readonly flags: InputFlags;
  readonly baseline?: Baseline | undefined;
  /** Folder of the built program. */
  readonly folder: string;
}

export interface CheckOutcome {
  readonly files: readonly FileCheck[];
  /** All findings, also those that the baseline holds. */
  readonly findings: readonly FiledFinding[];
}

/** Checks the files. @param report receives a line about the program itself, such as failing threads */
export async function checkFiles(plan: CheckPlan, report: (line: string) => void): Promise<CheckOutcome> {
  const engines = new KernelEngines(plan.folder, { threads: plan.options.threads, report });
  const files: FileCheck[] = [];
  const findings: FiledFinding[] = [];
  for (const named of plan.files) {
    const result = 'problem' in named ? named : await checkFile(named.file, plan, engines);
    if ('problem' in result) {
      files.push({ file: result.file, problem: printableLine(result.problem) });
      continue;
    }
    const file = filedPath(result.file);
    const fresh = result.findings.filter((finding) => plan.baseline?.takes({ file, finding }) !== true);
    for (const finding of result.findings) findings.push({ file, finding });
    files.push({ ...result, findings: fresh, known: result.findings.length - fresh.length });
  }
  return { files, findings };
}

/** Returns a path in the form of baselines, which is the same on every system. */
function filedPath(file: string): string {
  if (isAddress(file)) return file;
  return relative('', file).split(sep).join('/');
}

/** Whether an argument is the address of a table on a server. */
export function isAddress(file: string): boolean {
  return /^clickhouses?:/i.test(file);
}

/** A file to check, or an argument that names none. */
export type NamedFile = { readonly file: string } | { readonly file: string; readonly problem: string };

/**
 * Expands patterns. A file that is named twice is checked once.
 *
 * @param args paths, patterns, and `-` for standard input
 */
export function namedFiles(args: readonly string[]): readonly NamedFile[] {
  const taken = new Set<string>();
  return args.flatMap((argument): readonly NamedFile[] => {
    const files = argument === '-' ? [argument] : expanded(argument);
    if (files !== undefined && 'problem' in files) return [{ file: argument, ...files }];
    if (files === undefined) return [{ file: argument, problem: 'no file matches this pattern; check it' }];
    return files.flatMap((file) => {
      const identity = file === '-' || isAddress(file) ? file : fileIdentity(file);
      if (taken.has(identity)) return [];
      taken.add(identity);
      return [{ file }];
    });
  });
}

function expanded(argument: string): readonly string[] | { readonly problem: string } | undefined {
  try {
    // A pattern of Parquet files is one table.
    return locate(argument).kind === 'text' ? filesNamedBy(argument) : [argument];
  } catch (error) {
    if (!(error instanceof FitProblem)) throw error;
    return { problem: error.message };
  }
}

async function checkFile(file: string, plan: CheckPlan, engines: KernelEngines): Promise<FileCheck> {
  const { model, options, flags, stdinName } = plan;
  const name = file === '-' ? stdinName : file;
  let source: FileSource | undefined;
  try {
    const notes: string[] = [];
    const expected = await expectedBeside(file, (note) => notes.push(note));
    const opened = await openNamed(file, flags, (note) => notes.push(note));
    source = opened.source;
    const request = { model, options: { ...options, ...opened.reading }, expected, keys: flags.key };
    const table = withinHeap(checkTable(source, request, seconds, engines.next()));
    if (source.note !== undefined) notes.unshift(source.note);
    return { file: name, known: 0, ...table, notes: [...notes, ...table.notes] };
  } catch (error) {
    if (!(error instanceof FitProblem || error instanceof UsageError)) throw error;
    return { file: name, problem: error.message };
  } finally {
    source?.close();
  }
}
