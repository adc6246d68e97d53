/** The commands and options of the program as data, taken from their definitions. */
import type { Argument, Command, Option } from 'commander';

/** Sort of the value of an option or argument. */
export type Value =
  | { readonly of: 'none' }
  | { readonly of: 'text' }
  | { readonly of: 'file'; readonly extension: string | undefined }
  | { readonly of: 'choice'; readonly choices: readonly string[] };

export interface OptionUsage {
  /** Spellings such as "-k" and "--components". */
  readonly names: readonly string[];
  readonly description: string;
  /** Placeholder of the value; '' for none. */
  readonly placeholder: string;
  readonly value: Value;
  /** Whether it may be given more than once. */
  readonly isRepeatable: boolean;
}

export interface CommandUsage {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionUsage[];
  /** Value of its argument; `none` for a command without one. */
  readonly argument: Value;
}

export interface Usage {
  readonly program: string;
  readonly options: readonly OptionUsage[];
  readonly commands: readonly CommandUsage[];
}

/** Returns the usage of a program. */
export function usageOf(program: Command): Usage {
  const commands = program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: optionsOf(command),
    argument: argumentOf(command.registeredArguments.at(0)),
  }));
  return { program: program.name(), options: optionsOf(program), commands };
}

function optionsOf(command: Command): readonly OptionUsage[] {
  return command.createHelp().visibleOptions(command).map(optionUsage);
}

function optionUsage({ short, long, flags, description, argChoices }: Option): OptionUsage {
  const placeholder = /[<[](.+)[>\]]$/.exec(flags)?.[1] ?? '';
  return {
    names: [short, long].filter((name) => name !== undefined),
    description,
    placeholder,
    value: valueOf(placeholder, argChoices),
    isRepeatable: description.includes('may be repeated'),
  };
}

function argumentOf(argument: Argument | undefined): Value {
  if (argument === undefined) return { of: 'none' };
  const { argChoices: choices } = argument;
  return choices === undefined ? { of: 'file', extension: undefined } : { of: 'choice', choices };
}

/** Returns the sort of a value: a placeholder in capitals such as MODEL.json is a file, and auto in N|auto a choice. */
function valueOf(placeholder: string, choices: readonly string[] | undefined): Value {
  if (placeholder === '') return { of: 'none' };
  if (choices !== undefined) return { of: 'choice', choices };
  const file = /^[A-Z]{2,}(?:\.(\w+))?$/.exec(placeholder);
  if (file !== null) return { of: 'file', extension: file[1] };
  const words = placeholder.split('|').filter((word) => /^[a-z]+$/.test(word));
  return placeholder.includes('|') && words.length > 0 ? { of: 'choice', choices: words } : { of: 'text' };
}
