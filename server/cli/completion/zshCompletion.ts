/** The completion script for zsh: to be sourced after compinit, or stored as `_mixture-lens` in a folder of $fpath. */
import { functionName, shortDescription, singleQuoted } from './shellWords';
import type { OptionUsage, Usage, Value } from './usageTree';

export function zshScript({ program, options, commands }: Usage): string {
  const name = functionName(program);
  const descriptions = commands.map(
    (command) => `    ${singleQuoted(`${escaped(command.name)}:${shortDescription(command.description)}`)}`,
  );
  const cases = commands.map(
    (command) =>
      `  ${command.name})\n    _arguments -s -S ${[
        ...command.options.map(optionSpec),
        ...(command.argument.of === 'none'
          ? []
          : [singleQuoted(`${command.argument.of === 'file' ? '*' : '1'}:argument:${action(command.argument)}`)]),
      ].join(' \\\n      ')}\n    ;;`,
  );
  return `#compdef ${program}
# Completion of ${program} for zsh, written by "${program} completion zsh".
${name}() {
  local context state state_descr line
  typeset -A opt_args
  local -a commands
  commands=(
${descriptions.join('\n')}
  )
  _arguments -C ${options.map(optionSpec).join(' \\\n    ')} \\
    '1:command:->command' '*::argument:->argument'
  if [[ $state == command ]]; then
    _describe command commands
    return
  fi
  case $words[1] in
${cases.join('\n')}
  esac
}
if [[ \${funcstack[1]} == _${program} ]]; then
  ${name} "$@"
else
  compdef ${name} ${program}
fi
`;
}

/** Returns an option as a spec of `_arguments`. */
function optionSpec({ names, description, placeholder, value, isRepeatable }: OptionUsage): string {
  const text = `[${escaped(shortDescription(description))}]`;
  const argument = value.of === 'none' ? '' : `:${escaped(placeholder)}:${action(value)}`;
  const others = isRepeatable ? '*' : `(${names.join(' ')})`;
  return names.map((name) => singleQuoted(`${others}${name}${text}${argument}`)).join(' ');
}

/** Returns the action of `_arguments` that completes a value. */
function action(value: Value): string {
  switch (value.of) {
    case 'file':
      return value.extension === undefined ? '_files' : `_files -g "*.${value.extension}"`;
    case 'choice':
      return `(${value.choices.map((choice) => choice.replaceAll(/[^\w-]/g, '\\$&')).join(' ')})`;
    default:
      return ' ';
  }
}

/** Escapes marks of a spec. */
function escaped(text: string): string {
  return text.replaceAll(/[[\]:\\]/g, '\\$&');
}
