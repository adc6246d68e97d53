/** The built command line, run in a temporary folder. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { FitReport } from '../../server/protocol';
import { TestFolder, useFolder } from '../support/testFolder';

export const CLI_PATH = resolve('dist/server/cli.cjs');
export const PENGUINS_PATH = resolve('samples/penguins.csv');

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary folder in which commands run. */
export class CommandLine extends TestFolder {
  run(...args: readonly string[]): Outcome {
    return this.runWithInput(undefined, ...args);
  }

  /** @param input text on standard input */
  runWithInput(input: string | undefined, ...args: readonly string[]): Outcome {
    return spawnSync(process.execPath, [CLI_PATH, ...args], { cwd: this.path, encoding: 'utf8', input });
  }

  /** Runs a script in which `"$0" "$1"` is the command line. */
  bash(script: string): Outcome {
    return spawnSync('bash', ['-c', script, process.execPath, CLI_PATH], { cwd: this.path, encoding: 'utf8' });
  }

  /** Runs a command that has to succeed. Returns its standard output. */
  output(...args: readonly string[]): string {
    const { status, stdout, stderr } = this.run(...args);
    assert.equal(status, 0, stderr);
    return stdout;
  }

  /** The report of `fit --json`, which must have nothing to note. */
  fit(...args: readonly string[]): FitReport {
    return this.fitInput(undefined, ...args);
  }

  /** @param input text on standard input */
  fitInput(input: string | undefined, ...args: readonly string[]): FitReport {
    const { status, stdout, stderr } = this.runWithInput(input, 'fit', ...args, '--json');
    assert.equal(status, 0, stderr);
    assert.equal(stderr, '');
    return JSON.parse(stdout) as FitReport;
  }
}

/** Gives the tests of a `describe` a command line. @param scope of its folder: all tests, or each one */
export function useCommandLine(scope: 'suite' | 'test' = 'suite'): CommandLine {
  return useFolder(new CommandLine(), scope);
}
