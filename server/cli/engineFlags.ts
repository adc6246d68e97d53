/** Settings of V8 for a program that runs once, by version: V8 writes a complaint about flags that it does not know. */

/**
 * Returns the flags for a version of V8.
 * @param version such as "11.3.244.8-node.30"
 */
export function engineFlags(version: string): readonly string[] {
  return [
    // A fit makes much short-lived garbage. A scavenge takes as long however much it collects, so a young generation
    // that grows fast, and is seldom scavenged, saves time.
    '--semi-space-growth-factor=16',
    // Optimising code takes a quarter of the processor's time for a small file, and most of it runs too briefly to gain
    // by it: functions are optimised once they ran about ten times as long as usual, some milliseconds. Later versions
    // count calls instead, and wait as long by themselves.
    ...(version.startsWith('11.3.') ? ['--interrupt-budget=1200000'] : []),
  ];
}
