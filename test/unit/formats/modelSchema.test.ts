/** Tests that a model file keeps what is known of each column besides its parameters, and that scoring uses it. */
import assert from 'node:assert/strict';
import { complete } from '../../../server/core/numeric/generators';
import { readModel } from '../../../server/formats/model/readModel';
import type { FitOutput } from '../../../server/pipeline/fitTable';
import { runScoring, type ScoreOutput } from '../../../server/pipeline/scoreTable';
import { fitText } from '../../support/fitText';
import { withValueAt, refusalMessage, modelFileOf } from './modelSupport';

/** A number of three groups of rows, with some spread. */
const ofThreeGroups = (n: number): string => (5 * (n % 3) + Math.sin(n)).toFixed(2);

/** A number of two groups of rows, with some spread. */
const ofTwoGroups = (n: number): string => (5 * (n % 2) + Math.sin(n)).toFixed(2);

/** CSV with a header and rows that are made from their index. */
function csvOf(header: string, count: number, rowOf: (n: number) => string): string {
  return `${header}\n${Array.from({ length: count }, (_, n) => rowOf(n)).join('\n')}\n`;
}

/** The columns of the model that is read from the file of a fit. */
function schemaOf(fit: FitOutput): FitOutput['model']['schema'] {
  return readModel(modelFileOf(fit)).model.schema;
}

/** The report on a table that is scored with the model file of a fit. */
function scoreReport(text: string, fit: FitOutput): ScoreOutput['report'] {
  return complete(runScoring(text, readModel(modelFileOf(fit)), {}, () => 0)).report;
}

describe('sequences and relations in a model file', function () {
  this.timeout(120_000);
  let fit: FitOutput;
  before(() => {
    const text = csvOf('nr,c,f', 60, (n) =>
      [n + 1, (10 + 7 * Math.sin(n)).toFixed(1), (50 + 12.6 * Math.sin(n)).toFixed(1)].join(','),
    );
    fit = fitText(text, { k: 1 });
  });

  it('A model read back has the sequences and relations of its columns', () => {
    assert.deepEqual(
      schemaOf(fit).map(({ sequence, relation }) => [sequence, relation]),
      fit.model.schema.map(({ sequence, relation }) => [sequence, relation]),
    );
  });

  it('The model of this test has one sequence and one relation', () => {
    assert.deepEqual(
      schemaOf(fit).map(({ sequence, relation }) => [sequence?.step, relation?.of]),
      [
        [1, undefined],
        [undefined, undefined],
        [undefined, ['c']],
      ],
    );
  });
});

describe('the order of dates in a model file', function () {
  this.timeout(120_000);
  let fit: FitOutput;
  before(() => {
    const day = (n: number): string => new Date(86_400_000 * (19_000 + n)).toISOString().slice(0, 10);
    const text = csvOf(
      'from,to,x',
      60,
      (n) => `${day((n * 37) % 400)},${day(((n * 37) % 400) + 1 + (n % 7))},${(10 + 7 * Math.sin(n)).toFixed(1)}`,
    );
    fit = fitText(text, { k: 1 });
  });

  it('A model read back knows the column of dates that another column never precedes', () => {
    const schema = schemaOf(fit);

    assert.deepEqual(
      schema.map(({ dates }) => dates),
      fit.model.schema.map(({ dates }) => dates),
    );
    assert.equal(schema[1].dates?.notBefore, 'from');
  });

  it('readModel refuses a "notBefore" that is no other column of dates', () => {
    for (const wrong of ['x', 'to', 'gone', '__proto__'])
      assert.match(
        refusalMessage(withValueAt(modelFileOf(fit), 'columns/1/dates/notBefore', wrong)),
        new RegExp(`dates "notBefore" is "${wrong}", which is no other column of dates`),
      );
  });
});

