/** The page's questions to its host, each matched with its answer. */
import { say } from '../language/language';
import type { InsightAnswer, InsightQuestion } from '../server/protocol/insight';

export class Questions {
  private readonly pending = new Map<number, (answer: InsightAnswer) => void>();
  private lastId = 0;

  constructor(private readonly send: (id: number, question: InsightQuestion) => void) {}

  /** Resolves with the answer, or never if the page is discarded first. */
  async ask<K extends InsightQuestion['kind']>(
    question: Extract<InsightQuestion, { kind: K }>,
  ): Promise<Extract<InsightAnswer, { kind: K | 'none' }>> {
    const id = ++this.lastId;
    const answer = await new Promise<InsightAnswer>((resolve) => {
      this.pending.set(id, resolve);
      this.send(id, question);
    });
    if (answer.kind === question.kind || answer.kind === 'none')
      return answer as Extract<InsightAnswer, { kind: K | 'none' }>;
    return { kind: 'none', why: say('The answer was to another question.') };
  }

  receive(id: number, answer: InsightAnswer): void {
    this.pending.get(id)?.(answer);
    this.pending.delete(id);
  }
}
