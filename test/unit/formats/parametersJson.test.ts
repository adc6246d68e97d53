/** Tests the parameters of a fit as JSON. */
import assert from 'node:assert/strict';
import type { ExportedFit } from '../../../server/formats/exports/exported';
import { exporters } from '../../../server/formats/exports/exportTexts';
import type { FitReport } from '../../../server/protocol';
import { fitText } from '../../support/fitText';
import { CASES, exportOf, fitCase, fitOf } from './exportCases';
import { HOSTILE } from './exportSamples';

describe('parameters as JSON', function () {
  this.timeout(60_000);
  const fileName = '*a|b*\n\\end{x}.csv';
  const { text, options } = CASES['every kind, with hostile names and levels'];
  let plain: ExportedFit;
  let content: FitReport & { readonly file: string };
  before(() => {
    plain = exportOf(fitCase({ text, options: { ...options, estimate: 'map' } }), fileName);
    content = JSON.parse(exporters.json(plain)) as typeof content;
  });

  it('The JSON holds every digit of the components', () => {
    assert.deepEqual(content.components, JSON.parse(JSON.stringify(plain.report.components)));
  });

  it('The JSON has the names of the columns and of the file as they are', () => {
    assert.deepEqual(
      content.columns.map(({ name }) => name),
      HOSTILE.slice(0, 5),
    );
    assert.equal(content.file, fileName);
  });

  it('A fit without iterations that starts from the components of the JSON has the same NLML', () => {
    const { components, k } = content;
    const { kinds } = options;

    const again = fitText(text, { kinds, start: { components }, estimate: 'map', maxIterations: 0 }).report;

    assert.equal(again.k, k);
    assert.ok(Math.abs(again.nlml - plain.report.nlml) < 1e-9 * plain.report.nlml);
  });

  it('The JSON has the error rate and the number of cells set aside of every used column', () => {
    const robust = exportOf(fitOf('wrong cells of every kind'));

    const { columns } = JSON.parse(exporters.json(robust)) as FitReport;

    assert.deepEqual(
      columns.map(({ errorRate, setAside }) => [errorRate, setAside]),
      robust.report.columns
        .filter(({ kind }) => kind !== 'ignored')
        .map(({ errorRate, setAside }) => [errorRate, setAside]),
    );
  });
});
