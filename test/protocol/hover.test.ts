/** Hovers of headers and rows, before and after a fit, and after edits. */
import assert from 'node:assert/strict';
import type { FitReport } from '../../server/protocol';
import { Client, FULL, refusal } from './client';
import { COLUMN, LINE, PLANTED, QUICK } from './fittedFiles';
import { penguins, rangeOf, synthetic } from './tables';

describe('hovers', function () {
  this.timeout(60_000);
  let client: Client;
  before(async () => (client = await Client.start()));
  after(async () => assert.equal(await client.stop(), 0));

  describe('a file that is not fitted', () => {
    const uri = 'file:///before.csv';
    before(() => client.open(uri, penguins));

    it('The header hover of numbers has kind, range, histogram, missing cells and step', async () => {
      assert.deepEqual(await client.hover(uri, { line: 0, character: 25 }), {
        contents: {
          kind: 'markdown',
          value:
            '**bill\\_length\\_mm** · normal · numbers  \n32.1 `▁▄█▇▇▆▇█▇█▂▁\u00a0▁` ' +
            '59.6 · 2 cells missing (<1 %)  \nwritten to 0.1',
        },
        range: rangeOf(penguins, 0, 2),
      });
    });

    it('The header hover of text has its levels with their shares', async () => {
      assert.match(
        await client.hoverText(uri, 0, 2),
        /^\*\*species\*\* · categorical · text with 3 levels {2}\n"Adelie" 44 % · "Gentoo" 36 % · "Chinstrap" 20 % · no cell missing$/,
      );
    });

    it('A row has no hover before a fit', async () => {
      assert.equal(await client.hover(uri, { line: 3, character: 4 }), null);
    });
  });

  describe('a fitted file', () => {
    const uri = 'file:///fitted.csv';
    let report: FitReport;
    before(async () => {
      await client.open(uri, penguins);
      report = await client.fit(uri, QUICK);
    });

    it('The header hover of numbers has mean ± sd of each component', async () => {
      const numeric = await client.hoverText(uri, 0, 25);

      const rows = [...numeric.matchAll(/^\| Cluster (\d) \| (\d+) % \| ([\d.]+) ± ([\d.]+) \|$/gm)];
      assert.deepEqual(
        rows.map(([, number]) => number),
        ['1', '2', '3'],
      );
      rows.forEach(([, , , mean], k) => {
        const fitted = report.components[k].columns.bill_length_mm;
        assert.ok('mean' in fitted && Math.abs(Number(mean) - fitted.mean) < 0.1, numeric);
      });
    });

    it('The header hover of text has the levels of each component', async () => {
      assert.match(await client.hoverText(uri, 0, 2), /\| Cluster 1 \| \d+ % \| "\w+" [>\d]+ %(, "\w+" \d+ %)?/);
    });

    it('The hover of a row stands on the cell under the pointer', async () => {
      const hover = await client.hover(uri, { line: 3, character: 24 });

      assert.deepEqual(hover?.range, rangeOf(penguins, 3, 2));
    });

    it('The hover of a row has its rarity, its log density and the posterior of its cluster', async () => {
      const text = await client.hoverText(uri, 3, 24);

      assert.match(text, /^\*\*Line 4\*\* · about \d+ in \d+ rows are this unlikely · log density −\d+\.\d$/m);
      assert.match(text, /^\| \*\*Cluster \d\*\* \| `█{8}` \| (>99|100) % \|$/m);
    });

    it('A line behind the last row has no hover', async () => {
      assert.equal(await client.hover(uri, { line: 500, character: 0 }), null);
    });

    it('The hover of a missing number begins with the predicted one and its interval', async () => {
      assert.match(
        await client.hoverText(uri, 4, rangeOf(penguins, 4, 2).start.character),
        /^\*\*bill\\_length\\_mm\*\* is missing, predicted \d+\.\d \(\d+\.\d to \d+\.\d\) {2}\n/,
      );
    });

    it('The hover of a missing level begins with the predicted one and its probability', async () => {
      assert.match(
        await client.hoverText(uri, 4, rangeOf(penguins, 4, 6).start.character),
        /^\*\*sex\*\* is missing, predicted "(fe)?male" \(\d+ %\) {2}\n/,
      );
    });
  });

  describe('an unlikely row', () => {
    const uri = 'file:///surprise.csv';
    const expected = /\*\*body\\_mass\\_g\*\* is 63000, expected \d{4} \(\d{4} to \d{4}\)/;
    before(async () => {
      await client.open(uri, PLANTED);
      await client.fit(uri, QUICK);
    });

    it('The hover of an unlikely cell begins with its expected value', async () => {
      const [first] = (await client.hoverText(uri, LINE, 37)).split('\n');

      assert.match(first, expected);
      assert.match(first, /given its other cells {2}$/);
    });

    it('The hovers of the other cells of its row list an unlikely cell', async () => {
      const hover = await client.hoverText(uri, LINE, rangeOf(PLANTED, LINE, 7).start.character);

      assert.match(hover, /^\*\*Line 12\*\*/);
      assert.match(hover.slice(hover.indexOf('\n- ')), expected);
      assert.match(hover, /fewer than 1 in 10¹² rows/);
      assert.ok((hover.match(/^- /gm) ?? []).length <= 3);
    });
  });

  describe('the setting of hovers', () => {
    const uri = 'file:///a.csv';
    let compact: Client;
    before(async () => {
      compact = await Client.start(FULL, { hovers: 'compact' });
      await compact.open(uri, PLANTED);
      await compact.fit(uri, QUICK);
    });
    after(async () => assert.equal(await compact.stop(), 0));

    it('The setting "compact" makes the hover of a likely cell one line', async () => {
      assert.match(await compact.hoverText(uri, 3, 24), /^\*\*Line 4\*\* · cluster \d, >?\d+ % · about [^\n]*$/);
    });

    it('The setting "compact" makes the hover of an unlikely cell two lines', async () => {
      assert.match(
        await compact.hoverText(uri, LINE, rangeOf(PLANTED, LINE, COLUMN).start.character),
        /^\*\*body\\_mass\\_g\*\* is 63000[^\n]*\n\n\*\*Line 12\*\*[^\n]*$/,
      );
    });

    it('The setting "off" removes hovers at once', async () => {
      await compact.configure({ hovers: 'off' }, async () => (await compact.hoverText(uri, 3, 24)) === '');
    });
  });

  describe('edits after a fit', () => {
    it('An edited row is judged by the model, and hovers say that the text changed', async () => {
      const uri = 'file:///stale.csv';
      const at = rangeOf(penguins, 20, 5);
      await client.open(uri, penguins);
      await client.fit(uri, QUICK);
      assert.doesNotMatch(await client.hoverText(uri, 20, at.start.character), /The text changed/);

      await client.change(uri, '63000', at);

      const text = await client.hoverText(uri, 20, at.start.character);
      assert.match(text, /^\*\*body\\_mass\\_g\*\* is 63000, expected/);
      assert.match(text, /The text changed since the fit/);
      assert.match(await client.hoverText(uri, 0, 25), /The text changed since the fit/);
    });

    it('A row that loses a cell is judged, also in a column without missing cells', async () => {
      const uri = 'file:///gap.csv';
      const text = synthetic(300);
      await client.open(uri, text);
      await client.fit(uri, { k: 2, starts: 2 });

      await client.change(uri, '', rangeOf(text, 7, 1));

      const hover = await client.hoverText(uri, 7, rangeOf(text, 7, 1).start.character);
      assert.match(hover, /^\*\*height\*\* is missing, predicted -?\d/);
      assert.match(hover, /log density −\d/);
      const diagnostics = await client.diagnostics(uri, 2);
      assert.ok(
        diagnostics.every(({ range }) => range.start.line !== 7),
        JSON.stringify(diagnostics),
      );
    });

    describe('columns that change', () => {
      const uri = 'file:///columns.csv';
      const text = synthetic(300);
      before(async () => {
        await client.open(uri, text);
        await client.fit(uri, { k: 2, starts: 2 });
      });

      it('The model finds its columns by name when another one is inserted', async () => {
        await client.change(
          uri,
          text
            .split('\n')
            .map((line, i) => (line === '' ? '' : `${i === 0 ? 'note' : 'n'},${line}`))
            .join('\n'),
        );

        assert.match(await client.hoverText(uri, 5, 4), /^(\*\*width\*\* is .*\n)?\*\*Line 6\*\*/);
      });

      it('A hover says that a column of the model is gone', async () => {
        await client.change(uri, text.replace('width', 'girth'));

        assert.equal(
          await client.hoverText(uri, 5, 4),
          'The columns are no longer those of the fit, so it cannot judge this row. Fit again.',
        );
      });
    });
  });

  describe('files without rows', () => {
    for (const [what, name, text] of [
      ['An empty file', 'empty', ''],
      ['A file of blank lines', 'blank', '\n\n\n'],
      ['A binary file', 'binary', '\u0000\u0001\ufffd\n'],
    ] as const) {
      it(`${what} has no hover`, async () => {
        await client.open(`file:///${name}.csv`, text);

        assert.equal(await client.hoverText(`file:///${name}.csv`, 1, 0), '');
      });
    }

    it('A file that was never opened has no hover', async () => {
      assert.equal(await client.hover('file:///never-opened.csv', { line: 0, character: 0 }), null);
    });

    it('The header hover of a file without rows says that the column is left out', async () => {
      await client.open('file:///header-only.csv', 'a,b\n');

      assert.match(await client.hoverText('file:///header-only.csv', 0, 2), /^\*\*b\*\* · left out of the fit/);
    });
  });

  // After all other tests: a model that is remembered suits other files with the same text.
  describe('a fit that runs, and a document that is closed', () => {
    it('Hovers are answered while a fit runs', async () => {
      const uri = 'file:///busy.csv';
      await client.open(uri, synthetic(20_000));
      const { answer, cancel } = client.requestFit(uri);
      await client.iterations.next('iterations', (params) => params.uri === uri);

      assert.match(await client.hoverText(uri, 0, 1), /^\*\*width\*\* · normal/);
      assert.equal(await client.hover(uri, { line: 3, character: 1 }), null);

      assert.ok(
        client.fits.all.every((params) => params.uri !== uri),
        'the fit is still running',
      );
      cancel();
      await refusal(answer);
    });

    it('A document that is closed has no hover', async () => {
      const uri = 'file:///closed.csv';
      await client.open(uri, penguins);
      await client.fit(uri, QUICK);
      assert.notEqual(await client.hover(uri, { line: 3, character: 4 }), null);

      await client.close(uri);

      assert.equal(await client.hover(uri, { line: 3, character: 4 }), null);
    });
  });
});
