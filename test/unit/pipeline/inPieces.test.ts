/** Fits of texts in pieces, compared with fits in memory. */
import assert from 'node:assert/strict';
import { mixtureOf, type FittedModel } from '../../../server/core/judging/fittedModel';
import type { TypedColumn } from '../../../server/core/csv/columns/typedColumn';
import { expectation } from '../../../server/core/mixture/expectation';
import { complete } from '../../../server/core/numeric/generators';
import { factsOf, withBounds } from '../../../server/core/schema/encoding/facts';
import { inputOf } from '../../../server/formats/table/readTable';
import { readMatrix, runPipeline } from '../../../server/pipeline/fitTable';
import { BlockPasses } from '../../../server/pipeline/inPieces/blockPasses';
import { encodeBlocks, type NumberStore } from '../../../server/pipeline/inPieces/encodedBlocks';
import { fitInPieces, walkText, type PieceFit } from '../../../server/pipeline/inPieces/fitInPieces';
import { textPieces } from '../../../server/pipeline/inPieces/textPieces';
import type { FitOptions } from '../../../server/protocol';
import { kernelEngine } from '../../../server/kernels/node';
import { synthetic, uniformRandom } from '../../protocol/tables';

/** Numbers in memory in place of a file. */
function storeInMemory(): NumberStore {
  const numbers: number[] = [];
  return {
    add: (added) => added.forEach((value) => numbers.push(value)),
    read: (into, from) => into.forEach((_, i) => (into[i] = numbers[from + i])),
  };
}

/** A German export: lines around the table, decimal commas, bounds, gaps, misspelt levels, short and blank rows. */
function untidy(rows: number): string {
  const random = uniformRandom(11);
  const lines = ['Messung der Station;;;;', '', 'id;temp;menge;anzahl;farbe'];
  for (let row = 0; row < rows; row++) {
    const second = random() < 0.4;
    const temp = random() < 0.02 ? 'k. A.' : (second ? 4 + random() : random() - random()).toFixed(3).replace('.', ',');
    const amount = random() < 0.02 ? '<0,05' : (0.05 + random()).toFixed(3).replace('.', ',');
    const colour = random() < 0.01 ? 'Rot' : random() < 0.5 ? 'rot' : second ? '"blau;\ngrün"' : 'gelb';
    lines.push(`${row};${temp};${amount};${Math.floor(9 * random())};${colour}`);
    if (random() < 0.001) lines.push('');
    if (random() < 0.001) lines.push(`${row};1,5`);
  }
  return `${lines.join('\r\n')}\r\n`;
}

function fitOf(text: string, options: FitOptions, sample: number): PieceFit {
  const reading = walkText(inputOf(text), options);
  const fit = fitInPieces(reading, options, { store: storeInMemory(), sample, clock: () => 0 });
  for (let next = fit.next(); ; next = fit.next()) if (next.done === true) return next.value;
}

/** Cells of the columns, as numbers or texts, in the order of the rows. */
function cellsIn(typed: readonly (TypedColumn | undefined)[], rows: number): readonly unknown[][] {
  return Array.from({ length: rows }, (_, row) =>
    typed.map((column) => {
      const number = column?.numbers[row] ?? NaN;
      const place = column?.places?.[row] ?? 0;
      return place > 0 && Number.isNaN(number) ? column?.values[place - 1] : number;
    }),
  );
}

