import assert from 'node:assert/strict';
import { DEFAULT_MISSING, detectDialect, type Dialect } from '../../../server/core/csv/dialect/dialect';

function text(...lines: string[]): string {
  return lines.join('\n') + '\n';
}

function delimiter(...lines: string[]): string {
  return detectDialect(text(...lines)).delimiter;
}

function hasHeader(...lines: string[]): boolean {
  return detectDialect(text(...lines)).hasHeader;
}

function decimal(...lines: string[]): string {
  return detectDialect(text(...lines)).decimal;
}

describe('delimiter detection', () => {
  it('Commas, semicolons, tabs and bars are detected as delimiters', () => {
    for (const mark of [',', ';', '\t', '|']) assert.equal(delimiter(`a${mark}b`, `1${mark}2`, `3${mark}4`), mark);
  });

  it('The delimiter of a single column or of an empty text is the comma', () => {
    assert.equal(delimiter('x', '1', '2'), ',');
    assert.equal(delimiter('remark', 'nothing', 'one; two', 'three', 'a|b'), ',');
    assert.equal(detectDialect('').delimiter, ',');
    assert.equal(detectDialect('\n\n').delimiter, ',');
  });

  it('The delimiter of a single line is detected', () => {
    assert.equal(detectDialect('a;b;c').delimiter, ';');
    assert.equal(detectDialect('a\tb').delimiter, '\t');
  });

  it('Commas in free text are not the delimiter', () => {
    assert.equal(
      delimiter('id;remark;grade', '1;Good, but slow;3', '2;Fine, really;4', '3;Bad, bad, bad;1', '4;None;2'),
      ';',
    );
    assert.equal(delimiter('1;Good, but slow;3', '2;Fine, really;4', '3;Bad, slow;1'), ';');
    assert.equal(delimiter('Smith, John;45', 'Doe, Jane;33', 'Roe, Rick;28'), ';');
    assert.equal(delimiter('city\tnote', 'Rome, IT\ta, b', 'Oslo, NO\tc, d'), '\t');
  });

  it('Decimal commas are not the delimiter', () => {
    assert.equal(delimiter('a;b;c', '1,5;2,5;3,5', '4,5;5,5;6,5'), ';');
    assert.equal(delimiter('1,5;2,5', '4,5;5,5', '7,5;8,5'), ';');
    assert.equal(delimiter('1,5\t2,5', '4,5\t5,5'), '\t');
  });

  it('Marks in lists within cells are not the delimiter', () => {
    assert.equal(delimiter('id,tags,n', '1,a;b,2', '2,c;d,3', '3,e;f,4'), ',');
    assert.equal(delimiter('1,a;b,2', '2,c;d,3', '3,e;f,4'), ',');
    assert.equal(delimiter('id,path', '1,a|b|c', '2,d|e|f'), ',');
  });

  it('The delimiter with more columns wins where two fit', () => {
    assert.equal(delimiter('Rome, IT; 1; 2', 'Oslo, NO; 3; 4', 'Bern, CH; 5; 6'), ';');
  });

  it('Marks within quotes are not the delimiter', () => {
    assert.equal(delimiter('"a;b;c";"x,y,z"', '"1,2,3";"4,5,6"', '"1,2,3";"4,5,6"'), ';');
    assert.equal(delimiter('"name","note"', '"a;b","c;d"', '"e;f","g;h"'), ',');
    assert.equal(delimiter('n,note', '1,"a;b\nc;d\ne;f"', '2,"g;h\ni;j\nk;l"'), ',');
  });

  it('The delimiter of ragged rows is detected', () => {
    assert.equal(delimiter('a;b;c;d', '1;2;3;4', '1;2;3', '1;2;3;4;5', '1;2', '1;2;3;4'), ';');
    assert.equal(delimiter('a,b,c', '1,2', '1,2,3,4', '1', '1,2,3,4,5', '1,2'), ',');
    assert.equal(delimiter('some title, and so on', 'a|b|c', '1|2|3', '4|5|6'), '|');
  });

  it('The delimiter is detected despite an unclosed quote', () => {
    assert.equal(delimiter('a;b', '1;2', '3;4', '5;"x, y', '6;7', '8;9'), ';');
  });

  it('The delimiter of a long text is detected, whatever ends its lines', () => {
    for (const end of ['\n', '\r\n', '\r'])
      assert.equal(detectDialect(`id;remark${end}` + `1;one, two, three${end}`.repeat(20_000)).delimiter, ';');
  });

  it('The dialect of a wide table is detected, whatever ends its lines', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const wide = Array.from({ length: 7000 }, (_, i) => `gene_${i}`).join(';');
      const dialect = detectDialect(
        [wide, ...Array.from({ length: 10 }, () => wide.replaceAll('gene_', '0,'))].join(end),
      );

      assert.deepEqual([dialect.delimiter, dialect.decimal, dialect.hasHeader], [';', ',', true]);
    }
  });

  it('A line that the end of the sample cuts does not change the delimiter', () => {
    const line = `1;${'x'.repeat(996)};2\n`; // 1001 units: unit 65536 is within a line
    assert.equal(detectDialect(line.repeat(200)).delimiter, ';');
    assert.equal(detectDialect(`${line.repeat(65)}1;"${'a,b\n'.repeat(1000)}";2\n`).delimiter, ';');
    assert.equal(detectDialect(`a;b;c\n1;"${'x,y\n'.repeat(20_000)}";2\n`).delimiter, ';');
  });
});

