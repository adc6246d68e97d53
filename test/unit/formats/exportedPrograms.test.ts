/** Tests the exported programs: they rebuild the model, where Python or R is installed to run them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { plainR, pythonWith } from '../../../bench/interpreters.mjs';
import { exporters } from '../../../server/formats/exports/exportTexts';
import type { PipelineOutput } from '../../../server/pipeline/fitTable';
import { TestFolder } from '../../support/testFolder';
import { CASES, exportOf, fitOf, type Case } from './exportCases';
import { penguins } from './modelSupport';

/** Runs a program and returns what it prints of each row: the log density, then the posteriors. */
function run(command: string, args: readonly string[], file: Case, program: string, name: string): number[][] {
  const folder = new TestFolder();
  folder.create();
  try {
    folder.write('data.csv', file.text);
    folder.write(name, program);
    const { stdout, stderr, status } = spawnSync(command, [...args, name], {
      cwd: folder.path,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    assert.equal(status, 0, `${stderr}\n${program}`);
    return stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number));
  } finally {
    folder.remove();
  }
}

/** Asserts that a program finds the log densities and posteriors of the fit in the given rows. */
function assertAgreement(
  found: readonly (readonly number[])[],
  { judgement: { k, logDensity, posterior } }: PipelineOutput,
  rows: readonly number[],
): void {
  assert.equal(found.length, rows.length);
  rows.forEach((row, i) => {
    const ours = [logDensity[row], ...posterior.subarray(row * k, (row + 1) * k)];
    assert.equal(found[i].length, ours.length);
    ours.forEach((value, j) =>
      assert.ok(Math.abs(found[i][j] - value) <= 1e-9, `row ${row}: ${found[i].join(' ')}, ours ${ours.join(' ')}`),
    );
  });
}

describe('exported programs', function () {
  this.timeout(60_000);
  const python = pythonWith('numpy', 'pandas', 'scipy', 'sklearn');
  const r = plainR();
  if (python === undefined)
    process.stdout.write(
      'Skipped: the Python programs are not run, since no Python has numpy, pandas, scipy and scikit-learn.\n',
    );
  if (r === undefined) process.stdout.write('Skipped: the R programs are not run, since there is no Rscript.\n');

  for (const [name, file] of Object.entries(CASES)) {
    const output = fitOf(name);
    const all = Array.from({ length: output.judgement.rows }, (_, row) => row);

    it(`The Python program finds the log densities and posteriors of the fit: ${name}`, function () {
      if (python === undefined) return this.skip();
      const print = 'for a, b in zip(log_density, posterior): print(repr(float(a)), *(repr(float(p)) for p in b))\n';
      const program = exporters.python(exportOf(output)) + print;

      const found = run(python, ['-W', 'error'], file, program, 'model.py');

      assertAgreement(found, output, all);
    });

    it(`The R program finds the log densities and posteriors of the fit: ${name}`, function () {
      if (r === undefined) return this.skip();
      const print =
        'write.table(format(cbind(log_density, posterior), digits ' +
        '= 17), quote = FALSE, row.names = FALSE, col.names = FALSE)\n';
      const program = `options(warn = 2)\n${exporters.r(exportOf(output))}${print}`;

      const found = run(r, ['--vanilla'], file, program, 'model.R');

      assertAgreement(found, output, all);
    });
  }

  it('The Python program of normal columns without missing cells is a GaussianMixture alone', () => {
    const program = exporters.python(exportOf(fitOf('normals alone, no cell missing')));

    assert.match(program, /GaussianMixture\(n_components=len\(weights\), covariance_type="diag"\)/);
    assert.doesNotMatch(program, /log_joint/);
  });

  it('The Python program of a model with a categorical column has no GaussianMixture', () => {
    assert.doesNotMatch(exporters.python(exportOf(fitOf('one cluster'))), /GaussianMixture/);
  });

  it('The Python program of a model with error channels has no GaussianMixture', () => {
    assert.doesNotMatch(exporters.python(exportOf(fitOf('wrong cells in one column'))), /GaussianMixture/);
  });

  it('The GaussianMixture of a program agrees with the fit in rows without missing cells', function () {
    if (python === undefined) return this.skip();
    const gaps = 'normals alone, cells missing';
    const output = fitOf(gaps);
    const print =
      'rows = ~np.isnan(x).any(axis=1)\nfor a, b in zip(mixture.score_samples(x[rows]), ' +
      'mixture.predict_proba(x[rows])): print(repr(float(a)), *(repr(float(p)) for p in b))\n';
    const rows = penguins
      .trim()
      .split('\n')
      .slice(1)
      .flatMap((line, row) => (line.includes(',,,,') ? [] : [row]));
    const program = exporters.python(exportOf(output)) + print;

    const found = run(python, ['-W', 'error'], CASES[gaps], program, 'model.py');

    assertAgreement(found, output, rows);
  });

  it('The case "wrong cells of every kind" sets cells aside in five columns and several in one row', () => {
    const { report, judgement } = fitOf('wrong cells of every kind');

    const aside = report.columns.map(({ setAside = 0 }) => setAside);

    assert.ok(aside.filter((count) => count > 0).length >= 5 && aside.reduce((a, b) => a + b) >= 12, String(aside));
    assert.ok(judgement.unlikely.some(({ columns }) => columns.length > 1));
  });

  it('The case "wrong cells of every kind" has codes for missing values', () => {
    const { model } = fitOf('wrong cells of every kind');

    assert.deepEqual(
      model.schema.flatMap(({ name, codes }) => (codes === undefined ? [] : [[name, codes]])),
      [
        ['z', [-999]],
        ['scale', [99]],
      ],
    );
  });

  it('A program of a fit without error channels has no code for them', () => {
    const withoutChannels = exportOf(fitOf('wrong cells without error channels'));

    for (const program of [exporters.python(withoutChannels), exporters.r(withoutChannels)])
      assert.doesNotMatch(program, /channels|wrong_|Repeated/);
  });

  it('The case "bounds of every kind, some of them wrong" has bounds in all columns, some set aside', () => {
    const { report, model } = fitOf('bounds of every kind, some of them wrong');

    assert.ok(model.schema.every(({ bounded: count = 0 }) => count > 5));
    assert.ok(
      ['x', 'conc', 'few'].every((name) => (report.columns.find((column) => column.name === name)?.setAside ?? 0) > 0),
    );
  });

  it('A program of columns without bounds has no code for bounds', () => {
    const without = exportOf(fitOf('wrong cells of every kind'));

    for (const program of [exporters.python(without), exporters.r(without)])
      assert.doesNotMatch(program, /bound|within/i);
  });
});