describe('the spelling of levels in a model file', function () {
  this.timeout(120_000);
  let fit: FitOutput;
  let report: ScoreOutput['report'];
  before(() => {
    const cities = ['Hamburg', 'Stuttgart', 'Leipzig'];
    const cityOf = (n: number): string => (n === 30 ? 'Hambrug' : n === 50 ? 'LEIPZIG' : cities[n % 3]);
    fit = fitText(
      csvOf('city,x', 90, (n) => `${cityOf(n)},${ofThreeGroups(n)}`),
      { k: 2 },
    );
    report = scoreReport('x,city\n1,Hambrug\n1,Stuttgat\n1,leipzig\n1,Bremen\n5,Leipzig\n', fit);
  });

  it('A model read back has the spelling of a column', () => {
    assert.deepEqual(schemaOf(fit)[0], fit.model.schema[0]);
  });

  it('The spelling of a column has the counts of its levels, their variants and misspellings', () => {
    assert.deepEqual(fit.model.schema[0].spelling, {
      counts: [29, 30, 30],
      rate: 0.010526315789473684,
      variants: [['LEIPZIG', 'Leipzig']],
      misspelt: [['Hambrug', 'Hamburg']],
    });
  });

  it('Scoring finds misspelt and unknown levels by the spelling in the model', () => {
    assert.deepEqual(
      report.unreadable?.map(({ line, code, meant }) => [line, code, meant]),
      [
        [2, 'cell.misspelt', 'Hamburg'],
        [3, 'cell.misspelt', 'Stuttgart'],
        [5, 'cell.unknown-level', undefined],
      ],
    );
  });

  it('Scoring finds spelling variants by the spelling in the model', () => {
    assert.deepEqual(
      report.findings.filter(({ code }) => code === 'cell.variant'),
      [
        {
          code: 'cell.variant',
          column: 'city',
          count: 1,
          line: 4,
          spellings: [{ text: 'leipzig', meant: 'Leipzig', count: 1 }],
        },
      ],
    );
  });
});

describe('a column of one level in a model file', function () {
  this.timeout(120_000);
  let fit: FitOutput;
  before(() => {
    const text = csvOf('kind,x', 90, (n) => `${n === 30 ? 'hospitl' : 'hospital'},${ofThreeGroups(n)}`);
    fit = fitText(text, { k: 1 });
  });

  it('A model read back has the level of a column of one level', () => {
    assert.deepEqual(fit.model.schema[0].levels, ['hospital']);
    assert.deepEqual(schemaOf(fit)[0], fit.model.schema[0]);
  });

  it('Scoring finds misspelt cells of a column of one level, and accepts other words', () => {
    const report = scoreReport('kind,x\nhospial,1\nclinic,2\n', fit);

    assert.deepEqual(
      report.unreadable?.map(({ line, code, meant }) => [line, code, meant]),
      [[2, 'cell.misspelt', 'hospital']],
    );
  });

  it('readModel refuses spelling counts of another number of levels', () => {
    assert.match(
      refusalMessage(withValueAt(modelFileOf(fit), 'columns/0/levels', ['hospital', 'clinic'])),
      /spelling "counts" must be 2 whole numbers/,
    );
  });
});

describe('the vocabulary of columns in a model file', function () {
  this.timeout(120_000);
  let fit: FitOutput;
  before(() => {
    const towns = ['Bonn', 'Kiel', 'Ulm', 'Paris', 'Lyon', 'Lille'];
    const rowOf = (n: number): string => `${towns[n % 6]},${n % 6 < 3 ? 'Germany' : 'France'},${ofThreeGroups(n)}`;
    fit = fitText(csvOf('city,country,x', 120, rowOf), { k: 1 });
  });

  it('A model read back has the vocabularies of its columns', () => {
    assert.deepEqual(
      schemaOf(fit).map(({ vocabulary }) => vocabulary),
      fit.model.schema.map(({ vocabulary }) => vocabulary),
    );
  });

  it('The vocabulary of a column refers to the other columns', () => {
    assert.deepEqual(
      fit.model.schema[0].vocabulary?.from.map(({ of }) => of),
      ['country', 'x'],
    );
  });

  it('Scoring finds exchanged cells by the vocabularies in the model', () => {
    const report = scoreReport('country,city,x\nBonn,Germany,1\nFrance,Lyon,5\n', fit);

    assert.deepEqual(
      report.unreadable?.map(({ line, code, moved }) => [line, code, moved]),
      [
        [
          2,
          'cell.misplaced',
          [
            { column: 'country', text: 'Bonn', meant: 'Germany' },
            { column: 'city', text: 'Germany', meant: 'Bonn' },
          ],
        ],
      ],
    );
  });

  it('readModel refuses an invalid vocabulary', () => {
    const wrongs: readonly (readonly [string, unknown, RegExp])[] = [
      ['cells', -1, /"cells"/],
      ['words', ['a', 'a'], /"words"/],
      ['from', [['x', 1]], /"from" must be lists/],
      ['from', [['x', 1, 2, 1]], /"from" must be lists/],
      ['from', [['city', 1, 0, 1]], /no other column/],
      ['from', [['__proto__', 1, 0, 1]], /no other column/],
      ['also', 7, /"also"/],
    ];

    for (const [name, value, problem] of wrongs)
      assert.match(refusalMessage(withValueAt(modelFileOf(fit), `columns/0/vocabulary/${name}`, value)), problem);
  });
});

