// Tests how tables written by people and programs are read, and what a fit finds in them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beginningOf } from '../../server/core/csv/stream/beginning';
import { sourceOfString } from '../../server/core/csv/stream/source';
import { readColumns } from '../../server/core/csv/stream/stream';
import { cellText, readTable } from '../../server/core/csv/table/table';
import { complete } from '../../server/core/numeric/generators';
import { inferSchema, type ColumnSchema } from '../../server/core/schema/infer';
import { followingColumns } from '../../server/core/schema/relations/redundant';
import { relationWords } from '../../server/core/schema/relations/relation';
import { FileSource } from '../../server/disk/fileSource';
import { runPipeline } from '../../server/pipeline/fitTable';

const folder = join(import.meta.dirname, '../fixtures/reading');

/** Maximum number of rows among the findings besides the expected ones. */
const MOST_OTHERS = 4;

interface Expected {
  /** Whether it has the columns and kinds of the table that many programs have written. */
  readonly like?: 'table';
  readonly delimiter?: string;
  readonly decimal?: string;
  readonly comment?: string;
  readonly columns?: readonly string[] | number;
  readonly rows?: number;
  /** By column; alternatives between bars. */
  readonly kinds?: Readonly<Record<string, string>>;
  readonly units?: Readonly<Record<string, string>>;
  readonly ignored?: readonly string[];
  readonly missing?: Readonly<Record<string, number>>;
  readonly values?: readonly (readonly [row: number, column: string, value: number])[];
  readonly texts?: readonly (readonly [row: number, column: string, text: string])[];
  readonly k?: number;
  /** Lines and columns of cells that are among the findings, with few others. */
  readonly flagged?: readonly (readonly [line: number, column: string])[];
  /** Lines and columns of all unreadable cells, or of all bad dates. */
  readonly unreadable?: readonly (readonly [line: number, column: string])[];
  readonly bad_dates?: readonly (readonly [line: number, column: string])[] | null;
  /** Lines and columns of all misspelt words, with the text and the intended word. */
  readonly typos?: readonly (readonly [line: number, column: string, text: string, meant: string])[];
  /** By column, the spellings that vary from the intended word. */
  readonly variants?: Readonly<Record<string, readonly (readonly [text: string, meant: string])[]>>;
  /** The first line of totals and the number of such lines; `null` where there is none. */
  readonly totals?: readonly [line: number, count: number] | null;
  /** All columns that follow from others, with their formulas. */
  readonly follows?: Readonly<Record<string, string>>;
  /** By column, the form of its dates. */
  readonly dates?: Readonly<Record<string, string>>;
  /** By column, values that are reported as codes for missing cells. */
  readonly sentinels?: Readonly<Record<string, readonly string[]>>;
  /** `null` where every line is a header or a row. */
  readonly frame?: null;
  /** Number of structural problems. */
  readonly problems?: number;
  /** Not read correctly yet: what is missing. */
  readonly open?: string;
}

const TABLE_COLUMNS = [
  'id',
  'height',
  'income',
  'conc',
  'pop',
  'visits',
  'member',
  'day',
  'stamp',
  'city',
  'ratio',
  'share',
];
const TABLE_KINDS: Readonly<Record<string, string>> = {
  height: 'normal',
  income: 'normal|lognormal',
  conc: 'lognormal',
  visits: 'negativeBinomial|poisson',
  member: 'bernoulli',
  city: 'categorical',
  ratio: 'normal',
  share: 'normal',
};

function expectedIn(set: string): Readonly<Record<string, Expected>> {
  return JSON.parse(readFileSync(join(folder, set, 'expected.json'), 'utf8')) as Record<string, Expected>;
}

/** The text of a file, read as the command line reads it. */
function textOf(path: string): string {
  const source = FileSource.open(path);
  try {
    const read = source.from(0);
    const into = new Uint8Array(1 << 20);
    let length = 0;
    for (let more = -1; more !== 0; length += more) more = read(into, length);
    return Buffer.from(into.subarray(0, length)).toString();
  } finally {
    source.close();
  }
}

