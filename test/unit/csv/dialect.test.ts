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

describe('detectDialect: delimiter', () => {
  it('finds each of the four', () => {
    for (const mark of [',', ';', '\t', '|']) assert.equal(delimiter(`a${mark}b`, `1${mark}2`, `3${mark}4`), mark);
  });
  it('is the comma for a single column and for nothing', () => {
    assert.equal(delimiter('x', '1', '2'), ',');
    assert.equal(delimiter('remark', 'nothing', 'one; two', 'three', 'a|b'), ',');
    assert.equal(detectDialect('').delimiter, ',');
    assert.equal(detectDialect('\n\n').delimiter, ',');
  });
  it('is found in one line alone', () => {
    assert.equal(detectDialect('a;b;c').delimiter, ';');
    assert.equal(detectDialect('a\tb').delimiter, '\t');
  });
  it('is not the comma of free text', () => {
    assert.equal(
      delimiter('id;remark;grade', '1;Good, but slow;3', '2;Fine, really;4', '3;Bad, bad, bad;1', '4;None;2'),
      ';',
    );
    assert.equal(delimiter('1;Good, but slow;3', '2;Fine, really;4', '3;Bad, slow;1'), ';');
    assert.equal(delimiter('Smith, John;45', 'Doe, Jane;33', 'Roe, Rick;28'), ';');
    assert.equal(delimiter('city\tnote', 'Rome, IT\ta, b', 'Oslo, NO\tc, d'), '\t');
  });
  it('is not the decimal comma', () => {
    assert.equal(delimiter('a;b;c', '1,5;2,5;3,5', '4,5;5,5;6,5'), ';');
    assert.equal(delimiter('1,5;2,5', '4,5;5,5', '7,5;8,5'), ';');
    assert.equal(delimiter('1,5\t2,5', '4,5\t5,5'), '\t');
  });
  it('is not a mark in a list within cells', () => {
    assert.equal(delimiter('id,tags,n', '1,a;b,2', '2,c;d,3', '3,e;f,4'), ',');
    assert.equal(delimiter('1,a;b,2', '2,c;d,3', '3,e;f,4'), ',');
    assert.equal(delimiter('id,path', '1,a|b|c', '2,d|e|f'), ',');
  });
  it('is the one that makes more columns, if both fit', () => {
    assert.equal(delimiter('Rome, IT; 1; 2', 'Oslo, NO; 3; 4', 'Bern, CH; 5; 6'), ';');
  });
  it('respects quotes', () => {
    assert.equal(delimiter('"a;b;c";"x,y,z"', '"1,2,3";"4,5,6"', '"1,2,3";"4,5,6"'), ';');
    assert.equal(delimiter('"name","note"', '"a;b","c;d"', '"e;f","g;h"'), ',');
    assert.equal(delimiter('n,note', '1,"a;b\nc;d\ne;f"', '2,"g;h\ni;j\nk;l"'), ',');
  });
  it('is found among ragged rows', () => {
    assert.equal(delimiter('a;b;c;d', '1;2;3;4', '1;2;3', '1;2;3;4;5', '1;2', '1;2;3;4'), ';');
    assert.equal(delimiter('a,b,c', '1,2', '1,2,3,4', '1', '1,2,3,4,5', '1,2'), ',');
    assert.equal(delimiter('some title, and so on', 'a|b|c', '1|2|3', '4|5|6'), '|');
  });
  it('is found in spite of an unclosed quote', () => {
    assert.equal(delimiter('a;b', '1;2', '3;4', '5;"x, y', '6;7', '8;9'), ';');
  });
  it('is found in long texts, in wide ones, and whatever ends their lines', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      assert.equal(detectDialect(`id;remark${end}` + `1;one, two, three${end}`.repeat(20_000)).delimiter, ';');
      const wide = Array.from({ length: 7000 }, (_, i) => `gene_${i}`).join(';');
      const dialect = detectDialect(
        [wide, ...Array.from({ length: 10 }, () => wide.replaceAll('gene_', '0,'))].join(end),
      );
      assert.deepEqual([dialect.delimiter, dialect.decimal, dialect.hasHeader], [';', ',', true]);
    }
  });
  it('does not depend on what the end of the sample cuts in two', () => {
    const line = `1;${'x'.repeat(996)};2\n`; // 1001 units: 65536 falls within a line
    assert.equal(detectDialect(line.repeat(200)).delimiter, ';');
    assert.equal(detectDialect(`${line.repeat(65)}1;"${'a,b\n'.repeat(1000)}";2\n`).delimiter, ';');
    assert.equal(detectDialect(`a;b;c\n1;"${'x,y\n'.repeat(20_000)}";2\n`).delimiter, ';');
  });
});

