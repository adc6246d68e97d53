/** The file that holds the state of a fit in a database, so that an interrupted fit can go on. */
import { DISK } from '../../../disk/fileSystem';
import { MOST_BYTES, readTextFile } from '../../../disk/textFile';
import { writeFile } from '../../../disk/writeFiles';
import {
  fitStateJson,
  readFitState,
  requireOrigin,
  StateProblem,
  type FitOrigin,
  type FitState,
} from '../../../formats/fitState';
import { FitProblem } from '../../../words/fitProblem';
import { printablePath } from '../../../words/printable';
import { about } from '../../console';
import type { FitFlags } from '../../fitOptions';
import { UsageError } from '../../usageError';

/** Least ratio of the time between two writes to the time of a write: short passes are not slowed down. */
const LEAST_RATIO = 10;

/** Path of the state: as the user chose, or beside the model; undefined without either. */
export function statePath({ state, resume, out }: Pick<FitFlags, 'state' | 'resume' | 'out'>): string | undefined {
  return state ?? resume ?? (out === undefined ? undefined : `${out.replace(/\.json$/i, '')}.state.json`);
}

/** A state file of a running fit; without a path it does nothing. */
export class StateFile {
  private origin: FitOrigin | undefined;
  private pending: Omit<FitState, keyof FitOrigin> | undefined;
  private isWritten: boolean;
  private nextWrite = -Infinity;

  private constructor(
    private readonly path: string | undefined,
    private readonly resumed: FitState | undefined,
    private readonly clock: () => number,
  ) {
    this.isWritten = resumed !== undefined;
  }

  /**
   * Reads the state of `--resume`. Other files are not replaced.
   *
   * @param clock in seconds
   * @throws UsageError
   */
  static async open(flags: Pick<FitFlags, 'state' | 'resume' | 'out'>, clock: () => number): Promise<StateFile> {
    const path = statePath(flags);
    const { resume } = flags;
    const isTaken = path !== undefined && path !== resume && (await DISK.stat(path)) !== undefined;
    if (isTaken)
      throw new UsageError(
        `${printablePath(path)}: there is already a file of this name; go on with its fit by --resume, or remove it`,
      );
    if (resume === undefined) return new StateFile(path, undefined, clock);
    const text = await readTextFile(resume, MOST_BYTES.model).catch((error: unknown) =>
      about(resume, () => {
        throw error;
      }),
    );
    if (text === undefined) throw new UsageError(`--resume ${resume}: no such file; check the path`);
    return new StateFile(
      path,
      about(resume, () => readFitState(text)),
      clock,
    );
  }

  /** The passes of the run that is continued. */
  get earlier(): FitState['passes'] {
    return this.resumed?.passes ?? [];
  }

  /** Says what the fit depends on. @throws FitProblem if the state of `--resume` is of another fit */
  begin(origin: FitOrigin): void {
    this.origin = origin;
    if (this.resumed !== undefined) requireOrigin(this.resumed, origin);
  }

  /** Takes the state after a pass, and writes it unless it did so just now. @throws FitProblem */
  async save(state: Omit<FitState, keyof FitOrigin>): Promise<void> {
    this.pending = state;
    if (this.clock() >= this.nextWrite) await this.flush();
  }

  /** Writes the last state. @throws FitProblem that names the file */
  async flush(): Promise<void> {
    const { path, origin, pending } = this;
    if (path === undefined || origin === undefined || pending === undefined) return;
    this.pending = undefined;
    const began = this.clock();
    await writeFile(path, [fitStateJson({ ...origin, ...pending })]);
    this.isWritten = true;
    const ended = this.clock();
    this.nextWrite = ended + LEAST_RATIO * (ended - began);
  }

  /** The way to go on after a failure; undefined if nothing has been written. */
  get remedy(): string | undefined {
    return this.path !== undefined && this.isWritten ? `go on with --resume ${printablePath(this.path)}` : undefined;
  }

  /** Removes the file, and that of `--resume`, once the fit is done. */
  async remove(resume: string | undefined): Promise<void> {
    if (this.path !== undefined && this.isWritten) await DISK.remove(this.path);
    if (resume !== undefined) await DISK.remove(resume);
  }
}

/** Returns a problem with the way to go on in place of its own remedy, where it has one. */
export function withRemedy(problem: FitProblem & { readonly fault?: string }, remedy: string | undefined): FitProblem {
  return remedy === undefined || problem instanceof StateProblem
    ? problem
    : new FitProblem(`${problem.fault ?? problem.message}; ${remedy}`);
}
