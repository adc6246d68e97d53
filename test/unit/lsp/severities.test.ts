// Tests the severities of diagnostics by the code of their finding.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import { limitDiagnostics, NOT_SHOWN, type DiagnosticGroup } from '../../../server/lsp/diagnostics/limit';
import { withSeverities } from '../../../server/lsp/diagnostics/severities';
import { DEFAULT_VIEW, SEVERITY_NAMES } from '../../../server/files/fileSettings';
import { viewOfSettings } from '../../../server/lsp/viewSettings';

const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } };
const of = (code: string, count: number): Diagnostic[] =>
  Array.from({ length: count }, () => ({ range, message: code, code, severity: DiagnosticSeverity.Warning }));
const GROUPS: readonly DiagnosticGroup[] = [
  { sort: 'unlikely', diagnostics: [...of('cell.unlikely', 2), ...of('row.low-likelihood', 1)], total: 5 },
  { sort: 'unreadable', diagnostics: of('cell.misspelt', 3), total: 1003 },
];

describe('diagnostic severities', () => {
  it('Severities in the settings replace those of their codes, others are kept', () => {
    const [rows, cells] = withSeverities(GROUPS, {
      'cell.unlikely': 'error',
      'cell.misspelt': 'hint',
      'cell.variant': 'off',
    });

    assert.deepEqual(
      rows.diagnostics.map(({ severity }) => severity),
      [DiagnosticSeverity.Error, DiagnosticSeverity.Error, DiagnosticSeverity.Warning],
    );
    assert.deepEqual(
      cells.diagnostics.map(({ severity }) => severity),
      Array.from({ length: 3 }, () => DiagnosticSeverity.Hint),
    );
    assert.deepEqual([rows.total, cells.total], [5, 1003]);
  });

  it('Codes that are off are left out, also from the count of hidden findings', () => {
    const groups = withSeverities(GROUPS, { 'cell.misspelt': 'off', 'row.low-likelihood': 'off' });

    assert.deepEqual(
      groups.map(({ diagnostics, total }) => [diagnostics.length, total]),
      [
        [2, 4],
        [0, 0],
      ],
    );
    assert.deepEqual(
      limitDiagnostics(groups, 10)
        .map(({ code, message }) => [code, message])
        .at(-1),
      [NOT_SHOWN, 'Not shown: 2 more unlikely rows. The 2 findings shown are the most important ones.'],
    );
  });

  it('Severities are read from settings', () => {
    assert.deepEqual(viewOfSettings({ severities: { 'cell.variant': 'off' } }).view.severities, {
      'cell.variant': 'off',
    });
  });

  it('Invalid severities are a problem and keep the default', () => {
    for (const wrong of [{ 'cell.variant': 'no' }, ['off'], 'off', { 'cell.variant': 1 }]) {
      const { view, problems } = viewOfSettings({ severities: wrong });

      assert.equal(view.severities, DEFAULT_VIEW.severities);
      assert.match(problems[0], /severities must be an object whose values are each one of "error"/);
    }
  });

  it('Every code that docs/findings.md explains has a severity setting', () => {
    const codes = [...readFileSync('docs/findings.md', 'utf8').matchAll(/^## (\S+)$/gm)]
      .map(([, code]) => code)
      .filter((code) => code !== NOT_SHOWN);
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: {
        configuration: {
          properties: Record<string, { propertyNames: { enum: string[] }; additionalProperties: { enum: string[] } }>;
        }[];
      };
    };
    const [{ propertyNames, additionalProperties }] = contributes.configuration.flatMap(
      ({ properties }) => properties['mixtureLens.severities'] ?? [],
    );

    assert.deepEqual([propertyNames.enum, additionalProperties.enum], [codes, [...SEVERITY_NAMES]]);
  });
});
