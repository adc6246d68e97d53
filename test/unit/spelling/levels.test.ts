import assert from 'node:assert/strict';
import { meaningFinder, spellingsOf } from '../../../server/core/spelling/misspeltLevels';

/** The misspelt texts and variants of a column with the given number of cells of each text, and the levels meant. */
function reported(counts: Readonly<Record<string, number>>): Readonly<Record<string, string>> {
  const texts = Object.keys(counts);
  const { meant } = spellingsOf(texts, Object.values(counts));
  return Object.fromEntries(
    meant.flatMap((own, i): [string, string][] =>
      own === undefined ? [] : [[texts[i], `${own.sort}: ${texts[own.level]}`]],
    ),
  );
}

describe('misspelt levels', () => {
  it('A rare text near a common level is misspelt', () => {
    assert.deepEqual(reported({ Berlin: 700, Hamburg: 500, Köln: 300, Berln: 3, Hambrug: 1, Hmaburgg: 1 }), {
      Berln: 'misspelt: Berlin',
      Hambrug: 'misspelt: Hamburg',
      Hmaburgg: 'misspelt: Hamburg',
    });
  });

  it('A rare initial letter is a variant of its word if all common levels are words', () => {
    assert.deepEqual(reported({ yes: 300, no: 200, y: 4, N: 2, yse: 1 }), { y: 'variant: yes', N: 'variant: no' });
    assert.deepEqual(reported({ Female: 90, Male: 80, f: 3, M: 1 }), { f: 'variant: Female', M: 'variant: Male' });
  });

  it('A new initial letter is a variant of its word', () => {
    const { level, sort } = meaningFinder({ levels: ['no', 'yes'], counts: [40, 50], rate: 0.01 })('Y') ?? {};
    assert.deepEqual([level, sort], [1, 'variant']);
  });

  it('A letter that is a level, frequent or the initial of two words is no variant', () => {
    assert.deepEqual(reported({ Berlin: 300, a: 90, b: 80, B: 70 }), {});
    assert.deepEqual(reported({ yes: 30, no: 20, y: 9 }), {});
    assert.deepEqual(reported({ south: 300, southwest: 200, s: 1 }), {});
  });

  it('Two common levels are no misspellings of each other', () => {
    assert.deepEqual(reported({ male: 60, female: 50 }), {});
    assert.deepEqual(reported({ Austria: 300, Australia: 290 }), {});
  });

  it('A rare level has no misspellings', () => {
    assert.deepEqual(reported({ Berlin: 3, Berln: 1, Hamburg: 2 }), {});
  });

  it('Similar names, codes and numerals are no misspellings of each other', () => {
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
          assert.deepEqual(reported({ [many]: 300, other: 250, further: 90, [few]: rare }), {}, `${few} ${rare} times`);
    assert.deepEqual(reported({ KJFK: 9000, KLAX: 80, KSFO: 70, KORD: 60, KFJK: 1 }), {});
  });

  it('A word in capitals can be misspelt', () => {
    assert.deepEqual(reported({ TRUE: 900, FALSE: 800, TREU: 1 }), { TREU: 'misspelt: TRUE' });
  });

  const NAMES = {
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

  it('Other spellings of names are no misspellings in a column of similar names', () => {
    assert.deepEqual(reported({ ...NAMES, Johnsen: 2, Andersen: 1, Nielson: 1, Browne: 1 }), {});
  });

  it('Slips of typing are misspellings in a column of similar names', () => {
    assert.deepEqual(reported({ ...NAMES, Jhonson: 1, Willams: 1 }), {
      Jhonson: 'misspelt: Johnson',
      Willams: 'misspelt: Williams',
    });
  });

  it('Another spelling of a name is a misspelling in a column of different names', () => {
    assert.deepEqual(reported({ Smith: 700, Phillips: 400, Matthews: 300, Philips: 1 }), {
      Philips: 'misspelt: Phillips',
    });
  });

  it('Words that differ in the same way several times are no misspellings', () => {
    assert.deepEqual(
      reported({ chloride: 200, sulfate: 100, nitrate: 90, phosphate: 40, chlorite: 2, sulfite: 2, nitrite: 1 }),
      {},
    );
    assert.deepEqual(
      reported({
        Hypertension: 300,
        Diabetes: 200,
        Asthma: 100,
        Hyperthyroidism: 90,
        Hypotension: 2,
        Hypothyroidism: 1,
      }),
      {},
    );
    assert.deepEqual(
      reported({ Radiology: 120, Surgery: 100, Neurology: 70, Oncology: 60, Cardiology: 3, Urology: 2 }),
      {},
    );
  });

  it('Words that differ in different ways are misspellings', () => {
    assert.deepEqual(reported({ chloride: 200, sulfate: 100, nitrate: 90, cloride: 1, sulfatw: 1, nirtate: 1 }), {
      cloride: 'misspelt: chloride',
      sulfatw: 'misspelt: sulfate',
      nirtate: 'misspelt: nitrate',
    });
  });

  it('A slip is misspelt only if the level meant is frequent enough', () => {
    const text = (many: number): Readonly<Record<string, string>> => reported({ Paris: many, London: many, Londn: 1 });
    assert.deepEqual([Object.keys(text(5)), Object.keys(text(400))], [[], ['Londn']]);
  });

  it('A repeated slip is misspelt as long as it stays rare', () => {
    assert.ok('Londn' in reported({ London: 4000, Paris: 3000, Londn: 5 }));
    assert.deepEqual(reported({ London: 400, Paris: 3000, Londn: 60 }), {});
  });

  it('The level meant is never misspelt itself', () => {
    const found = reported({ suspected: 5000, probable: 4000, suspeted: 6, suspetd: 1, suspetedd: 1 });
    assert.deepEqual(found, {
      suspeted: 'misspelt: suspected',
      suspetd: 'misspelt: suspected',
      suspetedd: 'misspelt: suspected',
    });
    assert.equal(
      reported({ suspected: 1500, probable: 2500, suspeted: 8, suspetde: 1 }).suspetde,
      'misspelt: suspected',
    );
  });

  it('A single cell a letter away from one of few texts with many cells each is misspelt, whatever the key', () => {
    assert.deepEqual(reported({ Biscoe: 167, Dream: 124, Torgersen: 52, Biscoo: 1 }), { Biscoo: 'misspelt: Biscoe' });
    assert.deepEqual(reported({ Adelie: 151, Gentoo: 124, Chinstrap: 68, Adelio: 1 }), { Adelio: 'misspelt: Adelie' });
    assert.ok('Biscoo' in reported({ Biscoe: 167, Dream: 124, Torgersen: 52, Biscoo: 1, '??': 1 }));
  });

  it('A text with another ending is correct where it repeats, texts have few cells, or a further text is rare', () => {
    assert.deepEqual(reported({ Biscoe: 167, Dream: 124, Torgersen: 52, Biscoo: 2 }), {});
    assert.deepEqual(reported({ Biscoe: 20, Dream: 24, Torgersen: 22, Biscoo: 1 }), {});
    assert.deepEqual(reported({ Biscoe: 167, Dream: 124, Torgersen: 52, Coronation: 3, Biscoo: 1 }), {});
  });

  it('A short word, a pair of names and a longer word are correct among few texts with many cells each', () => {
    assert.deepEqual(reported({ Iran: 60, Oman: 50, Niger: 40, Iraq: 1, Nigeria: 1 }), {});
    assert.deepEqual(reported({ Maria: 60, Anna: 60, Carla: 60, Mario: 1 }), {});
    assert.deepEqual(reported({ low: 60, medium: 60, high: 60, nigh: 1 }), {});
  });

  it('The misspellings do not depend on the order of the texts', () => {
    const counts = { Berlin: 700, Hamburg: 500, berlin: 40, Berln: 3, Bergin: 1, Hambrug: 1, Yes: 9, YES: 9 };
    const reversed = Object.fromEntries(Object.entries(counts).reverse());
    assert.deepEqual(Object.entries(reported(counts)).sort(), Object.entries(reported(reversed)).sort());
  });
});

describe('variants of levels', () => {
  it('A variant means the most frequent spelling', () => {
    assert.deepEqual(reported({ Yes: 300, yes: 120, YES: 2, 'No.': 5, No: 200 }), {
      yes: 'variant: Yes',
      YES: 'variant: Yes',
      'No.': 'variant: No',
    });
  });

  it('Texts of one or two letters are variants only if they are rare', () => {
    assert.deepEqual(reported({ AA: 30, Aa: 60, aa: 28 }), {});
    assert.deepEqual(reported({ M: 300, F: 280, m: 2, f: 4 }), { m: 'variant: M', f: 'variant: F' });
  });

  it('Units that differ in capitals are no variants', () => {
    const columns: readonly Readonly<Record<string, number>>[] = [
      { MW: 100, mW: 5, kW: 60, W: 30 },
      { Mg: 100, mg: 8, g: 60, kg: 30 },
      { s: 100, S: 5, m: 60, A: 30 },
      { Pa: 100, PA: 2, kPa: 60, MPa: 30, mPa: 2 },
    ];
    for (const counts of columns) assert.deepEqual(reported(counts), {});
  });

  it('A rare unit or code in other capitals is a variant', () => {
    assert.deepEqual(reported({ kg: 100, Kg: 3, g: 60, mg: 30 }), { Kg: 'variant: kg' });
    assert.deepEqual(reported({ NY: 90, CA: 80, TX: 50, ny: 1, Ca: 2 }), { ny: 'variant: NY', Ca: 'variant: CA' });
  });

  it('Texts that use capitals to distinguish levels are no variants', () => {
    assert.deepEqual(reported({ TSMN: 10, tSMN: 10, TsMN: 10, TSmn: 10, tsmn: 10, tSmn: 10 }), {});
  });

  it('Phrases in other capitals are variants even if they are frequent', () => {
    assert.deepEqual(reported({ 'Face to face': 60, 'face to face': 40, 'Face to Face': 20 }), {
      'face to face': 'variant: Face to face',
      'Face to Face': 'variant: Face to face',
    });
  });

  it('Names without their accents are variants only if they are rare', () => {
    assert.deepEqual(reported({ José: 40, Jose: 12, Maria: 50, María: 20, André: 8, Andre: 9 }), {});
    assert.deepEqual(reported({ José: 40, Jose: 4, Köln: 90, Koln: 3 }), {
      Jose: 'variant: José',
      Koln: 'variant: Köln',
    });
  });
});

describe('meaningFinder', () => {
  const levels = ['Berlin', 'Hamburg', 'Köln'];
  const mean = meaningFinder({ levels, counts: [700, 500, 300], rate: 0.01 });

  it('A new text has the meaning that it has within the column', () => {
    for (const text of ['Berln', 'berlin', 'BERLIN', 'Hambrug', 'Koln', 'München', 'B', 'Hamm', 'Berlin 2', '']) {
      const { meant } = spellingsOf([...levels, text], [700, 500, 300, 1]);
      assert.deepEqual(mean(text), meant[3], text);
    }
  });
});
