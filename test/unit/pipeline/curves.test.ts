/** Tests that curves without noise, which no cluster describes, have no findings. */
import assert from 'node:assert/strict';
import { fitText } from '../../support/fitText';

const ROWS = 50;
const curves: readonly (readonly [string, (t: number) => readonly [number, number]])[] = [
  ['circle', (t) => [Math.cos(2 * Math.PI * t), Math.sin(2 * Math.PI * t)]],
  ['sine', (t) => [t, 10 * Math.sin(2 * Math.PI * t)]],
  ['parabola', (t) => [t, (t - 0.5) ** 2]],
  ['exponential', (t) => [t, Math.exp(4 * t)]],
];

describe('curves without noise', function () {
  this.timeout(60_000);

  for (const [name, pointAt] of curves) {
    it(`A ${name} has no findings`, () => {
      const lines = Array.from({ length: ROWS }, (_, n) => pointAt(n / ROWS).map((x) => x.toFixed(4)));

      const { report } = fitText(`x,y\n${lines.map((cells) => cells.join(',')).join('\n')}\n`);

      assert.deepEqual([report.findings.filter((finding) => 'row' in finding), report.unreadable], [[], undefined]);
    });
  }
});
