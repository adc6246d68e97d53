/** The completion script for bash, of version 3.2 or later; it needs no other script. */
import { functionName, singleQuoted } from './shellWords';
import type { OptionUsage, Usage, Value } from './usageTree';

export function bashScript({ program, options, commands }: Usage): string {
  const name = functionName(program);
  const { values, words, positions } = casesOf(options, commands);
  return `# Completion of ${program} for bash, written by "${program} completion bash".
${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" command='' options='' words='' i
  # bash divides words at "=".
  if [[ $current == '=' ]]; then
    current=''
  elif [[ $previous == '=' ]]; then
    previous="\${COMP_WORDS[COMP_CWORD - 2]}"
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
    ${commands.map((command) => command.name).join(' | ')})
      command="\${COMP_WORDS[i]}"
      break
      ;;
    esac
  done
  COMPREPLY=()
  case "$command $previous" in
${values.join('\n')}
  *)
    case "$command" in
${words.join('\n')}
    esac
    if [[ $current == -* ]]; then
      words=$options
    else
      case "$command" in
${positions.join('\n')}
      # Without a reply, bash completes the names of files.
      *) return ;;
      esac
    fi
    ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ \${#COMPREPLY[@]} -eq 0 ]]; then compopt +o default 2>/dev/null; fi
}
complete -o default -F ${name} ${program}
`;
}

/** Returns the cases of the script by command; the command '' is none yet. */
function casesOf(
  options: Usage['options'],
  commands: Usage['commands'],
): Record<'values' | 'words' | 'positions', readonly string[]> {
  const all = [{ name: '', options, argument: choiceOf(commands.map((command) => command.name)) }, ...commands];
  return {
    values: all.flatMap(({ name, options: own }) => own.flatMap((option) => valueCase(name, option))),
    words: all.map(
      ({ name, options: own }) =>
        `    ${singleQuoted(name)}) options=${wordList(own.flatMap(({ names }) => names))} ;;`,
    ),
    positions: all.flatMap(({ name, argument }) =>
      argument.of === 'file' ? [] : [`      ${singleQuoted(name)}) ${assignment(argument)} ;;`],
    ),
  };
}

function choiceOf(choices: readonly string[]): Value {
  return { of: 'choice', choices };
}

/** Returns the case for the value after an option; none for options without a value. */
function valueCase(command: string, { names, value }: OptionUsage): readonly string[] {
  if (value.of === 'none') return [];
  const patterns = names.map((option) => singleQuoted(`${command} ${option}`)).join(' | ');
  return [`  ${patterns}) ${value.of === 'file' ? 'return' : assignment(value)} ;;`];
}

/** Returns the assignment of the words that complete a value. */
function assignment(value: Value): string {
  return `words=${value.of === 'choice' ? wordList(value.choices) : "''"}`;
}

/** Returns words for `compgen -W`, which expands them once more: marks of the shell stand behind backslashes. */
function wordList(words: readonly string[]): string {
  return singleQuoted(words.map((word) => word.replaceAll(/[^\w-]/g, '\\$&')).join(' '));
}
