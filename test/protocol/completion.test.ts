/** Tests the completion scripts in the shells that are installed, and what starts without the engine. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { CLI_PATH, useCommandLine } from './commandLine';

function isInstalled(shell: string): boolean {
  return spawnSync(shell, ['--version']).error === undefined;
}

describe('completion', () => {
  const cli = useCommandLine();

  /** Returns the replies of bash for words of a command line, the last of which is completed. */
  function bashReplies(...words: readonly string[]): readonly string[] {
    cli.write('completion.bash', cli.output('completion', 'bash'));
    const script =
      'source ./completion.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mixture_lens; printf "%s\\n" "${COMPREPLY[@]}"';
    const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', 'mixture-lens', ...words], {
      cwd: cli.path,
      encoding: 'utf8',
    });
    assert.equal(stderr, '');
    return stdout.split('\n').filter((line) => line !== '');
  }

  describe('in bash', function () {
    before(function () {
      if (!isInstalled('bash')) this.skip();
    });

    it('Completes commands', () => {
      assert.deepEqual(bashReplies('f'), ['fit', 'fix']);
    });

    it('Completes the options of the command', () => {
      assert.deepEqual(bashReplies('score', '--mo'), ['--model']);
      assert.deepEqual(bashReplies('describe', '--mo'), []);
    });

    it('Completes the choices of an option, also after an equals sign', () => {
      assert.deepEqual(bashReplies('fit', '--estimate', ''), ['robust', 'map', 'ml']);
      assert.deepEqual(bashReplies('fit', '--estimate', '=', 'm'), ['map', 'ml']);
    });

    it('Leaves files to bash', () => {
      assert.deepEqual(bashReplies('fit', ''), []);
      assert.match(cli.output('completion', 'bash'), /^complete -o default -F _mixture_lens mixture-lens$/m);
    });

    it('Knows every option that --help shows', () => {
      const help = cli.output('fit', '--help');
      const options = [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, name]) => name);

      assert.ok(options.length > 20);
      assert.deepEqual(bashReplies('fit', '--').toSorted(), options.toSorted());
    });
  });

  for (const shell of ['zsh', 'fish'])
    it(`The script for ${shell} has no error of syntax`, function () {
      if (!isInstalled(shell)) this.skip();
      const script = cli.write(`completion.${shell}`, cli.output('completion', shell));

      const { status, stderr } = spawnSync(shell, ['-n', script], { cwd: cli.path, encoding: 'utf8' });

      assert.deepEqual([status, stderr], [0, '']);
    });

  it('fish completes commands, values and files', function () {
    if (!isInstalled('fish')) this.skip();
    cli.write('completion.fish', cli.output('completion', 'fish'));
    cli.write('data.csv', '');
    const lines = (typed: string): readonly string[] =>
      spawnSync('fish', ['-N', '-c', `source completion.fish; complete -C ${JSON.stringify(typed)}`], {
        cwd: cli.path,
        encoding: 'utf8',
      })
        .stdout.split('\n')
        .map((line) => line.split('\t')[0]);

    assert.ok(lines('mixture-lens sc').includes('score'));
    assert.ok(lines('mixture-lens fit --method ').includes('lbfgs'));
    assert.ok(lines('mixture-lens fit --out d').includes('data.csv'));
  });

  it('An unknown shell is refused in one line', () => {
    const { status, stderr } = cli.run('completion', 'tcsh');

    assert.equal(status, 2);
    assert.match(stderr, /^mixture-lens: .*tcsh.*bash, zsh, fish.*\n$/);
  });
});

describe('start-up', () => {
  const cli = useCommandLine();
  for (const args of [['--help'], ['--version'], ['fit', '--help'], ['completion', 'bash']])
    it(`"${args.join(' ')}" loads no engine`, () => {
      const loaded = cli.write(
        'loaded.cjs',
        "process.on('exit', () => console.error(Object.keys(require.cache).join()));",
      );

      const { status, stderr } = spawnSync(process.execPath, ['-r', `./${loaded}`, CLI_PATH, ...args], {
        cwd: cli.path,
        encoding: 'utf8',
      });

      assert.equal(status, 0);
      assert.doesNotMatch(stderr, /runs\.cjs|main\.cjs/);
    });
});
