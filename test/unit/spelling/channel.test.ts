import assert from 'node:assert/strict';
import fc from 'fast-check';
import { candidatePairs } from '../../../server/core/spelling/texts/candidates';
import { MOST_EDITS, slipOf, type SlipEdit } from '../../../server/core/spelling/texts/slipChannel';
import { differencesOf, folded } from '../../../server/core/spelling/texts/folding';

/**
 * Optimal string alignment distance: the least number of insertions, deletions, substitutions and exchanges of
 * neighbours, by the full table of prefixes.
 */
function distance(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      d[i][j] = Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.length][b.length];
}

/** Applies the edits of a slip to the text meant. */
function typed(meant: string, edits: readonly SlipEdit[]): string {
  return edits.reduceRight(
    (text, { at, meant: before, typed: after }) => text.slice(0, at) + after + text.slice(at + before.length),
    meant,
  );
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 's'), maxLength: 9 });

describe('slipOf', () => {
  it('slipOf explains exactly the texts within two edits', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const slip = slipOf(a, b);
        const edits = distance(a, b);
        assert.equal(slip !== undefined, edits > 0 && edits <= MOST_EDITS, `${a} ${b}: ${edits}`);
        if (slip === undefined) return;
        assert.ok(slip.edits.length >= edits && slip.logProbability < 0);
        assert.equal(typed(b, slip.edits), a);
      }),
      { numRuns: 3000 },
    );
  });

  it('slipOf names the kind and the place of each edit', () => {
    const kinds = (text: string, meant: string): readonly string[] | undefined =>
      slipOf(text, meant)?.edits.map(({ kind, at }) => `${kind} ${at}`);

    assert.deepEqual(kinds('berln', 'berlin'), ['missing 4']);
    assert.deepEqual(kinds('suuspected', 'suspected'), ['doubled 2']);
    assert.deepEqual(kinds('berkin', 'berlin'), ['beside 3']);
    assert.deepEqual(kinds('bexlin', 'berlin'), ['mistyped 2']);
    assert.deepEqual(kinds('ebrlin', 'berlin'), ['exchanged 0']);
    assert.deepEqual(kinds('berxlin', 'berlin'), ['extra 3']);
    assert.deepEqual(kinds('brlinn', 'berlin'), ['missing 1', 'doubled 6']);
    assert.equal(kinds('paris', 'berlin'), undefined);
  });

  const logProbability = (text: string, meant: string): number => slipOf(text, meant)?.logProbability ?? -Infinity;

  it('A slip to a neighbouring key is likelier than one to a distant key', () => {
    assert.ok(logProbability('berkin', 'berlin') > logProbability('berqin', 'berlin'));
  });

  it('A doubled letter is likelier than a foreign one', () => {
    assert.ok(logProbability('berllin', 'berlin') > logProbability('berlxin', 'berlin'));
  });

  it('One slip is much likelier than two', () => {
    assert.ok(logProbability('berln', 'berlin') > logProbability('erln', 'berlin') + 2);
  });

  it('A slip of a digit is much less likely than one of a letter', () => {
    assert.ok(logProbability('a13', 'a12') < logProbability('ab', 'ac') - 5);
  });

  it('The probabilities of the texts near a word sum to at most one', () => {
    for (const meant of ['berlin', 'aa', 'abcdefgh']) {
      const near = new Set<string>();
      const letters = 'abcdefghijklmnopqrstuvwxyz';
      for (let i = 0; i <= meant.length; i++) {
        for (const letter of letters)
          near.add(meant.slice(0, i) + letter + meant.slice(i)).add(meant.slice(0, i) + letter + meant.slice(i + 1));
        near
          .add(meant.slice(0, i) + meant.slice(i + 1))
          .add(meant.slice(0, i) + (meant[i + 1] ?? '') + (meant[i] ?? '') + meant.slice(i + 2));
      }
      const sum = [...near].reduce(
        (total, text) => total + Math.exp(slipOf(text, meant)?.logProbability ?? -Infinity),
        0,
      );
      assert.ok(sum > 0.5 && sum <= 1, `${meant}: ${sum}`);
    }
  });
});

