/** Fits that are repeated without rows or columns, or with another kind of a column. */
import assert from 'node:assert/strict';
import { ServerCommand, type FitOptions, type FitReport } from '../../server/protocol';
import { rowFindings } from '../../server/protocol/report/report';
import { refusal } from './client';
import { COLUMN, findsAt, LINE, PLANTED, QUICK, useFittedFiles } from './fittedFiles';
import { rangeOf } from './tables';

describe('fitting again', function () {
  this.timeout(60_000);
  const files = useFittedFiles();

  const refitWithout = (argument: object): Promise<FitReport> =>
    files.client.execute<FitReport>(ServerCommand.refitWithout, argument);

  describe('fits without rows and columns, one after the other', () => {
    let uri: string;
    let withoutRow: FitReport;
    let withoutRows: FitReport;
    let withoutColumn: FitReport;
    before(async () => {
      ({ uri } = await files.fitted('without.csv'));
      withoutRow = await refitWithout({ uri, row: 10 });
      withoutRows = await refitWithout({ uri, row: 20 });
      withoutColumn = await refitWithout({ uri, column: 'island' });
    });

    it('A fit without a row keeps the options of the fit before', () => {
      assert.equal(withoutRow.rowsFitted, withoutRow.rows - 1);
      assert.equal(withoutRow.k, 3);
    });

    it('Rows that are left out add up', () => {
      assert.equal(withoutRows.rowsFitted, withoutRows.rows - 2);
    });

    it('A fit without a column ignores it and leaves the same rows out', () => {
      assert.equal(withoutColumn.columns.find(({ name }) => name === 'island')?.kind, 'ignored');
      assert.equal(withoutColumn.rowsFitted, withoutColumn.rows - 2);
    });

    it('A repeated fit has the rows and columns of the fit before', async () => {
      const again = await files.client.execute<FitReport>(ServerCommand.fit, { uri, again: true });

      assert.deepEqual([again.rowsFitted, again.nlml], [withoutColumn.rowsFitted, withoutColumn.nlml]);
    });

    it('A fit with options of its own uses all rows', async () => {
      const fresh = await files.client.execute<FitReport>(ServerCommand.fit, { uri, options: QUICK });

      assert.equal(fresh.rowsFitted, undefined);
      assert.match(await files.client.hoverText(uri, LINE, rangeOf(PLANTED, LINE, COLUMN).start.character), /63000/);
    });
  });

  it('A row that is left out of the fit is still judged', async () => {
    const { uri } = await files.fitted('left.csv');
    files.client.published.clear();

    const report = await refitWithout({ uri, row: 10 });

    assert.equal(rowFindings(report.findings)[0].row, 10);
    await files.client.diagnostics(uri, 1, findsAt(LINE));
  });

  describe('options with another kind of a column', () => {
    const uri = 'file:///kinds.csv';
    const withKind = (kind: string): Promise<FitOptions> =>
      files.client.execute<FitOptions>(ServerCommand.withKind, { uri, column: 'year', kind });
    let beforeFit: FitOptions;
    let asNormal: FitOptions;
    let report: FitReport;
    before(async () => {
      await files.client.open(uri, PLANTED);
      beforeFit = await withKind('poisson');
      await files.client.fit(uri, { ...QUICK, columns: ['species', 'body_mass_g'], kinds: { species: 'categorical' } });
      asNormal = await withKind('normal');
      report = await files.client.fit(uri, await withKind('normal'));
    });

    it('The kind of a column can be chosen before any fit', () => {
      assert.deepEqual(beforeFit, { kinds: { year: 'poisson' }, ignore: [] });
    });

    it('A chosen kind adds its column to the options of the last fit', () => {
      assert.deepEqual(asNormal, {
        ...QUICK,
        columns: ['species', 'body_mass_g', 'year'],
        ignore: [],
        kinds: { species: 'categorical', year: 'normal' },
      });
    });

    it('A fit with a chosen kind keeps the kinds of the other columns', () => {
      assert.deepEqual(
        report.columns.flatMap(({ name, kind }) => (kind === 'ignored' ? [] : [[name, kind]])),
        [
          ['species', 'categorical'],
          ['body_mass_g', 'normal'],
          ['year', 'normal'],
        ],
      );
    });

    it('The kind "ignored" takes its column out of the options', async () => {
      assert.deepEqual(await withKind('ignored'), {
        ...QUICK,
        columns: ['species', 'body_mass_g'],
        ignore: ['year'],
        kinds: { species: 'categorical' },
      });
    });

    it('The kind "auto" takes a chosen kind back', async () => {
      assert.deepEqual((await withKind('auto')).kinds, { species: 'categorical' });
    });

    it('An unknown kind is refused', async () => {
      assert.match((await refusal(withKind('gamma'))).message, /kind must be one of normal,/);
    });
  });
});
