/** Answers of the server to questions of the panel about a model and its rows. */
import assert from 'node:assert/strict';
import { ServerRequest } from '../../server/protocol';
import type { InsightAnswer, InsightQuestion } from '../../server/protocol/insight';
import { isInsightAnswer } from '../../server/protocol/guards/insightGuards';
import { Client } from './client';
import { penguins, withCell } from './tables';

const uri = 'file:///insight/penguins.csv';
const planted = withCell(penguins, 1, 5, '63000');

describe('questions of the panel', function () {
  this.timeout(60_000);
  let client: Client;

  async function answerTo<K extends InsightQuestion['kind']>(
    question: Extract<InsightQuestion, { kind: K }>,
  ): Promise<Extract<InsightAnswer, { kind: K }>> {
    const answer = await client.request<InsightAnswer>(ServerRequest.insight, { uri, question });
    assert.ok(isInsightAnswer(answer), JSON.stringify(answer).slice(0, 300));
    assert.equal(answer.kind, question.kind, JSON.stringify(answer));
    return answer as Extract<InsightAnswer, { kind: K }>;
  }
  before(async () => {
    client = await Client.start();
    await client.open(uri, planted);
    await client.fit(uri, { k: 3, ignore: ['species'] });
  });
  after(() => client.stop());

  it('The separation has the least informative column last, and no column exceeds the entropy', async () => {
    const { columns, entropy } = await answerTo({ kind: 'separation' });

    assert.ok(columns.every(({ information }) => information >= 0 && information <= 1.05 * entropy));
    assert.equal(columns.at(-1)?.name, columns.reduce((a, b) => (a.information < b.information ? a : b)).name);
  });

  it('A distribution counts every row of its column', async () => {
    const { numbers, missing } = await answerTo({ kind: 'distribution', column: 'body_mass_g' });

    assert.ok(numbers);
    assert.equal(numbers.counts.reduce((a, b) => a + b, 0) + numbers.below + numbers.above + missing, 344);
    assert.equal(numbers.above, 1);
  });

  it('A column that is left out of the fit is offered as labels', async () => {
    const { labels } = await answerTo({ kind: 'certainty' });

    assert.deepEqual(labels, ['species']);
  });

  it('A cross-table counts the rows of each label and cluster, and has an adjusted Rand index', async () => {
    const table = await answerTo({ kind: 'crossTable', column: 'species' });

    assert.ok(table.adjustedRand > 0.3 && table.adjustedRand < 1, String(table.adjustedRand));
    const [{ label, counts }] = table.labels;
    const where = { of: 'label', column: 'species', label, cluster: 0 } as const;
    const { total } = await answerTo({ kind: 'rows', where, from: 0 });
    assert.equal(total, counts[0]);
  });

  it('A pair of columns has the unlikely row among its points and outside the range of its axis', async () => {
    const { points, x } = await answerTo({ kind: 'pair', x: 'body_mass_g', y: 'bill_depth_mm' });

    assert.ok(points.some(({ row, isUnlikely }) => row === 0 && isUnlikely === true));
    assert.ok(x.range[1] < 63000);
  });

  it('Questions about what is not there are answered with the reason', async () => {
    const reasonFor = async (params: object): Promise<string> => {
      const answer = await client.request<InsightAnswer>(ServerRequest.insight, params);
      return answer.kind === 'none' ? answer.why : JSON.stringify(answer);
    };
    const malformed = { kind: 'rows', where: { of: 'bins', column: 3 }, from: 0 };

    assert.match(
      await reasonFor({ uri, question: { kind: 'distribution', column: 'nothing' } }),
      /no column “nothing”/,
    );
    assert.match(await reasonFor({ uri, question: malformed }), /malformed/);
    assert.match(await reasonFor({ uri: 'file:///elsewhere.csv', question: { kind: 'certainty' } }), /not open/);
  });

  it('A row has the line at which it stands after edits, and none once it is edited itself', async () => {
    const { numbers } = await answerTo({ kind: 'distribution', column: 'body_mass_g' });
    const beyond = numbers?.counts.length ?? 0;
    const where = { of: 'bins', column: 'body_mass_g', from: beyond, to: beyond } as const;
    const lines = async (): Promise<unknown> =>
      (await answerTo({ kind: 'rows', where, from: 0 })).rows.map(({ line }) => line);
    assert.deepEqual(await lines(), [2]);

    await client.change(uri, planted.split('\n')[1].replace('63000', '4000') + '\n', {
      start: { line: 1, character: 0 },
      end: { line: 2, character: 0 },
    });
    assert.deepEqual(await lines(), [null]);

    await client.change(uri, '\n', { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } });
    const moved = await answerTo({ kind: 'rows', where: { of: 'level', column: 'island', level: 'Biscoe' }, from: 0 });
    const first = penguins.split('\n').findIndex((line) => line.includes('Biscoe'));
    assert.equal(moved.rows[0].line, first + 2);
  });

  it('Questions about rows are answered with a reason once the file has no rows left', async () => {
    await client.change(uri, '', { start: { line: 1, character: 0 }, end: { line: 1000, character: 0 } });
    const questions: readonly InsightQuestion[] = [
      { kind: 'certainty' },
      { kind: 'distribution', column: 'body_mass_g' },
      { kind: 'pair', x: 'body_mass_g', y: 'bill_depth_mm' },
      { kind: 'crossTable', column: 'species' },
      { kind: 'rows', where: { of: 'certainty', from: 0, to: 19 }, from: 0 },
      { kind: 'row', row: 3 },
    ];

    for (const question of questions) {
      assert.deepEqual(
        await client.request<InsightAnswer>(ServerRequest.insight, { uri, question }),
        { kind: 'none', why: 'The file has no rows left.' },
        question.kind,
      );
    }
    assert.equal((await answerTo({ kind: 'separation' })).kind, 'separation');
  });
});
