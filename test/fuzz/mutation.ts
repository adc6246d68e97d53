/** Inputs made of others: bytes changed, repeated, removed, exchanged with other inputs, or words that readers know. */
import { seededRandom } from '../../server/core/numeric/random';

/** Words with a meaning to some reader. */
const WORDS = (
  ', ; \t | " "" \r\n \n \r \\ \' # NA N/A -99 1e308 -0 0x1F 1.5 1,5 1.234,5 12 % € kg <0.05 >=3 ≤ 31.02.2024 ' +
  '2024-02-30T25:61 12:00 PM Mar-24 ﻿ \u00a0 \u2212 é { } [ ] : null true 1e400 NaN Infinity __proto__ \\u0000 ' +
  'Content-Length: \r\n\r\n mixtureLensModel columns components weight sep=; Total'
)
  .split(' ')
  .concat(' ', '  ', '\0')
  .map((word) => new TextEncoder().encode(word));

export class Mutator {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  /** @param maxLength maximum number of bytes of the new input */
  mutated(inputs: readonly Uint8Array[], maxLength: number): Uint8Array {
    let bytes = this.one(inputs);
    for (let times = 1 + this.below(4); times > 0; times--) bytes = this.step(bytes, inputs);
    return bytes.subarray(0, maxLength);
  }

  private step(bytes: Uint8Array, inputs: readonly Uint8Array[]): Uint8Array {
    const at = this.below(bytes.length + 1);
    const end = Math.min(bytes.length, at + this.below(1 + Math.min(bytes.length, 32)));
    switch (this.below(6)) {
      case 0:
        return spliced(bytes, at, at, this.one(WORDS));
      case 1:
        return spliced(bytes, at, end, this.one(WORDS));
      case 2:
        return spliced(bytes, at, end, new Uint8Array(0));
      case 3:
        return spliced(bytes, end, end, bytes.subarray(at, end));
      case 4: {
        const other = this.one(inputs);
        const from = this.below(other.length + 1);
        return spliced(bytes, at, end, other.subarray(from, from + this.below(64)));
      }
      default:
        return spliced(bytes, at, Math.min(bytes.length, at + 1), Uint8Array.of(this.below(256)));
    }
  }

  private one<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  private below(count: number): number {
    return Math.floor(count * this.random());
  }
}

function spliced(bytes: Uint8Array, from: number, to: number, put: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length - (to - from) + put.length);
  result.set(bytes.subarray(0, from));
  result.set(put, from);
  result.set(bytes.subarray(to), from + put.length);
  return result;
}
