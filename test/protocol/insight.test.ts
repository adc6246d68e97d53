/** What the built server answers to a panel about a model and its rows. */
import assert from 'node:assert/strict';
import { ServerRequest } from '../../server/protocol';
import type { InsightAnswer, InsightQuestion } from '../../server/protocol/insight';
import { isInsightAnswer } from '../../server/protocol/guards/insightGuards';
import { Client } from './client';
import { penguins, withCell } from './tables';

const uri = 'file:///insight/penguins.csv';
const slipped = withCell(penguins, 1, 5, '63000');

describe('insight', function () {
  this.timeout(60_000);
  let client: Client;
  const ask = async <K extends InsightQuestion['kind']>(
    question: Extract<InsightQuestion, { kind: K }>,
  ): Promise<Extract<InsightAnswer, { kind: K }>> => {
    const answer = await client.request<InsightAnswer>(ServerRequest.insight, { uri, question });
    assert.ok(isInsightAnswer(answer), JSON.stringify(answer).slice(0, 300));
    assert.equal(answer.kind, question.kind, JSON.stringify(answer));
    return answer as Extract<InsightAnswer, { kind: K }>;
  };
  before(async () => {
    client = await Client.start();
    await client.open(uri, slipped);
    await client.fit(uri, { k: 3, ignore: ['species'] });
  });
  after(() => client.stop());

  it('says how much each column tells of the cluster, never more than there is to know', async () => {
    const { columns, entropy } = await ask({ kind: 'separation' });
    assert.ok(columns.every(({ information }) => information >= 0 && information <= 1.05 * entropy));
    assert.equal(columns.at(-1)?.name, columns.reduce((a, b) => (a.information < b.information ? a : b)).name);
  });

  it('has every row of a column in its distribution', async () => {
    const { numbers, missing } = await ask({ kind: 'distribution', column: 'body_mass_g' });
    assert.ok(numbers);
    assert.equal(numbers.counts.reduce((a, b) => a + b, 0) + numbers.below + numbers.above + missing, 344);
    assert.equal(numbers.above, 1);
  });

  it('sets a column that was left out against the clusters', async () => {
    const { labels } = await ask({ kind: 'certainty' });
    assert.deepEqual(labels, ['species']);
    const table = await ask({ kind: 'crossTable', column: 'species' });
    assert.ok(table.adjustedRand > 0.3 && table.adjustedRand < 1, String(table.adjustedRand));
    const [{ label, counts }] = table.labels;
    const { total } = await ask({
      kind: 'rows',
      where: { of: 'label', column: 'species', label, cluster: 0 },
      from: 0,
    });
    assert.equal(total, counts[0]);
  });

  it('draws every unlikely row of a pair of columns', async () => {
    const { points, x } = await ask({ kind: 'pair', x: 'body_mass_g', y: 'bill_depth_mm' });
    assert.ok(points.some(({ row, isUnlikely }) => row === 0 && isUnlikely === true));
    assert.ok(x.range[1] < 63000);
  });

  it('finds rows where they stand after an edit, and those that were edited no more', async () => {
    const { numbers } = await ask({ kind: 'distribution', column: 'body_mass_g' });
    const beyond = numbers?.counts.length ?? 0;
    const where = { of: 'bins', column: 'body_mass_g', from: beyond, to: beyond } as const;
    const before = await ask({ kind: 'rows', where, from: 0 });
    assert.deepEqual(
      before.rows.map(({ line }) => line),
      [2],
    );
    await client.change(uri, slipped.split('\n')[1].replace('63000', '4000') + '\n', {
      start: { line: 1, character: 0 },
      end: { line: 2, character: 0 },
    });
    const after = await ask({ kind: 'rows', where, from: 0 });
    assert.deepEqual(
      after.rows.map(({ line }) => line),
      [null],
    );
    await client.change(uri, '\n', { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } });
    const moved = await ask({ kind: 'rows', where: { of: 'level', column: 'island', level: 'Biscoe' }, from: 0 });
    const first = penguins.split('\n').findIndex((line) => line.includes('Biscoe'));
    assert.equal(moved.rows[0].line, first + 2);
  });

  it('says in words that there is nothing to say', async () => {
    const why = async (params: object): Promise<string> => {
      const answer = await client.request<InsightAnswer>(ServerRequest.insight, params);
      return answer.kind === 'none' ? answer.why : JSON.stringify(answer);
    };
    assert.match(await why({ uri, question: { kind: 'distribution', column: 'nothing' } }), /no column “nothing”/);
    assert.match(
      await why({ uri, question: { kind: 'rows', where: { of: 'bins', column: 3 }, from: 0 } }),
      /malformed/,
    );
    assert.match(await why({ uri: 'file:///elsewhere.csv', question: { kind: 'certainty' } }), /not open/);
  });

  it('tells of no rows that are there no more', async () => {
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
    assert.equal((await ask({ kind: 'separation' })).kind, 'separation');
  });
});
