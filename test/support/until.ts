/**
 * Resolves once the condition holds, and rejects with its name when it does not within the limit.
 * Serves conditions without an event, such as the activation of an extension or the painting of an editor.
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