describe('header detection', () => {
  it('A table has a header where a column of numbers begins with a name', () => {
    assert.ok(hasHeader('a,b', '1,2'));
    assert.ok(hasHeader('"x"', '"1"', '"2"'));
    assert.ok(hasHeader('who,age', 'Ann,31', 'Bob,45'));
    assert.ok(hasHeader('v,v', '1,x', 'bad,x', '3,x', '4,x'));
    assert.ok(hasHeader('v,v', 'NA,x', '?,x', '3,x'));
    assert.ok(hasHeader(',x', '1,5', '2,6'));
    assert.ok(hasHeader('id,2019', '1,5.5', '2,6.5'));
  });

  it('A table has no header where columns of numbers begin with numbers', () => {
    assert.ok(!hasHeader('1,2', '3,4'));
    assert.ok(!hasHeader('Ann,31', 'Bob,45', 'Cid,28'));
    assert.ok(!hasHeader('5.1,3.5,setosa', '4.9,3,setosa'));
    assert.ok(!hasHeader('NA,2', '3,4', '5,6'));
    assert.ok(!hasHeader('oops,2,3', '1,2,3', '4,5,6'));
  });

  it('The header of a table of text is a row of names that do not recur', () => {
    assert.ok(hasHeader('cap,gill', 'flat,white', 'conical,brown', 'flat,brown'));
    assert.ok(hasHeader('class,answer', 'yes,no', 'no,no', 'no,yes'));
    assert.ok(!hasHeader('flat,white', 'conical,brown', 'flat,brown'));
    assert.ok(!hasHeader('a,a', 'b,c', 'd,e'));
    assert.ok(!hasHeader('a,,c', 'b,c,d', 'd,e,f'));
    assert.ok(!hasHeader('a,NA', 'b,c', 'd,e'));
    assert.ok(!hasHeader('a,7', 'b,c', 'd,e'));
    assert.ok(hasHeader(',cap,gill', 'p,flat,white', 'q,conical,white'));
  });

  it('One name in ten of the header of a wide table of text may recur', () => {
    const names = 'a,b,c,d,e,f,g,h,i,j';
    assert.ok(hasHeader(names, 'a,q,q,q,q,q,q,q,q,q', 'r,r,r,r,r,r,r,r,r,r'));
    assert.ok(!hasHeader(names, 'a,b,q,q,q,q,q,q,q,q', 'r,r,r,r,r,r,r,r,r,r'));
  });

  it('A single record is a header where it has no numbers', () => {
    assert.ok(hasHeader('a,b'));
    assert.ok(!hasHeader('a,1'));
    assert.ok(!detectDialect('7').hasHeader);
    assert.ok(hasHeader('a;b', '', ''));
  });

  it('The header is the first line that is not blank', () => {
    assert.ok(hasHeader('', '', 'a,b', '1,2'));
    assert.ok(!hasHeader('', '3,4', '1,2'));
  });

  it('A header above decimal commas is detected', () => {
    assert.ok(hasHeader('a;b', '1,5;2,5'));
    assert.ok(!hasHeader('3,5;4,5', '1,5;2,5'));
  });
});

