/** The completion script for fish. */
import { shortDescription } from './shellWords';
import type { OptionUsage, Usage, Value } from './usageTree';

export function fishScript({ program, options, commands }: Usage): string {
  const noCommand = '__fish_use_subcommand';
  const lines = [
    `# Completion of ${program} for fish, written by "${program} completion fish".`,
    `complete -c ${program} -f`,
    ...options.map((option) => optionLine(program, noCommand, option)),
    ...commands.flatMap(({ name, description, options: own, argument }) => {
      const condition = `__fish_seen_subcommand_from ${name}`;
      return [
        `complete -c ${program} -n ${noCommand} -a ${quote(name)} -d ${quote(shortDescription(description))}`,
        ...(argument.of === 'none' ? [] : [`complete -c ${program} -n ${quote(condition)}${valueFlags(argument, '')}`]),
        ...own.map((option) => optionLine(program, condition, option)),
      ];
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function optionLine(program: string, condition: string, { names, description, value }: OptionUsage): string {
  const spellings = names.map((name) => (name.startsWith('--') ? ` -l ${name.slice(2)}` : ` -s ${name.slice(1)}`));
  return (
    `complete -c ${program} -n ${quote(condition)}${spellings.join('')}${valueFlags(value, ' -r')} ` +
    `-d ${quote(shortDescription(description))}`
  );
}

/** Returns the flags for a value. @param required the flag of an option whose value must follow */
function valueFlags(value: Value, required: string): string {
  switch (value.of) {
    case 'none':
      return '';
    case 'file':
      return `${required} -F`;
    case 'choice':
      return `${required} -f -a ${quote(value.choices.map(quote).join(' '))}`;
    case 'text':
      return `${required} -f`;
  }
}

function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
