/** The built command line, run in a temporary folder. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { Finding, FitReport, UnreadableCell } from '../../server/protocol';
import type { JsonReport } from '../../server/protocol/reportJson';
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

  /** The report of `fit --json`, which must have nothing to note; cells that need no model are `unreadable` again. */
  fit(...args: readonly string[]): FitReport {
    return this.fitInput(undefined, ...args);
  }

  /** @param input text on standard input */
  fitInput(input: string | undefined, ...args: readonly string[]): FitReport {
    const { status, stdout, stderr } = this.runWithInput(input, 'fit', ...args, '--json');
    assert.equal(status, 0, stderr);
    assert.equal(stderr, '');
    return reportOfJson(stdout);
  }
}

/** Returns the report of a fit from its JSON, in which all findings are one list. */
export function reportOfJson(text: string): FitReport {
  const { findings, ...others } = JSON.parse(text) as JsonReport<FitReport>;
  const isUnreadable = (finding: (typeof findings)[number]): finding is UnreadableCell =>
    'row' in finding && !('cells' in finding);
  const unreadable = findings.filter(isUnreadable);
  return {
    ...others,
    findings: findings.filter((finding): finding is Finding => !isUnreadable(finding)),
    ...(unreadable.length > 0 && { unreadable }),
  };
}

/** Gives the tests of a `describe` a command line. @param scope of its folder: all tests, or each one */
export function useCommandLine(scope: 'suite' | 'test' = 'suite'): CommandLine {
  return useFolder(new CommandLine(), scope);
}
