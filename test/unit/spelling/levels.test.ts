import assert from 'node:assert/strict';
import { meaningOf, spellingsOf } from '../../../server/core/spelling/misspeltLevels';

/** What is told of a column with so many cells of each text: the text, how, and what was meant. */
function told(counts: Readonly<Record<string, number>>): Readonly<Record<string, string>> {
  const texts = Object.keys(counts);
  const { meant } = spellingsOf(texts, Object.values(counts));
  return Object.fromEntries(
    meant.flatMap((own, i): [string, string][] =>
      own === undefined ? [] : [[texts[i], `${own.sort}: ${texts[own.level]}`]],
    ),
  );
}

describe('misspelt levels', () => {
  it('are told where they are rare and near a common one', () => {
    assert.deepEqual(told({ Berlin: 700, Hamburg: 500, Köln: 300, Berln: 3, Hambrug: 1, Hmaburgg: 1 }), {
      Berln: 'misspelt: Berlin',
      Hambrug: 'misspelt: Hamburg',
      Hmaburgg: 'misspelt: Hamburg',
    });
  });

  it('are told as the first letter of a word, where all common levels are words', () => {
    assert.deepEqual(told({ yes: 300, no: 200, y: 4, N: 2, yse: 1 }), { y: 'variant: yes', N: 'variant: no' });
    assert.deepEqual(told({ Female: 90, Male: 80, f: 3, M: 1 }), { f: 'variant: Female', M: 'variant: Male' });
    const { level, sort } = meaningOf({ levels: ['no', 'yes'], counts: [40, 50], rate: 0.01 })('Y') ?? {};
    assert.deepEqual([level, sort], [1, 'variant']);
    // Letters that are levels, that are too many, and that are of two words.
    assert.deepEqual(told({ Berlin: 300, a: 90, b: 80, B: 70 }), {});
    assert.deepEqual(told({ yes: 30, no: 20, y: 9 }), {});
    assert.deepEqual(told({ south: 300, southwest: 200, s: 1 }), {});
  });

  it('are none where both are common, and none of rare ones', () => {
    assert.deepEqual(told({ male: 60, female: 50 }), {});
    assert.deepEqual(told({ Austria: 300, Australia: 290 }), {});
    assert.deepEqual(told({ Berlin: 3, Berln: 1, Hamburg: 2 }), {});
  });

  it('are no names, codes and numerals that are alike and right', () => {
    const pairs = [
      ['Austria', 'Australia'],
      ['Niger', 'Nigeria'],
      ['Jan', 'Jun'],
      ['A12', 'A13'],
      ['2-door', '4-door'],
      ['Class I', 'Class II'],
      ['Class III', 'Class II'],
      ['Group A', 'Group B'],
      ['Iran', 'Iraq'],
      ['Slovakia', 'Slovenia'],
      ['male', 'female'],
      ['cat', 'cats'],
      ['Grade 1a', 'Grade 1b'],
      ['George Bush', 'George W. Bush'],
      ['George W. Bush', 'George H.W. Bush'],
    ];
    for (const [a, b] of pairs)
      for (const rare of [1, 2, 3])
        for (const [few, many] of [
          [a, b],
          [b, a],
        ])
          assert.deepEqual(told({ [many]: 300, other: 250, further: 90, [few]: rare }), {}, `${few} ${rare} times`);
    assert.deepEqual(told({ KJFK: 9000, KLAX: 80, KSFO: 70, KORD: 60, KFJK: 1 }), {});
    assert.deepEqual(told({ TRUE: 900, FALSE: 800, TREU: 1 }), { TREU: 'misspelt: TRUE' });
  });

  it('are no names in a column of which the names are alike', () => {
    const names = {
      Smith: 70,
      Johnson: 60,
      Williams: 40,
      Brown: 35,
      Anderson: 30,
      Miller: 30,
      Hansen: 12,
      Hanson: 9,
      Nielsen: 10,
      Jensen: 9,
    };
    assert.deepEqual(told({ ...names, Johnsen: 2, Andersen: 1, Nielson: 1, Browne: 1 }), {});
    assert.deepEqual(told({ ...names, Jhonson: 1, Willams: 1 }), {
      Jhonson: 'misspelt: Johnson',
      Willams: 'misspelt: Williams',
    });
    assert.deepEqual(told({ Smith: 700, Phillips: 400, Matthews: 300, Philips: 1 }), { Philips: 'misspelt: Phillips' });
  });

  it('are no words that differ as words do, and several in the same way', () => {
    assert.deepEqual(
      told({ chloride: 200, sulfate: 100, nitrate: 90, phosphate: 40, chlorite: 2, sulfite: 2, nitrite: 1 }),
      {},
    );
    assert.deepEqual(
      told({ Hypertension: 300, Diabetes: 200, Asthma: 100, Hyperthyroidism: 90, Hypotension: 2, Hypothyroidism: 1 }),
      {},
    );
    assert.deepEqual(
      told({ Radiology: 120, Surgery: 100, Neurology: 70, Oncology: 60, Cardiology: 3, Urology: 2 }),
      {},
    );
    assert.deepEqual(told({ chloride: 200, sulfate: 100, nitrate: 90, cloride: 1, sulfatw: 1, nirtate: 1 }), {
      cloride: 'misspelt: chloride',
      sulfatw: 'misspelt: sulfate',
      nirtate: 'misspelt: nitrate',
    });
  });

  it('are more readily told the more slips there are, and the more cells have what was meant', () => {
    const text = (many: number): Readonly<Record<string, string>> => told({ Paris: many, London: many, Londn: 1 });
    assert.deepEqual([Object.keys(text(5)), Object.keys(text(400))], [[], ['Londn']]);
    // The same slip from habit, and a level of its own.
    assert.ok('Londn' in told({ London: 4000, Paris: 3000, Londn: 5 }));
    assert.deepEqual(told({ London: 400, Paris: 3000, Londn: 60 }), {});
  });

  it('never mean a text that is misspelt itself', () => {
    const found = told({ suspected: 5000, probable: 4000, suspeted: 6, suspetd: 1, suspetedd: 1 });
    assert.deepEqual(found, {
      suspeted: 'misspelt: suspected',
      suspetd: 'misspelt: suspected',
      suspetedd: 'misspelt: suspected',
    });
    assert.equal(told({ suspected: 1500, probable: 2500, suspeted: 8, suspetde: 1 }).suspetde, 'misspelt: suspected');
  });

  it('are the same in any order of the texts', () => {
    const counts = { Berlin: 700, Hamburg: 500, berlin: 40, Berln: 3, Bergin: 1, Hambrug: 1, Yes: 9, YES: 9 };
    const turned = Object.fromEntries(Object.entries(counts).reverse());
    assert.deepEqual(Object.entries(told(counts)).sort(), Object.entries(told(turned)).sort());
  });
});

