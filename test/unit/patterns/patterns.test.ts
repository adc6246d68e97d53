import assert from 'node:assert/strict';
import fc from 'fast-check';
import { damageIn } from '../../../server/core/patterns/damage';
import { isWithinEdits } from '../../../server/core/patterns/edits';
import { patternFault, patternsOf, type PatternFault } from '../../../server/core/patterns/patterns';
import { countCommon } from '../../../server/core/patterns/separate';
import { exactShape, shapeAt } from '../../../server/core/patterns/shape';
import { seededRandom } from '../../../server/core/numeric/random';

const random = seededRandom(4);
const digits = (count: number): string => Array.from({ length: count }, () => Math.floor(10 * random())).join('');
const letter = (): string => 'ABCDEFGH'[Math.floor(8 * random())];
const many = (make: (n: number) => string, count = 2000): readonly string[] =>
  Array.from({ length: count }, (_, n) => make(n));

/** Faults of the wrong texts among the sound ones of their column; asserts that the sound ones have none. */
function faults(sound: readonly string[], wrong: readonly string[]): readonly (PatternFault | undefined)[] {
  const counts = new Map<string, number>();
  for (const text of [...sound, ...wrong]) counts.set(text, (counts.get(text) ?? 0) + 1);
  const patterns = patternsOf(Array.from(counts, ([text, cells]) => ({ text, cells })));
  assert.ok(patterns);
  const faultOf = patternFault(patterns);
  for (const text of sound) assert.equal(faultOf(text), undefined, text);
  return wrong.map(faultOf);
}

/** The intended text, or else the sort, of each fault. */
const corrections = (sound: readonly string[], wrong: readonly string[]): readonly unknown[] =>
  faults(sound, wrong).map((fault) => fault?.meant ?? fault?.sort);

describe('shapes', () => {
  it('shapeAt replaces characters by their classes, singly or in runs', () => {
    assert.equal(exactShape('AB-12 é3'), 'AA-99 a9');
    assert.deepEqual(
      (['exact', 'literal', 'letters', 'runs'] as const).map((level) => shapeAt(level, 'ABc-123')),
      ['AAa-999', 'ABc-9', 'Aa-999', 'Aa-9'],
    );
  });

  const common = (...counts: readonly number[]): number | undefined =>
    countCommon(counts.map((count) => ({ cells: count, weight: count })));

  it('countCommon separates rare shapes below a gap in the counts', () => {
    assert.equal(common(1997, 1, 1, 1), 1);
    assert.equal(common(1500, 480, 1, 1, 1), 2);
    assert.equal(common(2000), 1);
    assert.equal(common(1000, 1, 1), 1);
  });

  it('countCommon finds no rare shapes at the end of a continuous row of counts', () => {
    for (const counts of [
      [1900, 60, 20, 12, 4, 2, 1, 1],
      [1900, 100, 50, 25, 12, 6, 3, 1],
      [20, 1],
      [1900, 100],
    ])
      assert.equal(common(...counts), undefined, String(counts));
  });

  it('Draws from a Poisson-Dirichlet law hardly ever have rare shapes', () => {
    let alarms = 0;
    for (const discount of [0, 0.2, 0.5, 0.8]) {
      for (let run = 0; run < 50; run++) {
        const counts: number[] = [];
        for (let n = 0; n < 1000; n++) {
          let left = random() * (n + 1);
          const at = counts.findIndex((count) => (left -= count - discount) < 0);
          if (at < 0) counts.push(1);
          else counts[at]++;
        }
        const sorted = counts.sort((a, b) => b - a);
        const commonCount = common(...sorted);
        if (commonCount !== undefined && commonCount < sorted.length) alarms++;
      }
    }

    assert.ok(alarms <= 16, `${alarms} of 200`);
  });

  it('isWithinEdits agrees with the full table of edit distances', () => {
    const text = fc.string({ unit: fc.constantFrom('A', '9', '-'), maxLength: 7 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const cost = Array.from({ length: a.length + 1 }, (_, i) =>
          Array.from({ length: b.length + 1 }, (__, j) => (i === 0 ? j : j === 0 ? i : 0)),
        );
        for (let i = 1; i <= a.length; i++)
          for (let j = 1; j <= b.length; j++)
            cost[i][j] = Math.min(
              cost[i - 1][j] + 1,
              cost[i][j - 1] + 1,
              cost[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1),
            );

        for (const limit of [1, 2, 3]) assert.equal(isWithinEdits(a, b, limit), cost[a.length][b.length] <= limit);
      }),
    );
  });
});

