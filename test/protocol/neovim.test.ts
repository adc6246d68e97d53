/** A session in the real Neovim, if it is installed: its own client, and the commands of docs/editors.md. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { TestFolder, useFolder } from '../support/testFolder';
import { COLUMN, LINE, PLANTED } from './fittedFiles';
import { rangeOf, synthetic } from './tables';

const PROGRAM = resolve('dist/server/cli.cjs');
const SCRIPT = resolve('test/protocol/neovimSession.lua');
/** Code that the editor's users copy. */
const RECIPE = /```lua\n((?:(?!```).)*MixtureFit.*?)```/s.exec(readFileSync('docs/editors.md', 'utf8'))?.[1] ?? '';
/** Beyond the wrong cell: a short row, a misspelt island, two columns of characters outside of ASCII. */
const DIRTY = PLANTED.replace('Torgersen', 'Torgersne')
  .split('\n')
  .map((line, at) => (line === '' ? '' : `${line},${at === 0 ? 'noté' : at === 40 ? '😀,x' : '😀'}`))
  .join('\n');

interface Step {
  readonly step: string;
  readonly value: unknown;
}

/** Runs the session. Returns its steps by name. */
async function sessionIn(folder: TestFolder): Promise<ReadonlyMap<string, unknown>> {
  const results = folder.pathOf('results.jsonl');
  const cell = rangeOf(DIRTY, LINE, COLUMN).start;
  const environment = {
    ...process.env,
    HOME: folder.path,
    XDG_CONFIG_HOME: folder.path,
    XDG_STATE_HOME: folder.path,
    XDG_CACHE_HOME: folder.path,
    MIXTURE_RESULTS: results,
    MIXTURE_RECIPE: folder.write('recipe.lua', RECIPE),
    MIXTURE_SERVER: JSON.stringify([process.execPath, PROGRAM, 'lsp', '--stdio']),
    MIXTURE_TABLE: folder.write('dirty table.csv', DIRTY),
    MIXTURE_LARGE: folder.write('large.csv', synthetic(60_000)),
    MIXTURE_LINE: String(cell.line),
    MIXTURE_COLUMN: String(cell.character),
  };
  const editor = spawn('nvim', ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-c', `luafile ${SCRIPT}`], {
    cwd: folder.path,
    env: environment,
    stdio: 'ignore',
  });
  await once(editor, 'exit');
  const steps = readFileSync(results, 'utf8').trimEnd().split('\n');
  return new Map(steps.map((line) => JSON.parse(line) as Step).map(({ step, value }) => [step, value]));
}

describe('Neovim', function () {
  this.timeout(120_000);

  if (spawnSync('nvim', ['--version']).status !== 0) {
    it('A session in Neovim is skipped where Neovim is not installed');
    return;
  }
  const folder = useFolder(new TestFolder());
  let steps: ReadonlyMap<string, unknown>;
  before(async () => {
    steps = await sessionIn(folder);
    assert.equal(steps.get('failed'), undefined, String(steps.get('failed')));
  });

  it('Neovim shows the faults of a file when it is opened', () => {
    assert.ok((steps.get('opened') as string[]).includes('row.ragged'));
  });

  it('The command MixtureFit fits the file, with progress from begin to end', () => {
    assert.match(String(steps.get('fitted')), /^\d+ clusters of 34\d rows$/);
    assert.deepEqual(steps.get('progress'), { first: 'begin', last: 'end' });
  });

  it('The hover of the wrong cell has what was expected', () => {
    assert.match(String(steps.get('hover')), / is 63000, expected \d{4}/);
  });

  it('The first code action at the finding writes what was meant, and nothing else changes', () => {
    const [before, after] = steps.get('edited') as readonly [string, string];

    assert.equal(before, DIRTY.split('\n')[LINE]);
    assert.equal(after, before.replace('63000', '3000'));
  });

  it('The command MixtureCancel ends a running fit without a report', () => {
    assert.deepEqual(Object.values(steps.get('cancelled') as object), []);
  });

  it('The server ends with the session', () => {
    assert.equal(steps.get('stopped'), true);
  });
});
