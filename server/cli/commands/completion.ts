/** `mixture-lens completion SHELL`: prints a script by which a shell completes commands, options and their values. */
import { Argument, Command } from 'commander';
import { COMPLETION_SCRIPTS, SHELLS, type Shell } from '../completion/completionScripts';
import { usageOf } from '../completion/usageTree';

/** @param program the command with all others, which the script describes */
export function completionCommand(program: Command): Command {
  return new Command('completion')
    .description('Print a script that completes commands, options and values in a shell.')
    .addArgument(new Argument('<SHELL>', 'the shell').choices(SHELLS))
    .addHelpText(
      'after',
      [
        '',
        'To complete in every new shell:',
        "  bash: echo 'source <(mixture-lens completion bash)' >> ~/.bashrc",
        "  zsh:  echo 'source <(mixture-lens completion zsh)' >> ~/.zshrc (after compinit)",
        '  fish: mixture-lens completion fish > ~/.config/fish/completions/mixture-lens.fish',
      ].join('\n'),
    )
    .action((shell: Shell) => {
      process.stdout.write(COMPLETION_SCRIPTS[shell](usageOf(program)));
    });
}