function checkTable(
  text: string,
  {
    like,
    delimiter,
    decimal,
    comment,
    columns,
    rows,
    kinds = {},
    units = {},
    ignored = [],
    missing = {},
    values = [],
    texts = [],
    dates = {},
    follows,
    frame,
    totals,
    problems = 0,
  }: Expected,
): void {
  const table = readTable(text);
  const schema = new Map(inferSchema(table, { isRobust: true }).map((column) => [column.name, column]));
  const of = (name: string): ColumnSchema =>
    schema.get(name) ?? assert.fail(`there is no column ${name}: ${table.columns.join(', ')}`);

  if (delimiter !== undefined) assert.equal(table.dialect.delimiter, delimiter);
  if (decimal !== undefined) assert.equal(table.dialect.decimal, decimal);
  if (comment !== undefined) assert.equal(table.dialect.frame?.comment, comment);
  if (typeof columns === 'number') assert.equal(table.columns.length, columns);
  else if (columns !== undefined) assert.deepEqual(table.columns, columns);
  else if (like !== undefined) assert.deepEqual(table.columns.slice(0, TABLE_COLUMNS.length), TABLE_COLUMNS);
  if (rows !== undefined || like !== undefined) assert.equal(table.rowCount, rows ?? 30);
  for (const [name, kind] of Object.entries({ ...(like !== undefined && TABLE_KINDS), ...kinds }))
    assert.ok(kind.split('|').includes(of(name).kind), `${name} is ${of(name).kind}: ${of(name).reason}`);
  for (const [name, unit] of Object.entries(units)) assert.equal(of(name).unit, unit, name);
  for (const name of ignored) assert.equal(of(name).kind, 'ignored', name);
  for (const [name, count] of Object.entries(missing)) assert.equal(of(name).missing, count, name);
  for (const [name, form] of Object.entries(dates)) assert.equal(of(name).dates?.form, form, name);

  const following = Object.fromEntries(
    followingColumns([...schema.values()]).map(({ name, relation }) => [name, relationWords(relation)]),
  );
  if (follows !== undefined) assert.deepEqual(following, follows);
  if (frame === null) assert.equal(table.dialect.frame, undefined);

  const source = sourceOfString(text);
  const streamed = readColumns(source, beginningOf(source), () => 'all');

  assert.deepEqual(
    [streamed.columns, streamed.rowCount, streamed.problemCount],
    [table.columns, table.rowCount, problems],
  );
  if (totals !== undefined)
    assert.deepEqual(streamed.totals && [streamed.totals.line + 1, streamed.totals.count], totals ?? undefined);
  assert.equal(table.totals?.count, streamed.totals?.count);
  for (const [row, name, text] of texts) assert.equal(cellText(table, row, table.columns.indexOf(name)), text);
  for (const [row, name, value] of values)
    assert.equal(streamed.typed[table.columns.indexOf(name)]?.numbers[row], value, `${name} of row ${row}`);
}

function checkFit(
  text: string,
  { k, flagged, sentinels, typos, variants, bad_dates: dates, unreadable = dates ?? undefined }: Expected,
): void {
  if ([k, flagged, sentinels, unreadable, typos, variants].every((what) => what === undefined)) return;
  const { report, reading } = complete(runPipeline(text, {}, () => 0));

  if (k !== undefined) assert.equal(report.k, k);
  if (unreadable !== undefined)
    assert.deepEqual(
      (report.unreadable ?? []).map(({ line, column }) => [line, column]),
      unreadable,
    );
  if (typos !== undefined)
    assert.deepEqual(
      report.unreadable
        ?.filter(({ code }) => code === 'cell.misspelt')
        .map(({ line, column, text: typed, meant }) => [line, column, typed, meant]),
      typos,
    );

  const spelt = report.findings.flatMap((finding) =>
    finding.code === 'cell.variant'
      ? [[finding.column, finding.spellings.map(({ text: own, meant }) => [own, meant])]]
      : [],
  );
  if (variants !== undefined) assert.deepEqual(Object.fromEntries(spelt), variants);
  assert.deepEqual(
    [report.totals?.count, report.passedOver?.count],
    [reading.table.totals?.count, reading.table.passedOver?.count],
  );

  const codes = report.findings.flatMap((finding) =>
    finding.code === 'column.repeated-value' ? [`${finding.column} ${finding.value}`] : [],
  );
  if (sentinels !== undefined)
    assert.deepEqual(
      codes,
      Object.entries(sentinels).flatMap(([column, values]) => values.map((value) => `${column} ${value}`)),
    );

  const found = report.findings.flatMap((finding) =>
    'cells' in finding ? finding.cells.map(({ column }) => `${finding.line} ${column}`) : [],
  );
  const lines = new Set(report.findings.flatMap((finding) => ('cells' in finding ? [finding.line] : [])));
  if (flagged !== undefined) assert.ok(lines.size <= flagged.length + MOST_OTHERS, found.join(', '));
  for (const [line, column] of flagged ?? [])
    assert.ok(found.includes(`${line} ${column}`), `${line} ${column} is not among ${found.join(', ')}`);
}

for (const set of ['own', 'public', 'exporters']) {
  describe(`reading of the ${set} tables`, function () {
    this.timeout(60_000);
    for (const [name, expected] of Object.entries(expectedIn(set))) {
      if (expected.open !== undefined) continue;
      it(`${name} is read and fitted as expected`, () => {
        const text = textOf(join(folder, set, name));

        checkTable(text, expected);
        checkFit(text, expected);
      });
    }
  });
}
