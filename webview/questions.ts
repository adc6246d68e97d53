/** The page's questions to its host, each matched with its answer. */
import type { InsightAnswer, InsightQuestion } from '../server/protocol/insight';

export class Questions {
  private readonly waiting = new Map<number, (answer: InsightAnswer) => void>();
  private count = 0;

  constructor(private readonly send: (id: number, question: InsightQuestion) => void) {}

  /** Resolves with the answer, or never if the page goes away first. */
  async ask<K extends InsightQuestion['kind']>(
    question: Extract<InsightQuestion, { kind: K }>,
  ): Promise<Extract<InsightAnswer, { kind: K | 'none' }>> {
    const id = ++this.count;
    const answer = await new Promise<InsightAnswer>((resolve) => {
      this.waiting.set(id, resolve);
      this.send(id, question);
    });
    if (answer.kind === question.kind || answer.kind === 'none')
      return answer as Extract<InsightAnswer, { kind: K | 'none' }>;
    return { kind: 'none', why: 'The answer was to another question.' };
  }

  receive(id: number, answer: InsightAnswer): void {
    this.waiting.get(id)?.(answer);
    this.waiting.delete(id);
  }
}