describe('a text in pieces', function () {
  this.timeout(120_000);

  for (const [what, text] of [
    ['an untidy export', untidy(90_000)],
    ['a table without a header', synthetic(60_000).slice(synthetic(1).indexOf('\n') + 1)],
    [
      'one column with blank lines',
      `x\n${Array.from({ length: 400_000 }, (_, n) => (n % 7 === 0 ? '' : n % 100)).join('\n')}\n\n\n`,
    ],
  ] as const)
    it(`has the cells of the whole text: ${what}`, () => {
      const reading = walkText(inputOf(text), {});
      const whole = [...textPieces(reading, () => 'all', Infinity)];

      const pieces = [...textPieces(reading, () => 'all', 1)];

      assert.ok(pieces.length > 2, `${pieces.length} pieces`);
      assert.deepEqual(
        pieces.flatMap(({ typed, rows }) => cellsIn(typed, rows)),
        cellsIn(whole[0].typed, whole[0].rows),
      );
      assert.equal(whole[0].rows, reading.table.rowCount);
    });

  it('gives the sums and facts of a pass in memory, with and without kernels', () => {
    const text = untidy(90_000);
    const reading = walkText(inputOf(text), {});
    const { schema, encoded } = complete(readMatrix(inputOf(text), {}, () => 0));
    const { matrix } = encoded;
    const facts = matrix.columns.map(({ values, levels, bounds }) =>
      withBounds(factsOf(values, levels.length), bounds),
    );
    const { model } = complete(runPipeline(text, { k: 2, estimate: 'map', starts: 1 }, () => 0));
    const fitted: FittedModel = { ...model, facts };
    const expected = complete(expectation(mixtureOf(fitted), matrix));
    const blocks = complete(encodeBlocks(reading, schema, storeInMemory()));

    for (const engine of [undefined, kernelEngine('dist/server')]) {
      const passes = new BlockPasses(blocks, engine);
      const shifted = facts.map((fact) => ({ ...fact, mean: fact.mean + 1, observed: 1 }));
      const sums = complete(passes.sums(fitted));
      const found = complete(passes.facts({ ...fitted, facts: shifted }));

      assert.ok(Math.abs(sums.nlml - expected.nlml) <= 1e-11 * Math.abs(expected.nlml), `NLML ${sums.nlml}`);
      sums.statistics.forEach((value, i) =>
        assert.ok(Math.abs(value - expected.statistics[i]) <= 1e-8 * Math.max(1, Math.abs(value)), `statistic ${i}`),
      );
      found.facts.forEach(({ observed, missing, mean, sd }, d) => {
        assert.deepEqual([observed, missing], [facts[d].observed, facts[d].missing]);
        if (facts[d].levels > 0) return;
        assert.ok(Math.abs(mean - facts[d].mean) <= 1e-10 * Math.max(1, Math.abs(mean)), `mean ${mean}`);
        assert.ok(Math.abs(sd - facts[d].sd) <= 1e-10 * sd, `sd ${sd}`);
      });
      engine?.end();
    }
  });

  it('ends at the optimum of the fit in memory, and sets the same cells aside', () => {
    const lines = synthetic(30_000).trimEnd().split('\n');
    const text = lines.map((line, n) => (n % 500 === 7 ? line.replace(/^[^,]*/, `${900 + n}`) : line)).join('\n');
    const options: FitOptions = { k: 2, starts: 1 };
    const { report: expected } = complete(runPipeline(text, options, () => 0));

    const { report } = fitOf(text, options, 4000);

    assert.ok(
      Math.abs(report.nlml - expected.nlml) <= 1e-8 * Math.abs(expected.nlml),
      `${report.nlml} for ${expected.nlml}`,
    );
    assert.deepEqual(
      report.columns.map(({ setAside }) => setAside),
      expected.columns.map(({ setAside }) => setAside),
    );
    assert.deepEqual([report.rows, report.certificate.rowsSearched], [30_000, 4000]);
  });

  it('names levels and faults of rows that are in no sample, at their lines', () => {
    const text = `${synthetic(20_000)}1.5,2,x,violet\n${'1.5,2,3,violet\n'.repeat(60)}`;

    const { report, notes, model } = fitOf(text, { k: 2, starts: 1 }, 500);

    const { levels } = model.schema[3];
    assert.ok(levels.includes('violet'), levels.join());
    assert.match(notes.join('\n'), /^line 20002: "x" is not a number/);
    assert.deepEqual(
      report.unreadable?.map(({ line, text: cell }) => [line, cell]),
      [[20_002, 'x']],
    );
  });

  it('counts rows by their weights', () => {
    const [header, ...lines] = synthetic(6000).trimEnd().split('\n');
    const weighted = [`${header},weight`, ...lines.map((line, n) => `${line},${n < 2500 ? 0 : n % 3}`)].join('\n');
    const options: FitOptions = { k: 2, rowWeights: 'weight', estimate: 'map', starts: 1 };
    const { report: expected } = complete(runPipeline(weighted, options, () => 0));

    const { report } = fitOf(weighted, options, 3000);

    assert.equal(report.totalWeight, expected.totalWeight);
    assert.ok(
      Math.abs(report.nlml - expected.nlml) <= 1e-8 * Math.abs(expected.nlml),
      `${report.nlml} for ${expected.nlml}`,
    );
  });

  it('ends with one line where a row weight is no number', () => {
    const [header, ...lines] = synthetic(3000).trimEnd().split('\n');
    const weighted = [`${header},weight`, ...lines.map((line, n) => `${line},${n === 2500 ? '-1' : 1}`)].join('\n');

    assert.throws(
      () => fitOf(weighted, { k: 2, rowWeights: 'weight' }, 100),
      /Line 2502: the row weight "-1" in "weight" is not a number of at least 0\./,
    );
  });
});
