/** Diagnostics of cells that count as missing: not a number, unknown to the fit, or impossible for their kind. */
import assert from 'node:assert/strict';
import type { Diagnostic } from 'vscode-languageserver';
import { BARE, Client, messageOf } from './client';
import { rangeOf, skewed, synthetic, withCell } from './tables';

describe('diagnostics of unreadable cells', function () {
  this.timeout(60_000);
  let client: Client;
  before(async () => (client = await Client.start()));
  after(async () => assert.equal(await client.stop(), 0));

  describe('a cell that is not a number', () => {
    const uri = 'file:///bad.csv';
    const text = withCell(synthetic(200), 9, 1, 'oops');
    before(() => client.open(uri, text));

    it('A cell that is not a number is reported without a fit', async () => {
      const [bad] = await client.diagnostics(uri);

      assert.deepEqual([bad.code, bad.range], ['cell.bad-number', rangeOf(text, 9, 1)]);
      assert.equal(
        bad.message,
        '"oops" is not a number, as the other cells of height are; ' +
          'it counts as missing. Fix it, or name it among the missing values.',
      );
    });

    describe('a level that is new since the fit', () => {
      let found: readonly Diagnostic[];
      before(async () => {
        await client.fit(uri, { k: 2, starts: 2 });
        const version = await client.change(uri, 'green', rangeOf(text, 20, 3));
        found = await client.diagnostics(uri, version);
      });

      it('A level that the fit does not know is reported', () => {
        const level = found.find(({ code }) => code === 'cell.unknown-level');

        assert.equal(level?.range.start.line, 20);
        assert.equal(
          level.message,
          '"green" is not a value of colour that the fit knows ("blue", "red"); it counts as missing. Fix it, or fit again.',
        );
      });

      it('The hover of an unknown level has the predicted one', async () => {
        assert.match(
          await client.hoverText(uri, 20, rangeOf(text, 20, 3).start.character + 1),
          /^\*\*colour\*\* is "green", which the fit did not have, predicted "(red|blue)"/,
        );
      });
    });
  });

  describe('several unreadable cells of one column', () => {
    const uri = 'file:///bounds.csv';
    const wrong: Readonly<Record<number, string>> = {
      3: '#DIV/0!',
      8: '#DIV/0!',
      9: 'inf',
      50: '#DIV/0!',
      60: '<0.5',
      70: '#REF!',
      90: '12 kg',
      91: 'oops',
    };
    const text = synthetic(200)
      .split('\n')
      .map((line, n) => (wrong[n] === undefined ? line : line.replace(/^[^,]*/, wrong[n])))
      .join('\n');

    async function unreadableFor(each: Client): Promise<readonly Diagnostic[]> {
      await each.open(uri, text);
      return (await each.diagnostics(uri)).filter(({ code }) => code === 'cell.bad-number');
    }

    it('Cells that are unreadable for one reason are one diagnostic with the places of the others', async () => {
      const found = await unreadableFor(client);

      assert.deepEqual(
        found.map(({ range }) => range.start.line),
        [3, 90, 91],
      );
      assert.match(messageOf(found[0]), /^"#DIV\/0!" is not a finite number, .* 4 more cells are like it\.$/);
      assert.deepEqual(
        found[0].relatedInformation?.map(({ location, message }) => [location.range.start.line, message]),
        [
          [8, '"#DIV/0!", too.'],
          [9, '"inf", too.'],
          [50, '"#DIV/0!", too.'],
          [70, '"#REF!", too.'],
        ],
      );
    });

    it('A client without related information has a diagnostic for each unreadable cell', async () => {
      const bare = await Client.start(BARE);

      assert.equal((await unreadableFor(bare)).length, 7);

      await bare.stop();
    });
  });

  describe('numbers that a kind cannot hold', () => {
    const uri = 'file:///skewed.csv';
    const text = withCell(skewed(150), 9, 0, '-3');
    let found: readonly Diagnostic[];
    before(async () => {
      await client.open(uri, text);
      await client.fit(uri, { k: 2, starts: 2, kinds: { visits: 'poisson', income: 'lognormal' } });
      const version = await client.change(uri, '0', rangeOf(text, 20, 1));
      found = await client.diagnostics(uri, version);
    });

    it('A number that its kind cannot hold is reported, in the fitted text and in edited rows', () => {
      assert.deepEqual(
        found
          .filter(({ code }) => code === 'cell.unsuitable-number')
          .map(({ range, message }) => [range.start.line, message]),
        [
          [
            9,
            '"-3" is not a whole number from 0 to 9e15, which the kind poisson of visits requires; it counts as ' +
              'missing. Fix it, or choose another kind.',
          ],
          [
            20,
            '"0" is not a positive number, which the kind lognormal of income ' +
              'requires; it counts as missing. Fix it, or choose another kind.',
          ],
        ],
      );
    });

    it('The hover of a number that its kind cannot hold has a predicted value', async () => {
      assert.match(
        await client.hoverText(uri, 9, 1),
        /^\*\*visits\*\* is \\-3, which is not a whole number from 0 to 9e15, predicted \d+\.\d \(\d+ to \d+\)/,
      );
    });

    it('The header hover of a lognormal column has meanlog and sdlog of each component', async () => {
      assert.match(
        await client.hoverText(uri, 0, 10),
        /^\| Cluster 1 \| \d+ % \| [\d.]+ ± [\d.]+ \(meanlog [\d.]+, sdlog [\d.]+\) \|$/m,
      );
    });
  });
});
