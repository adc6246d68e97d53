#!/usr/bin/env node
/**
 * The command line: `mixture-lens fit FILE`, `score FILE --model MODEL.json`, `check FILE...`, `compare A B`,
 * `fix FILE`, `describe FILE`, `convert FILE`, `lsp --stdio`, `mcp` and `completion SHELL`.
 */
import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { writeCause } from '../disk/writeProblem';
import { printableLine } from '../words/printable';
import { checkCommand } from './commands/check';
import { compareCommand } from './commands/compare';
import { completionCommand } from './commands/completion';
import { convertCommand } from './commands/convert';
import { describeCommand } from './commands/describe';
import { fitCommand } from './commands/fit';
import { fixCommand } from './commands/fix';
import { lspCommand } from './commands/lsp';
import { mcpCommand } from './commands/mcp';
import { scoreCommand } from './commands/score';
import { engineFlags } from './engineFlags';
import { UsageError } from './usageError';

/** Wrong usage or unreadable input. */
const EXIT_UNUSABLE = 2;

/** Ends the program if standard output fails. A reader that stops reading (EPIPE) is not an error. */
function endOnOutputError(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  process.stderr.write(`mixture-lens: the output cannot be written: ${printableLine(writeCause(error))}\n`);
  process.exit(EXIT_UNUSABLE);
}

async function main(): Promise<void> {
  process.stdout.on('error', endOnOutputError);
  const program = new Command('mixture-lens')
    .description(
      'A spell-checker for tabular data: fits mixture models ' +
        'to CSV files and shows which rows and cells do not belong.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  const commands = [
    fitCommand(),
    scoreCommand(),
    checkCommand(),
    compareCommand(),
    fixCommand(),
    describeCommand(),
    convertCommand(),
    lspCommand(),
    mcpCommand(),
  ];
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
  program.addCommand(completionCommand(program).copyInheritedSettings(program));
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    process.exitCode = EXIT_UNUSABLE;
    process.stderr.write(`mixture-lens: ${printableLine(oneLine(error))}\n`);
  }
}

function oneLine(error: unknown): string {
  if (UsageError.is(error)) return error.message;
  if (error instanceof CommanderError) {
    if (error.code === 'commander.help')
      return (
        'no command given; use fit FILE, score FILE, check FILE..., compare A B, fix FILE, ' +
        'describe FILE, convert FILE, lsp, mcp or completion SHELL (run with --help for the options)'
      );
    return `${error.message.replace(/^error: /, '')} (run with --help for the options)`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return `internal error: ${message.split('\n')[0]}; please report it`;
}

for (const flag of engineFlags(process.versions.v8)) setFlagsFromString(flag);
void main();
