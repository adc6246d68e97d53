/** Texts that try to be more than text: markup, links, commands, control and direction characters. */

/** Hostile texts that a cell can hold. */
export const HOSTILE_CELLS: readonly string[] = [
  '[click](command:workbench.action.quit)',
  '![x](http://evil.example/x.png)',
  '<img src=x onerror=alert(1)>',
  '<a href="command:x">y</a>',
  '`code` **bold** _it_ ~~no~~',
  '| a | b |',
  '$(alert) &lt;b&gt; &#x5b;',
  'http://evil.example www.evil.example a@evil.example',
  '\u202Eevil\u2066\u0007\u001b[31m',
  'two\nlines\n\n# heading',
  '\\[x\\](y)',
  '{{x}} <!-- -->',
  'x]]><script>alert(1)</script>',
  '%0A::error file=x::forged',
  '\n::set-output name=x::forged\r\n::stop-commands::x',
  '##[add-mask]x ##vso[task.setvariable variable=x]y',
  '"\',;:%25\u2028\u2029\u0085',
  '\u009b31m\u001b]8;;http://evil.example\u0007x\u200f',
];

/** Hostile texts, also those that only names of files and columns can hold. */
export const HOSTILE_TEXTS: readonly string[] = [...HOSTILE_CELLS, 'nul\0', 'half\ud800', '\udc00half', '\ufffe\uffff'];

/** Characters that change how a terminal or an editor shows what follows them. */
export const ACTIVE_CHARACTERS = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/u;

/** Commands that build services execute: at the start of a line, and anywhere. */
export const BUILD_COMMANDS = /^\s*::|##\w*\[/m;

/** Quotes a cell for a table. */
export function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}

/** A column of numbers and two of hostile levels under hostile names, with an unlikely number and a wrong cell. */
export function hostileTable(): string {
  const levels = HOSTILE_CELLS.length;
  return [
    `size,${quoted(HOSTILE_CELLS[0])},${quoted('b' + HOSTILE_CELLS[2])}`,
    ...Array.from(
      { length: 20 * levels },
      (_, i) =>
        `${(i % 12) * 10 + ((i * 7) % 10) / 10},${quoted(HOSTILE_CELLS[i % levels])},${quoted(HOSTILE_CELLS[i % 3])}`,
    ),
    `0.5,${quoted(HOSTILE_CELLS[11])},${quoted(HOSTILE_CELLS[1])}`,
    `${quoted('<script>alert(1)</script>')},${quoted(HOSTILE_CELLS[1])},${quoted(HOSTILE_CELLS[1])}`,
  ].join('\n');
}
