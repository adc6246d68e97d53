/** `check` where it is run by others: by pre-commit, and by the action for GitHub. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { CLI_PATH, PENGUINS_PATH, useCommandLine, type Outcome } from './commandLine';
import { penguins } from './tables';

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly types_or: readonly string[];
  readonly require_serial: boolean;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: {
    readonly steps: readonly { readonly run: string; readonly env: Readonly<Record<string, string>> }[];
  };
}

const wrong = penguins.replace(',3750,', ',37500,');
const [hook] = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8')) as readonly Hook[];

describe('hooks of mixture-lens check', function () {
  this.timeout(120_000);
  const cli = useCommandLine();
  before(() => {
    assert.equal(cli.run('fit', PENGUINS_PATH, '-k', '4', '--quiet', '--out', 'penguins.json').status, 0);
    cli.write('clean.csv', penguins);
    cli.write('wrong.csv', wrong);
  });

  it('The program runs by itself, as package managers and pre-commit start it', function () {
    if (process.platform === 'win32') return this.skip();
    copyFileSync(CLI_PATH, cli.pathOf('mixture-lens'));
    chmodSync(cli.pathOf('mixture-lens'), 0o755);

    const { status, stdout } = spawnSync(cli.pathOf('mixture-lens'), ['--version'], { encoding: 'utf8' });

    assert.equal(status, 0);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });

  describe('pre-commit', () => {
    before(function () {
      if (spawnSync('pre-commit', ['--version']).status === 0) return;
      process.stdout.write('      skipped: pre-commit is not installed\n');
      this.skip();
    });

    function run(command: string, ...args: readonly string[]): Outcome {
      const env = { ...process.env, PRE_COMMIT_HOME: cli.pathOf('.cache') };
      return spawnSync(command, args, { cwd: cli.path, encoding: 'utf8', env });
    }

    it('pre-commit accepts the hooks of the repository', () => {
      const { status, stdout } = run('pre-commit', 'validate-manifest', resolve('.pre-commit-hooks.yaml'));

      assert.equal(status, 0, stdout);
    });

    it('pre-commit passes the CSV files to the hook, which fails for the wrong one alone', () => {
      const entry = hook.entry.replace(/^mixture-lens /, `'${process.execPath}' '${CLI_PATH}' `);
      const local = { ...hook, entry: `${entry} --model penguins.json`, language: 'system' };
      cli.write('.pre-commit-config.yaml', stringify({ repos: [{ repo: 'local', hooks: [local] }] }));
      cli.write('notes.txt', 'no table');
      assert.equal(run('git', 'init', '--quiet').status, 0);
      assert.equal(run('git', 'add', '.').status, 0);

      const failed = run('pre-commit', 'run', '--all-files');
      const passed = run('pre-commit', 'run', '--files', 'clean.csv', 'notes.txt');

      assert.equal(failed.status, 1, failed.stderr);
      assert.match(failed.stdout, /wrong\.csv:2:\d+: warning: body_mass_g is 37500 .*\[cell\.slip\]/);
      assert.match(failed.stdout, /clean\.csv: no findings in 344 rows/);
      assert.doesNotMatch(failed.stdout, /notes\.txt|penguins\.json:/);
      assert.equal(passed.status, 0, passed.stdout);
    });
  });

  describe('action.yml', () => {
    const { inputs, runs } = parse(readFileSync('action.yml', 'utf8')) as Action;
    const step = runs.steps[1];

    /** Runs the step as a runner does: with the inputs in the environment. */
    function runStep(values: Readonly<Record<string, string>>): Outcome {
      const env = Object.entries(step.env).map(([name, expression]) => {
        const [, input] = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(expression) ?? [];
        return [name, input === undefined ? resolve('.') : (values[input] ?? inputs[input].default ?? '')] as const;
      });
      return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
        cwd: cli.path,
        encoding: 'utf8',
        env: { ...process.env, ...Object.fromEntries(env) },
      });
    }

    it('No input of the action is part of the text of a script', () => {
      for (const { run } of runs.steps) assert.doesNotMatch(run, /\$\{\{/);
    });

    it('The action checks the files of each line and annotates findings', () => {
      const { status, stdout } = runStep({ files: 'clean.csv\nwr*.csv\n', model: 'penguins.json' });

      assert.equal(status, 1);
      assert.match(stdout, /^::notice file=clean\.csv,title=Mixture Lens::no findings/);
      assert.match(stdout, /\n::warning file=wrong\.csv,line=2,endLine=2,col=\d+,endColumn=\d+,title=cell\.slip::/);
    });

    it('The action passes on the severity that fails, the baseline and the file of the report', () => {
      assert.equal(cli.run('check', 'wrong.csv', '--model', 'penguins.json', '--write-baseline', 'b.json').status, 0);

      const tolerant = runStep({ files: 'wrong.csv', model: 'penguins.json', 'fail-on': 'error' });
      const known = runStep({ files: 'wrong.csv', model: 'penguins.json', baseline: 'b.json' });
      const saved = runStep({ files: 'wrong.csv', model: 'penguins.json', format: 'sarif', out: 'r.sarif' });

      assert.deepEqual([tolerant.status, known.status, saved.status], [0, 0, 1]);
      assert.match(cli.read('r.sarif'), /"version": "2\.1\.0"/);
    });

    it('Inputs of the action are never run as commands or read as options', () => {
      const { status, stderr } = runStep({
        files: '--help\n$(touch hacked)\n"; touch hacked #',
        model: 'penguins.json',
      });

      assert.equal(status, 2);
      assert.match(stderr, /--help: no such file/);
      assert.throws(() => cli.read('hacked'));
    });

    it('An action without files fails with an annotation', () => {
      const { status, stdout } = runStep({ files: '\n' });

      assert.deepEqual([status, stdout], [2, '::error title=Mixture Lens::The input "files" names no file.\n']);
    });
  });
});
