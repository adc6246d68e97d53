/** A semaphore: slots for a bounded number of concurrent jobs; the others wait for their turn in order of arrival. */
export class Semaphore {
  private taken = 0;
  private readonly waiting: (() => void)[] = [];

  /** @param count maximum number of concurrent jobs, at least 1 */
  constructor(private readonly count: number) {}

  /**
   * Waits for a free slot.
   * @param abandoned resolves when the job is given up; later jobs move up at once
   * @returns function that releases the slot; undefined where the job was given up before its turn
   */
  async take(abandoned: Promise<unknown>): Promise<(() => void) | undefined> {
    if (this.taken < this.count) {
      this.taken++;
      return this.releaser();
    }
    let enter: () => void = () => undefined;
    const turn = new Promise<true>((resolve) => (enter = () => resolve(true)));
    this.waiting.push(enter);
    if (await Promise.race([turn, abandoned.then(() => false)])) return this.releaser();
    const place = this.waiting.indexOf(enter);
    if (place >= 0) this.waiting.splice(place, 1);
    // The turn came at the same moment: pass it on to the next job.
    else this.passOn();
    return undefined;
  }

  private releaser(): () => void {
    let isHeld = true;
    return () => {
      if (isHeld) this.passOn();
      isHeld = false;
    };
  }

  /** Passes the slot to the job that has waited longest, or frees it. */
  private passOn(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.taken--;
    else next();
  }
}