describe('candidatePairs', () => {
  it('candidatePairs returns every pair within two edits', () => {
    const long = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'ä', '日'), maxLength: 14 });
    fc.assert(
      fc.property(fc.uniqueArray(long, { maxLength: 20 }), fc.uniqueArray(long, { maxLength: 20 }), (rare, common) => {
        const found = new Set(candidatePairs(rare, common).map(({ rare: r, common: c }) => `${r} ${c}`));
        rare.forEach((a, r) =>
          common.forEach((b, c) => {
            const edits = distance(a, b);
            if (edits > 0 && edits <= MOST_EDITS) assert.ok(found.has(`${r} ${c}`), `${a} ${b}`);
          }),
        );
      }),
      { numRuns: 400 },
    );
  });

  it('candidatePairs compares few pairs of 5,000 texts', () => {
    const texts = Array.from(
      { length: 5000 },
      (_, i) => `${((i * 7919) % 5003).toString(36)}-${((i * 104_729) % 99_991).toString(26)}-name`,
    );

    const { length } = candidatePairs(texts, texts);

    assert.ok(length < 100_000, String(length));
  });
});

describe('folded', () => {
  it('Texts that differ in capitals, blanks, hyphens, accents or Unicode form fold alike', () => {
    for (const [a, b] of [
      ['Yes', 'yes'],
      ['New York', 'new-york'],
      ['New York', 'New  York'],
      ['New York', 'NewYork'],
      ['São Paulo', 'Sao Paulo'],
      ['Müller', 'Mu\u0308ller'],
      ['St. Louis', 'St Louis'],
      ['O’Brien', "O'Brien"],
      ['2-door', '2 door'],
      ['Type 1', 'type_1'],
      ['Straße', 'STRASSE'],
      ['a\u00a0b', 'a b'],
      ['Inc.', 'Inc'],
      ['Par\u200bis', 'Paris'],
      ['Ber\u00adlin', 'Berlin'],
      ['P\u0430ris', 'Paris'],
      ['C\u0410', 'CA'],
      ['\u0421\u0410', 'CA'],
      ['M\u043e\u0441\u043a\u0432\u0430', '\u041c\u043e\u0441\u043a\u0432\u0430'],
    ])
      assert.equal(folded(a), folded(b), `${a} ${b}`);
  });

  it('Texts that differ in a significant sign, digit or letter fold differently', () => {
    for (const [a, b] of [
      ['A+', 'A-'],
      ['1-2', '12'],
      ['A-1', 'A1'],
      ['A12', 'A13'],
      ['й', 'и'],
      ['が', 'か'],
      ['1 2', '12'],
      ['<5', '>5'],
      ['-', '--'],
      ['\u03bcm', 'um'],
      ['\u0442\u0438\u043f', 'tip'],
    ])
      assert.notEqual(folded(a), folded(b), `${a} ${b}`);
  });
});

describe('differencesOf', () => {
  it('differencesOf names how two spellings differ', () => {
    assert.deepEqual(differencesOf('yes', 'Yes'), ['capitals']);
    assert.deepEqual(differencesOf('new york', 'New-York'), ['capitals', 'blanks', 'signs']);
    assert.deepEqual(differencesOf('Sao Paulo', 'São Paulo'), ['accents']);
    assert.deepEqual(differencesOf('Mu\u0308ller', 'Müller'), ['form']);
    assert.deepEqual(differencesOf('NewYork', 'New York'), ['blanks']);
    assert.deepEqual(differencesOf('Par\u200bis', 'Paris'), ['unseen']);
    assert.deepEqual(differencesOf('P\u0430ris', 'Paris'), ['script']);
  });
});