describe('decimal marks, missing values and overrides of a dialect', () => {
  it('The decimal mark is a comma where the numbers have one', () => {
    assert.equal(decimal('a;b', '1,5;2', '2,5;3'), ',');
    assert.equal(decimal('a;b', '1.5;2', '2.5;3'), '.');
    assert.equal(decimal('a;b', '1;2', '2;3'), '.');
    assert.equal(decimal('a;b', '1.5;1,2', '2.5;1', '2.5;x, y'), '.');
    assert.equal(decimal('a;b', '"1,5";x', '"2,5";y'), ',');
  });

  it('Quoted numbers may have decimal commas beside a delimiter comma', () => {
    assert.equal(decimal('a,b', '"1,5",2', '"2,5",3'), ',');
    assert.equal(decimal('a,b', '"1,500",2', '"2,500",3'), '.');
    assert.equal(decimal('a,b', '"1,500.5",2', '"2,500.5",3'), '.');
  });

  it('Other numbers of the column separate decimal marks from thousands marks', () => {
    assert.equal(decimal('a;b', '1.836,04;2', '1.774,77;3'), ',');
    assert.equal(decimal('a;b', '1,234;2', '2,345;3'), ',');
    assert.equal(decimal('a;b', '1,234;2', '2,345,678;3'), '.');
    assert.equal(decimal('a\tb', '1,234\t2', '12,345\t3'), '.');
    assert.equal(decimal('a\tb', '0,234\t2', '12,345\t3'), ',');
  });

  it('The list of missing values is the default one', () => {
    assert.deepEqual(detectDialect('a,b').missing, DEFAULT_MISSING);
  });

  const csv = text('a;b', '1,5;2', '3,5;4');

  it('A given dialect is kept as a whole', () => {
    const given: Dialect = { delimiter: '|', hasHeader: false, decimal: ',', missing: ['x'] };

    assert.deepEqual(detectDialect(csv, given), given);
  });

  it('The rest of a dialect is detected in view of the given part', () => {
    assert.deepEqual(detectDialect(csv, { delimiter: ',' }), {
      delimiter: ',',
      hasHeader: true,
      decimal: '.',
      missing: DEFAULT_MISSING,
    });
    assert.deepEqual(detectDialect(csv, { decimal: '.' }), {
      delimiter: ';',
      hasHeader: true,
      decimal: '.',
      missing: DEFAULT_MISSING,
    });
    assert.deepEqual(detectDialect(csv, { hasHeader: false }), {
      delimiter: ';',
      hasHeader: false,
      decimal: ',',
      missing: DEFAULT_MISSING,
    });
    assert.equal(detectDialect(text('x,1', '5,2', '6,3', '7,4'), { missing: ['x'] }).hasHeader, false);
  });

  it('An undefined part of a dialect counts as not given', () => {
    assert.deepEqual(
      detectDialect(csv, { delimiter: undefined, hasHeader: undefined, decimal: undefined, missing: undefined }),
      detectDialect(csv),
    );
  });
});
