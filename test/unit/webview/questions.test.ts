// The questions of the panel's page to its host.
import assert from 'node:assert/strict';
import type { InsightAnswer, InsightQuestion } from '../../../server/protocol/insight';
import { Questions } from '../../../webview/questions';

const SEPARATION = { kind: 'separation' } as unknown as Extract<InsightQuestion, { kind: 'separation' }>;
const CERTAINTY = { kind: 'certainty' } as unknown as Extract<InsightQuestion, { kind: 'certainty' }>;

const answerOf = (kind: string, mark: number): InsightAnswer => ({ kind, mark }) as unknown as InsightAnswer;

describe('the page’s questions', () => {
  it('Each question gets its own answer, in whatever order the answers come', async () => {
    const sent: number[] = [];
    const questions = new Questions((id) => sent.push(id));
    const [first, second] = [questions.ask(SEPARATION), questions.ask(CERTAINTY)];

    questions.receive(sent[1] ?? 0, answerOf('certainty', 2));
    questions.receive(sent[0] ?? 0, answerOf('separation', 1));

    assert.deepEqual(await first, answerOf('separation', 1));
    assert.deepEqual(await second, answerOf('certainty', 2));
  });

  it('An answer of another kind becomes "none" with a reason', async () => {
    let id = 0;
    const questions = new Questions((own) => (id = own));
    const asked = questions.ask(SEPARATION);

    questions.receive(id, answerOf('certainty', 1));

    assert.deepEqual(await asked, { kind: 'none', why: 'The answer was to another question.' });
  });

  it('An answer to no question, or to one that has its answer, is ignored', async () => {
    let id = 0;
    const questions = new Questions((own) => (id = own));
    const asked = questions.ask(SEPARATION);

    questions.receive(id + 1, answerOf('separation', 0));
    questions.receive(id, answerOf('separation', 1));
    questions.receive(id, answerOf('separation', 2));

    assert.deepEqual(await asked, answerOf('separation', 1));
  });
});
