/**
 * Resolves once the condition holds, and rejects with its name when it does not within the limit.
 * For what no event tells of (an extension that becomes active, an editor that has painted).
 */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMilliseconds = 15_000,
): Promise<void> {
  const end = performance.now() + limitMilliseconds;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Not within ${limitMilliseconds} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