describe('the patterns of texts in a model file', function () {
  this.timeout(120_000);
  let fit: FitOutput;
  before(() => {
    const codeOf = (n: number): string => (n === 9 ? 'K77' : `K-${String((1009 * n) % 10_000).padStart(4, '0')}`);
    const nameOf = (n: number): string => `${'abcdefg'.slice(0, 1 + (n % 7))} ${n}`;
    fit = fitText(
      csvOf('x,code,name', 200, (n) => `${ofTwoGroups(n)},${codeOf(n)},${nameOf(n)}`),
      { k: 2 },
    );
  });

  it('A model read back has the patterns of its columns', () => {
    const schema = schemaOf(fit);

    assert.deepEqual(schema.slice(1), fit.model.schema.slice(1));
    assert.equal(schema[1].patterns?.forms?.shapes[0], 'A-9999');
  });

  it('Scoring finds texts of another form and with damaged encoding by the patterns in the model', () => {
    const report = scoreReport('x,code,name\n1,K-0007,a 1\n1,K-007,CafÃ© 2\n', fit);

    assert.deepEqual(
      report.unreadable?.map(({ line, code, column, meant }) => [line, code, column, meant]),
      [
        [3, 'cell.pattern', 'code', undefined],
        [3, 'cell.pattern', 'name', 'Café 2'],
      ],
    );
  });
});

describe('keys in a model file', function () {
  this.timeout(120_000);
  let fit: FitOutput;
  before(() => {
    const text = csvOf('order,x', 200, (n) => `B-${1000 + ((37 * n) % 200)},${ofTwoGroups(n)}`);
    fit = fitText(text, { k: 2 });
  });

  it('A model read back knows that a column is a key', () => {
    assert.equal(fit.model.schema[0].key, 'texts');
    assert.deepEqual(schemaOf(fit)[0], fit.model.schema[0]);
  });

  it('Scoring finds duplicates in a column that is a key in the model', () => {
    const report = scoreReport('order,x\nB-1500,1\nB-1501,2\nB-1500,3\n', fit);

    assert.deepEqual(
      report.unreadable?.map(({ line, code, reason }) => [line, code, reason]),
      [[4, 'cell.duplicate-key', 'is also on line 2; the only other cell of order differs']],
    );
  });
});

describe('dependencies between columns in a model file', function () {
  this.timeout(120_000);
  const finding = {
    code: 'cell.dependency',
    column: 'city',
    meant: 'Stuttgart',
    reason: 'does not fit its row: given zip "28044", city is "Stuttgart" in 29 of 30 rows',
  };
  let fit: FitOutput;
  before(() => {
    const towns = ['Hamburg', 'Stuttgart', 'Leipzig', 'Bremen', 'Dresden', 'Munich'];
    const townOf = (n: number): string => (n === 31 ? 'Leipzig' : towns[n % 6]);
    fit = fitText(
      csvOf('zip,city,x', 180, (n) => `${10115 + 17_929 * (n % 6)},${townOf(n)},${ofThreeGroups(n)}`),
      { k: 1 },
    );
  });

  it('A model read back has the dependencies of its columns', () => {
    assert.deepEqual(
      schemaOf(fit).map(({ depends }) => depends),
      fit.model.schema.map(({ depends }) => depends),
    );
  });

  it('A fit finds a cell that violates a dependency', () => {
    assert.deepEqual(fit.report.unreadable, [{ ...finding, row: 31, line: 33, text: 'Leipzig' }]);
  });

  it('Scoring finds a cell that violates a dependency in the model', () => {
    const report = scoreReport('x,zip,city\n1,28044,Leipzig\n1,10115,Hamburg\n1,99999,Leipzig\n', fit);

    assert.deepEqual(
      report.unreadable?.filter(({ code }) => code === finding.code),
      [{ ...finding, row: 0, line: 2, text: 'Leipzig' }],
    );
  });

  it('readModel refuses invalid dependencies', () => {
    const json = modelFileOf(fit);
    const city = 'columns/1/depends';

    for (const [path, value, expected] of [
      [`${city}/texts`, ['Hamburg'], /a position beyond the texts/],
      [`${city}/texts`, 'Hamburg', /"texts" must be a list/],
      [`${city}/by/0/of`, 'street', /"of" has "street", which has no texts/],
      [`${city}/by/0/groups/0`, [0, 1, 3], /"groups" must be lists/],
      [`${city}/by/0/groups/0`, [0, 1, 4, 3], /"groups" must be lists/],
      [`${city}/by/0/groups/0`, [0, -1, 3, 4], /"groups" must be lists/],
      [`${city}/by/0/groups/0`, [99, 1, 3, 4], /a position beyond/],
      [`${city}/by/0/unless`, [{ of: 'x', texts: [0] }], /"of" has "x", which has no texts/],
      ['columns/0/depends', { texts: ['a'], areNumbers: true }, /"texts" must be numbers/],
    ] as const)
      assert.match(refusalMessage(withValueAt(json, path, value)), expected, path);
  });
});