describe('column patterns', () => {
  it('Single letters that are frequent beside numbers are not reported', () => {
    const sections = Array.from('ABCDEFGHIJKLMNOPQRSTU');
    faults([...many((n) => String(10 + ((n * 7919) % 9890)), 975), ...sections], []);
  });

  it('More joining marks than in the other texts are not reported, fewer marks are', () => {
    const word = (): string =>
      ['Oak', '1st', 'MLK', 'o2', 'lake', 'N54', 'a', '42', 'Zed9', 'QQ', '3Pines', 'McLean', 'x1y'][
        Math.floor(13 * random())
      ];
    const paths = many((n) => `/homes/${10 + n}-${word()}-${word()}-${word()}/${digits(4)}`, 100);

    assert.deepEqual(corrections(paths, ['/homes/7-W-Oak-1st-durham/1234', '/homes/7-Oakdurham/1234']), [
      undefined,
      'mark',
    ]);
  });

  it('Codes of another form are reported, with the intended code where it is known', () => {
    const codes = many(() => `${letter()}${letter()}-${digits(3)}`);

    assert.deepEqual(corrections(codes, ['AB123', '(AB-123)', 'ab-123', 'AB-1O3', '05-Mar']), [
      'form',
      'AB-123',
      'AB-123',
      'AB-103',
      'date',
    ]);
  });

  it('Codes with missing characters are reported without an intended code', () => {
    assert.deepEqual(
      corrections(
        many(() => `${digits(5)}-${digits(4)}`),
        ['12345-', '12345', '123456789'],
      ),
      ['form', 'form', 'form'],
    );
  });

  it('One lost leading zero is reported as such, two are another form', () => {
    assert.deepEqual(
      corrections(
        many(() => digits(5)),
        ['4213', '421'],
      ),
      ['zero', 'form'],
    );
  });

  it('Numbers that count on to one more digit are not reported', () => {
    assert.deepEqual(
      corrections(
        many((n) => String(8000 + n), 2000),
        ['10000'],
      ),
      [undefined],
    );
    assert.deepEqual(
      corrections(
        many((n) => String(2_000_000 + 4_000 * n), 2000),
        ['10010000'],
      ),
      [undefined],
    );
  });

  it('Numbers with fewer or more digits than those that count on are reported', () => {
    assert.deepEqual(
      corrections(
        many((n) => String(1_000_000 + n), 2000),
        ['10012', '12345678'],
      ),
      ['form', 'form'],
    );
  });

  const word = (): string => many(() => 'abcdefghij'[Math.floor(10 * random())], 3 + Math.floor(5 * random())).join('');

  it('Addresses without the marks that all others have are reported', () => {
    const mails = many(
      () => `${word()}${random() < 0.2 ? `.${word()}` : ''}@${word()}.${random() < 0.7 ? 'com' : 'org'}`,
    );

    assert.deepEqual(corrections(mails, ['abc.com', 'abc@@de.com']), ['form', 'form']);
  });

  it('A name without the mark that all others have is reported with that mark', () => {
    const names = many(
      (n) =>
        `${letter()}${word()}${n % 9 === 0 ? '-Smith' : n % 7 === 0 ? ' jun.' : ''}, ` +
        `${letter()}${word()}${n % 5 === 0 ? ` ${letter()}.` : ''}`,
    );

    assert.deepEqual(
      faults(names, ['Smith John', 'O’Neill, James, Jr.']).map(
        (fault) => fault && [fault.sort, fault.mark, fault.times],
      ),
      [['mark', ',', 0], undefined],
    );
  });

  it('Names of many forms are not reported', () => {
    const names = [
      'Ann Lee',
      'José Núñez',
      'Mary-Ann O’Neill',
      'Dr. Li',
      'van der Berg, Jan',
      'Bob',
      'Prince',
      'X Æ A-12',
      'Smith & Sons',
      'Müller (jun.)',
    ];
    const all = many(
      (n) =>
        `${names[Math.floor(n ** 0.3) % 10]} ${letter()}${letter()
          .toLowerCase()
          .repeat(1 + (n % 7))}`,
    );

    assert.deepEqual(faults(all, ['J. P. "Bobby" Smith-Jones III', '1st Lt. Kim / Lee']), [undefined, undefined]);
  });

  it('Few texts have no pattern, but their damage is reported', () => {
    assert.deepEqual(corrections(['AB-1', 'CD-2', 'EF-3'], ['x', 'CafÃ©']), [undefined, 'Café']);
  });

  it('Damage that most texts have is not reported', () => {
    const entities = many((n) => `a &amp; b${n}`, 100);
    assert.deepEqual(faults(entities, ['a &amp; b100']), [undefined]);
  });
});

