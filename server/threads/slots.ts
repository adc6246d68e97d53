/** A bounded number of jobs under way at once; the others wait for their turn in the order in which they came. */
export class Slots {
  private taken = 0;
  private readonly waiting: (() => void)[] = [];

  /** @param count most jobs under way at once, at least 1 */
  constructor(private readonly count: number) {}

  /**
   * Waits for a free slot.
   * @param unwanted resolves when the job is given up; those behind it move up at once
   * @returns gives the slot back; undefined where the job was given up before its turn
   */
  async take(unwanted: Promise<unknown>): Promise<(() => void) | undefined> {
    if (this.taken < this.count) {
      this.taken++;
      return this.holding();
    }
    let enter: () => void = () => undefined;
    const turn = new Promise<true>((resolve) => (enter = () => resolve(true)));
    this.waiting.push(enter);
    if (await Promise.race([turn, unwanted.then(() => false)])) return this.holding();
    const place = this.waiting.indexOf(enter);
    if (place >= 0) this.waiting.splice(place, 1);
    // The turn came in the same moment: it goes on to the next.
    else this.passOn();
    return undefined;
  }

  private holding(): () => void {
    let isHeld = true;
    return () => {
      if (isHeld) this.passOn();
      isHeld = false;
    };
  }

  /** A slot goes to the job that waits longest, or is free. */
  private passOn(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.taken--;
    else next();
  }
}