describe('variants of levels', () => {
  it('mean the commonest spelling', () => {
    assert.deepEqual(told({ Yes: 300, yes: 120, YES: 2, 'No.': 5, No: 200 }), {
      yes: 'variant: Yes',
      YES: 'variant: Yes',
      'No.': 'variant: No',
    });
  });

  it('of two letters and fewer are other levels, unless they are rare', () => {
    assert.deepEqual(told({ AA: 30, Aa: 60, aa: 28 }), {});
    assert.deepEqual(told({ M: 300, F: 280, m: 2, f: 4 }), { m: 'variant: M', f: 'variant: F' });
  });

  it('are no units and codes of which the capitals are part', () => {
    const columns: readonly Readonly<Record<string, number>>[] = [
      { MW: 100, mW: 5, kW: 60, W: 30 },
      { Mg: 100, mg: 8, g: 60, kg: 30 },
      { s: 100, S: 5, m: 60, A: 30 },
      { Pa: 100, PA: 2, kPa: 60, MPa: 30, mPa: 2 },
    ];
    for (const counts of columns) assert.deepEqual(told(counts), {});
    assert.deepEqual(told({ kg: 100, Kg: 3, g: 60, mg: 30 }), { Kg: 'variant: kg' });
    assert.deepEqual(told({ NY: 90, CA: 80, TX: 50, ny: 1, Ca: 2 }), { ny: 'variant: NY', Ca: 'variant: CA' });
  });

  it('are no texts of which the capitals say something', () => {
    assert.deepEqual(told({ TSMN: 10, tSMN: 10, TsMN: 10, TSmn: 10, tsmn: 10, tSmn: 10 }), {});
    assert.deepEqual(told({ 'Face to face': 60, 'face to face': 40, 'Face to Face': 20 }), {
      'face to face': 'variant: Face to face',
      'Face to Face': 'variant: Face to face',
    });
  });

  it('are no names with accents that are as common', () => {
    assert.deepEqual(told({ José: 40, Jose: 12, Maria: 50, María: 20, André: 8, Andre: 9 }), {});
    assert.deepEqual(told({ José: 40, Jose: 4, Köln: 90, Koln: 3 }), { Jose: 'variant: José', Koln: 'variant: Köln' });
  });
});

describe('the meaning of a text that is new', () => {
  const levels = ['Berlin', 'Hamburg', 'Köln'];
  const mean = meaningOf({ levels, counts: [700, 500, 300], rate: 0.01 });

  it('is what is told of it among the others', () => {
    for (const text of ['Berln', 'berlin', 'BERLIN', 'Hambrug', 'Koln', 'München', 'B', 'Hamm', 'Berlin 2', '']) {
      const { meant } = spellingsOf([...levels, text], [700, 500, 300, 1]);
      assert.deepEqual(mean(text), meant[3], text);
    }
  });
});