describe('damaged texts', () => {
  it('damageIn gives the sort of damage and the intended text where it is known', () => {
    const found = (text: string): unknown => {
      const own = damageIn(text);
      return own && [own.sort, own.meant];
    };

    assert.deepEqual(found('MÃ¼ller â€“ CafÃ©'), ['encoding', 'Müller – Café']);
    assert.deepEqual(found('M\ufffdller'), ['replaced', undefined]);
    assert.deepEqual(found('a\u0000'), ['control', 'a']);
    assert.deepEqual(found('children\u0019s'), ['control', undefined]);
    assert.deepEqual(found('1 \u0096 2'), ['control', '1 – 2']);
    assert.deepEqual(found('A &amp; B &#233;'), ['entity', 'A & B é']);
    assert.deepEqual(found('say "no'), undefined);
    assert.deepEqual(found('"no'), ['quote', 'no']);
    assert.deepEqual(found('#REF!'), ['error', undefined]);
    assert.deepEqual(found('#####'), ['hashes', undefined]);
    assert.deepEqual(['05-Mar', 'Mar-05'].map(found), [
      ['date', undefined],
      ['date', undefined],
    ]);
    assert.deepEqual(found('1.23E+10'), ['exponent', undefined]);
  });

  it('Ordinary texts are not damaged', () => {
    for (const text of [
      'Ä Ö Ü',
      'Ångström',
      'São João',
      'R&B',
      'AT&T; more',
      '12"',
      '5\' 6"',
      '#1',
      'C#',
      'Mar-a-Lago',
      '€5',
      'naïve “quotes” – dash…',
      'Ça va',
      '日本語',
      '½ cup',
      'Â',
      'Ã',
      '20 °C',
      'a\tb',
    ]) {
      assert.equal(damageIn(text), undefined, text);
    }
  });

  it('Texts of Western Europe in a wrong encoding are restored', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('é', 'ü', 'ñ', 'ß', 'Ö', 'a', ' ', '–', '’', '€'), { maxLength: 12 }),
        (letters) => {
          const text = letters.join('');
          const misread = new TextDecoder('windows-1252').decode(new TextEncoder().encode(text));

          assert.equal(damageIn(misread)?.meant, misread === text ? undefined : text);
        },
      ),
    );
  });
});

describe('texts without a letter', () => {
  const names = many(
    (n) => `${letter()}${'andreas maria'.slice(n % 9)}${n % 2 === 0 ? '' : ` ${letter()}${'lehmann'.slice(n % 5)}`}`,
    300,
  );
  const titles = many((n) => (n % 12 === 0 ? `Part ${digits(1)} of ${letter()}` : `The ${letter()}unt of ${n}`), 300);

  it('A text of marks or digits is no word of a column of words', () => {
    assert.deepEqual(corrections(names, ['??', '.', '12345', '–']), Array(4).fill('letterless'));
  });

  it('A number is a word of a column whose words have digits, a text of marks is none', () => {
    assert.deepEqual(corrections(titles, ['1984', '??']), [undefined, 'letterless']);
  });

  it('A text without a letter that stands in many cells is right', () => {
    assert.deepEqual(corrections([...names, ...Array<string>(9).fill('?')], ['??']), [undefined]);
  });

  it('A column of few words has no such texts', () => {
    assert.deepEqual(corrections(names.slice(0, 30), ['??']), [undefined]);
  });
});

describe('addresses of few persons', () => {
  const persons = ['m.lang@firma.de', 'k.noll@firma.de', 't.roth@firma.de', 's.jung@firma.de'];
  const addresses = many((n) => persons[n % persons.length], 200);

  it('A text without the @ of the few addresses of a column is no address', () => {
    const found = faults(addresses, ['m.langfirma.de', 'm.lang@@firma.de']);

    assert.deepEqual(
      found.map((fault) => [fault?.sort, fault?.mark, fault?.times]),
      [
        ['mark', '@', 0],
        ['mark', '@', 2],
      ],
    );
  });

  it('Names in many cells beside addresses are right', () => {
    assert.deepEqual(corrections([...addresses, ...Array<string>(20).fill('head office')], ['desk']), [undefined]);
  });
});