describe('detectDialect: header', () => {
  it('is there when a column of numbers begins with a name', () => {
    assert.ok(hasHeader('a,b', '1,2'));
    assert.ok(hasHeader('"x"', '"1"', '"2"'));
    assert.ok(hasHeader('who,age', 'Ann,31', 'Bob,45'));
    assert.ok(hasHeader('v,v', '1,x', 'bad,x', '3,x', '4,x'));
    assert.ok(hasHeader('v,v', 'NA,x', '?,x', '3,x'));
    assert.ok(hasHeader(',x', '1,5', '2,6'));
    assert.ok(hasHeader('id,2019', '1,5.5', '2,6.5'));
  });
  it('is not there when columns of numbers begin with numbers', () => {
    assert.ok(!hasHeader('1,2', '3,4'));
    assert.ok(!hasHeader('Ann,31', 'Bob,45', 'Cid,28'));
    assert.ok(!hasHeader('5.1,3.5,setosa', '4.9,3,setosa'));
    assert.ok(!hasHeader('NA,2', '3,4', '5,6'));
    assert.ok(!hasHeader('oops,2,3', '1,2,3', '4,5,6'));
  });
  it('of a table of text is a row of names that do not come again', () => {
    assert.ok(hasHeader('cap,gill', 'flat,white', 'conical,brown', 'flat,brown'));
    assert.ok(hasHeader('class,answer', 'yes,no', 'no,no', 'no,yes'));
    assert.ok(!hasHeader('flat,white', 'conical,brown', 'flat,brown'));
    assert.ok(!hasHeader('a,a', 'b,c', 'd,e'));
    assert.ok(!hasHeader('a,,c', 'b,c,d', 'd,e,f'));
    assert.ok(!hasHeader('a,NA', 'b,c', 'd,e'));
    assert.ok(!hasHeader('a,7', 'b,c', 'd,e'));
    assert.ok(hasHeader(',cap,gill', 'p,flat,white', 'q,conical,white'));
  });
  it('of a wide table of text may have one name in ten that comes again', () => {
    const names = 'a,b,c,d,e,f,g,h,i,j';
    assert.ok(hasHeader(names, 'a,q,q,q,q,q,q,q,q,q', 'r,r,r,r,r,r,r,r,r,r'));
    assert.ok(!hasHeader(names, 'a,b,q,q,q,q,q,q,q,q', 'r,r,r,r,r,r,r,r,r,r'));
  });
  it('of a single record is a record without numbers', () => {
    assert.ok(hasHeader('a,b'));
    assert.ok(!hasHeader('a,1'));
    assert.ok(!detectDialect('7').hasHeader);
    assert.ok(hasHeader('a;b', '', ''));
  });
  it('is the first line that is not blank', () => {
    assert.ok(hasHeader('', '', 'a,b', '1,2'));
    assert.ok(!hasHeader('', '3,4', '1,2'));
  });
  it('is found with decimal commas', () => {
    assert.ok(hasHeader('a;b', '1,5;2,5'));
    assert.ok(!hasHeader('3,5;4,5', '1,5;2,5'));
  });
});

describe('detectDialect: decimal mark, missing values, overrides', () => {
  it('is a comma where the numbers have one', () => {
    assert.equal(decimal('a;b', '1,5;2', '2,5;3'), ',');
    assert.equal(decimal('a;b', '1.5;2', '2.5;3'), '.');
    assert.equal(decimal('a;b', '1;2', '2;3'), '.');
    assert.equal(decimal('a;b', '1.5;1,2', '2.5;1', '2.5;x, y'), '.');
    assert.equal(decimal('a;b', '"1,5";x', '"2,5";y'), ',');
  });
  it('is a comma beside the delimiter comma where the numbers are quoted and speak for it', () => {
    assert.equal(decimal('a,b', '"1,5",2', '"2,5",3'), ',');
    assert.equal(decimal('a,b', '"1,500",2', '"2,500",3'), '.');
    assert.equal(decimal('a,b', '"1,500.5",2', '"2,500.5",3'), '.');
  });
  it('is told from thousands marks by what else is written', () => {
    assert.equal(decimal('a;b', '1.836,04;2', '1.774,77;3'), ',');
    assert.equal(decimal('a;b', '1,234;2', '2,345;3'), ',');
    assert.equal(decimal('a;b', '1,234;2', '2,345,678;3'), '.');
    assert.equal(decimal('a\tb', '1,234\t2', '12,345\t3'), '.');
    assert.equal(decimal('a\tb', '0,234\t2', '12,345\t3'), ',');
  });
  it('keeps the usual list of missing values', () => {
    assert.deepEqual(detectDialect('a,b').missing, DEFAULT_MISSING);
  });
  it('keeps to what it is told, and guesses the rest by it', () => {
    const csv = text('a;b', '1,5;2', '3,5;4');
    const told: Dialect = { delimiter: '|', hasHeader: false, decimal: ',', missing: ['x'] };
    assert.deepEqual(detectDialect(csv, told), told);
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
    assert.deepEqual(
      detectDialect(csv, { delimiter: undefined, hasHeader: undefined, decimal: undefined, missing: undefined }),
      detectDialect(csv),
    );
  });
});
