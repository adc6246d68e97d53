import assert from 'node:assert/strict';
import type { Diagnostic } from 'vscode-languageserver';
import { limitDiagnostics } from '../../../server/lsp/diagnostics/limit';
import { shortJson } from '../../../server/words/values';
import { siftOptions } from '../../../server/formats/fitOptionRules';
import { optionsOfSettings } from '../../../server/lsp/settings';

describe('siftOptions', () => {
  it('Valid options are kept', () => {
    const options = {
      k: 'auto',
      columns: ['a'],
      ignore: [],
      kinds: { a: 'normal', b: 'ignored' },
      estimate: 'ml',
      method: 'lbfgs',
      starts: 3,
      seed: 4294967295,
      maxIterations: 10,
      tolerance: 1e-6,
      priorStrength: 0.5,
      maxComponents: 4,
      falseDiscoveryRate: 0.05,
      delimiter: '\t',
      header: false,
      missing: ['', 'NA'],
      thousands: "'",
      start: { weights: [1], components: [{ columns: { a: { mean: 0, sd: 1 } } }] },
    };

    assert.deepEqual(siftOptions(options), { options, problems: [] });
  });

  it('Options that are null or undefined are left out without a problem', () => {
    assert.deepEqual(siftOptions({ k: null, seed: undefined }), { options: {}, problems: [] });
  });

  it('Invalid options are left out with one line each', () => {
    const { options, problems } = siftOptions({
      k: 1.5,
      columns: 'a',
      kinds: { a: 7 },
      estimate: 'bayes',
      starts: 0,
      tolerance: -1,
      header: 'yes',
      missing: [1],
      start: { components: [{}] },
      constructor: 1,
      falseDiscoveryRate: 1,
      priorStrength: 0,
      seed: 3,
    });

    assert.deepEqual(options, { seed: 3 });
    assert.equal(problems.length, 12);
    assert.equal(problems[0], 'k must be "auto" or an integer above zero, not 1.5');
    assert.ok(problems.every((problem) => !problem.includes('\n')));
  });

  it('shortJson cuts a value to 40 characters', () => {
    assert.equal(shortJson('x'.repeat(100)).length, 40);
    assert.equal(shortJson(undefined), 'undefined');
  });
});

describe('optionsOfSettings', () => {
  it('Settings become options, and invalid settings become problems', () => {
    const { options, problems } = optionsOfSettings({
      components: 3,
      missingValues: ['-9'],
      delimiter: 'tab',
      header: 'no',
      kinds: { a: 'ignored' },
      seed: 'x',
      'trace.server': 'off',
      hover: true,
    });

    assert.deepEqual(options, { k: 3, missing: ['-9'], delimiter: '\t', header: false, kinds: { a: 'ignored' } });
    assert.deepEqual(problems, ['seed must be an integer from 0 to 4294967295, not "x"']);
  });

  it('Named delimiters, marks and quotes become their characters', () => {
    assert.deepEqual(
      optionsOfSettings({ delimiter: 'blank', decimal: 'comma', thousands: 'none', comment: '', skip: 2, unitsRows: 0 })
        .options,
      { delimiter: ' ', decimal: ',', thousands: '', comment: '', skip: 2, unitsRows: 0 },
    );
    assert.deepEqual(optionsOfSettings({ delimiter: '~', quote: 'apostrophe', headerRows: 2 }).options, {
      delimiter: '~',
      quote: "'",
      headerRows: 2,
    });
  });

  it('Settings of "auto" and null are no options, but for the number of components', () => {
    assert.deepEqual(optionsOfSettings({ delimiter: 'auto', header: 'auto', components: 'auto' }).options, {
      k: 'auto',
    });
    assert.deepEqual(
      optionsOfSettings({
        quote: 'auto',
        headerRows: null,
        decimal: 'auto',
        thousands: 'auto',
        comment: 'auto',
        skip: null,
        unitsRows: null,
      }),
      { options: {}, problems: [] },
    );
  });

  it('Invalid settings of a dialect are problems', () => {
    assert.deepEqual(optionsOfSettings({ decimal: ';', comment: 1, skip: -1, unitsRows: 'x' }).problems, [
      'decimal must be one of "." ",", not ";"',
      'comment must be a string, not 1',
      'skip must be an integer from 0 to 1000, not -1',
      'unitsRows must be an integer from 0 to 10, not "x"',
    ]);
  });

  it('Settings that are no object give no options', () => {
    for (const nothing of [null, undefined, 'x', []])
      assert.deepEqual(optionsOfSettings(nothing), { options: {}, problems: [] });
  });
});

describe('diagnostic limit', () => {
  const some = (count: number): Diagnostic[] =>
    Array.from({ length: count }, (_, line) => ({
      range: { start: { line, character: 0 }, end: { line, character: 1 } },
      message: 'm',
    }));

  it('Diagnostics up to the limit are all kept', () => {
    assert.equal(
      limitDiagnostics(
        [
          { sort: 'unlikely', diagnostics: some(3), total: 3 },
          { sort: 'unreadable', diagnostics: some(7), total: 7 },
        ],
        10,
      ).length,
      10,
    );
  });

  it('Diagnostics above the limit are counted in a last diagnostic', () => {
    const found = limitDiagnostics(
      [
        { sort: 'unlikely', diagnostics: some(8), total: 8 },
        { sort: 'unreadable', diagnostics: some(5), total: 1005 },
      ],
      10,
    );

    assert.equal(found.length, 11);
    assert.equal(
      found[10].message,
      'Not shown: 1,003 more unreadable cells. The 10 findings shown are the most important ones.',
    );
    assert.equal(found[10].code, 'not-shown');
  });
});
