/** Tests the answers of the tools for agents. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import manifest from '../../package.json';
import { TestFolder, useFolder } from '../support/testFolder';
import { useAgent } from './agentClient';
import { penguins, withCell } from './tables';

interface Page {
  readonly nextCursor?: string;
}
interface Findings extends Page {
  readonly total: number;
  readonly findings: readonly {
    readonly code: string;
    readonly line?: number;
    readonly p?: number;
    readonly column?: string;
    readonly cells?: readonly { readonly column: string; readonly value: string; readonly meant?: string }[];
  }[];
}
interface Explanation {
  readonly fitted: string;
  readonly changed: boolean;
  readonly line: number;
  readonly row: number;
  readonly unlikely: boolean;
  readonly posterior: readonly { readonly cluster: number; readonly probability: number }[];
  readonly cells: readonly {
    readonly column: string;
    readonly value: string;
    readonly expected: number | string;
    readonly interval: readonly (number | string)[];
    readonly blamed: boolean;
    readonly meant?: string;
  }[];
}

const STAFF = { path: 'staff.csv' };

describe('the tools for agents', function () {
  this.timeout(120_000);
  const folder = useFolder(new TestFolder());
  const server = useAgent(() => {
    folder.write('staff.csv', readFileSync('samples/staff.csv'));
    folder.write('penguins.csv', penguins);
    return { cwd: folder.path };
  });

  it('The manifest of the extension has the same tools, with their main arguments', async () => {
    const { tools } = await server.agent.client.listTools();
    const listed = manifest.contributes.languageModelTools;

    assert.deepEqual(
      listed.map(({ name, modelDescription, inputSchema: { required } }) => [name, modelDescription, required]),
      tools.map(({ name, description, inputSchema: { required } }) => [`mixtureLens_${name}`, description, required]),
    );
    for (const [at, { inputSchema }] of listed.entries())
      for (const [name, schema] of Object.entries(inputSchema.properties))
        assert.deepEqual(schema, tools[at].inputSchema.properties?.[name], name);
  });

  it('Every tool has a title, both schemas, and the annotations of one that only reads', async () => {
    const { tools } = await server.agent.client.listTools();

    assert.deepEqual(
      tools.map(({ name }) => name),
      ['describe_table', 'fit_mixture', 'unlikely_rows', 'explain_row', 'propose_fixes', 'compare_tables'],
    );
    for (const { title, description, inputSchema, outputSchema, annotations } of tools) {
      assert.ok(title);
      assert.match(description ?? '', /untrusted data/);
      assert.equal(inputSchema.type, 'object');
      assert.equal(outputSchema?.type, 'object');
      assert.equal(annotations?.readOnlyHint, true);
      assert.equal(annotations?.openWorldHint, false);
    }
  });

  it('describe_table names the kind of every column and the reason', async () => {
    const { content } = await server.agent.call<{
      rows: number;
      columnCount: number;
      columns: readonly { name: string; kind: string; reason: string }[];
    }>('describe_table', STAFF);

    assert.deepEqual([content.rows, content.columnCount, content.columns.length], [300, 10, 10]);
    const city = content.columns.find(({ name }) => name === 'city');
    assert.equal(city?.kind, 'categorical');
    assert.match(city?.reason ?? '', /7 levels/);
  });

  it('describe_table reads with the given options', async () => {
    const { content } = await server.agent.call<{ columnCount: number }>('describe_table', {
      ...STAFF,
      delimiter: ';',
      header: false,
    });

    assert.equal(content.columnCount, 1);
  });

  it('fit_mixture counts findings by code and names what was not checked', async () => {
    const { content, text } = await server.agent.call<{
      k: number;
      clusters: readonly { weight: number; typical: readonly unknown[] }[];
      findingCounts: Readonly<Record<string, number>>;
      findings: number;
      notChecked: readonly string[];
      reasons: readonly { column: string }[];
    }>('fit_mixture', STAFF);

    assert.equal(content.clusters.length, content.k);
    assert.ok(Math.abs(content.clusters.reduce((sum, { weight }) => sum + weight, 0) - 1) < 1e-9);
    assert.equal(content.findingCounts['cell.slip'], 2);
    assert.equal(content.findings, 12);
    assert.deepEqual(content.notChecked, ['id', 'start']);
    assert.deepEqual(
      content.reasons.map(({ column }) => column),
      ['id', 'start'],
    );
    assert.match(text, /Not checked: "id", "start"\./);
  });

  it('fit_mixture keeps a fit until the options differ', async () => {
    const given = { path: 'penguins.csv', k: 2 };
    const first = await server.agent.call<{ fitted: string; nlml: number }>('fit_mixture', given);
    const again = await server.agent.call<{ fitted: string; nlml: number }>('fit_mixture', given);
    const other = await server.agent.call<{ fitted: string; k: number }>('fit_mixture', { ...given, k: 3 });

    assert.deepEqual([first.content.fitted, again.content.fitted, other.content.fitted], ['now', 'before', 'now']);
    assert.equal(again.content.nlml, first.content.nlml);
    assert.equal(other.content.k, 3);
  });

  it('unlikely_rows lists the least likely row first, with what was meant', async () => {
    const { content } = await server.agent.call<Findings>('unlikely_rows', STAFF);

    assert.equal(content.total, 12);
    const [first, second] = content.findings;
    assert.deepEqual([first.code, first.line], ['cell.slip', 98]);
    assert.ok((first.p ?? 1) <= (second.p ?? 0));
    assert.deepEqual(
      first.cells?.map(({ column, value, meant }) => [column, value, meant]),
      [['pay_eur', '52950', '5295']],
    );
  });

  it('unlikely_rows filters by code and by column', async () => {
    const byCode = await server.agent.call<Findings>('unlikely_rows', { ...STAFF, code: 'cell.misspelt' });
    const byColumn = await server.agent.call<Findings>('unlikely_rows', { ...STAFF, column: 'pay_eur' });

    assert.deepEqual(
      byCode.content.findings.map(({ line }) => line),
      [10],
    );
    assert.deepEqual(
      byColumn.content.findings.map(({ line }) => line),
      [98, 135],
    );
  });

  it('The pages of unlikely_rows hold each finding once', async () => {
    const whole = await server.agent.call<Findings>('unlikely_rows', STAFF);

    const pages: Findings[] = [];
    for (let cursor: string | undefined; pages.length === 0 || cursor !== undefined;) {
      const { content } = await server.agent.call<Findings>('unlikely_rows', { ...STAFF, limit: 5, cursor });
      pages.push(content);
      cursor = content.nextCursor;
    }

    assert.deepEqual(
      pages.map(({ findings }) => findings.length),
      [5, 5, 2],
    );
    assert.deepEqual(
      pages.flatMap(({ findings }) => findings),
      whole.content.findings,
    );
  });

  it('A cursor of another list is refused', async () => {
    const { content } = await server.agent.call<Findings>('unlikely_rows', { ...STAFF, limit: 5 });

    const other = { ...STAFF, code: 'cell.slip', cursor: content.nextCursor };
    assert.match(await server.agent.refusal('unlikely_rows', other), /cursor is not of this list/);
    assert.match(await server.agent.refusal('unlikely_rows', { ...STAFF, cursor: '../x' }), /cursor is not of/);
  });

  it('explain_row gives each cell an expected value and names the guilty one', async () => {
    const { content, text } = await server.agent.call<Explanation>('explain_row', { ...STAFF, line: 98 });

    assert.equal(content.unlikely, true);
    const [pay, ...others] = content.cells.filter(({ blamed }) => blamed);
    assert.deepEqual(others, []);
    assert.deepEqual([pay.column, pay.value, pay.meant], ['pay_eur', '52950', '5295']);
    const [low, high] = pay.interval.map(Number);
    assert.ok(low < Number(pay.expected) && Number(pay.expected) < high && high < 52950);
    assert.ok(Math.abs(content.posterior.reduce((sum, { probability }) => sum + probability, 0) - 1) < 1e-9);
    assert.match(text, /blamed: "pay_eur" is "52950"/);
  });

  it('explain_row takes the index of a row as well', async () => {
    const byLine = await server.agent.call<Explanation>('explain_row', { ...STAFF, line: 98 });
    const byRow = await server.agent.call<Explanation>('explain_row', { ...STAFF, row: byLine.content.row });

    assert.deepEqual(byRow.content, byLine.content);
  });

  it('explain_row refuses a place without a row', async () => {
    const { agent } = server;

    assert.match(await agent.refusal('explain_row', { ...STAFF, line: 1 }), /no row starts on line 1/);
    assert.match(await agent.refusal('explain_row', { ...STAFF, row: 300 }), /its rows are 0 to 299/);
    assert.match(await agent.refusal('explain_row', STAFF), /either line, .* or row/);
  });

  it('A row that was edited since the fit is explained as it is now', async () => {
    const path = folder.write('edited.csv', penguins);
    await server.agent.call('fit_mixture', { path, k: 3 });
    folder.write(path, withCell(penguins, 5, 5, '36900'));

    const { content, text } = await server.agent.call<Explanation>('explain_row', { path, k: 3, line: 6 });

    assert.deepEqual([content.fitted, content.changed], ['now', true]);
    assert.ok(content.cells.some(({ value, blamed }) => value === '36900' && blamed));
    assert.match(text, /has changed since it was last fitted/);
  });

  it('propose_fixes proposes as sure what the command fix writes, and writes nothing', async () => {
    const before = folder.read('staff.csv');

    const { content } = await server.agent.call<{
      total: number;
      sureCount: number;
      changes: readonly { line: number; before: string; meant: string; sure: boolean; reason: string }[];
    }>('propose_fixes', STAFF);

    assert.deepEqual([content.total, content.sureCount], [9, 7]);
    const slip = content.changes.find(({ line }) => line === 98);
    assert.deepEqual([slip?.before, slip?.meant, slip?.sure], ['52950', '5295', true]);
    assert.ok(content.changes.some(({ line, sure }) => line === 60 && !sure));
    assert.equal(folder.read('staff.csv'), before);
  });

  it('propose_fixes lists only the sure ones on request', async () => {
    const { content } = await server.agent.call<{ total: number; changes: readonly { sure: boolean }[] }>(
      'propose_fixes',
      { ...STAFF, sure: true, limit: 3 },
    );

    assert.equal(content.total, 7);
    assert.deepEqual(
      content.changes.map(({ sure }) => sure),
      [true, true, true],
    );
  });

  it('propose_fixes says why a table was not fitted', async () => {
    const path = folder.write('one.csv', 'a,b\n1,x\n');

    const { content } = await server.agent.call<{ notFitted?: string; total: number }>('propose_fixes', { path });

    assert.equal(content.total, 0);
    assert.match(content.notFitted ?? '', /at least two/);
  });

  it('Rows that a person marked as expected are not listed', async () => {
    const path = folder.write('marked.csv', readFileSync('samples/staff.csv'));
    const [names, ...lines] = folder.read(path).split('\n');
    const cells = Object.fromEntries(names.split(',').map((name, i) => [name, lines[96].split(',')[i]]));
    folder.write(`${path}.mixture.json`, JSON.stringify({ version: 1, expected: [{ cells, reason: 'bonus' }] }));

    const { content } = await server.agent.call<Findings>('unlikely_rows', { path, column: 'pay_eur' });
    const row = await server.agent.call<Explanation & { expectedBecause?: string }>('explain_row', { path, line: 98 });

    assert.deepEqual(
      content.findings.map(({ line }) => line),
      [135],
    );
    assert.deepEqual([row.content.unlikely, row.content.expectedBecause], [false, 'bonus']);
  });

  it('Faulty rows are counted beside the findings', async () => {
    const path = folder.write('ragged.csv', `${penguins}Adelie,Biscoe\n`);

    const { content, text } = await server.agent.call<{ faults: number }>('unlikely_rows', { path, k: 1 });

    assert.equal(content.faults, 1);
    assert.match(text, /The table has one faulty row or quotation mark\. Line 346: "This row has 2 cells/);
  });

  it('The lines of a file that are not rows are in the notes of a fit', async () => {
    const path = folder.write('preamble.csv', Buffer.from(`Größen,,\n\n${penguins}`, 'latin1'));

    const { content } = await server.agent.call<{ notes: readonly string[] }>('fit_mixture', { path, k: 1 });

    assert.equal(content.notes[0], 'not UTF-8; read as windows-1252');
    assert.match(content.notes[1], /^line 1: "Größen,," is not a row/);
  });

  it('A file that cannot be fitted is refused in one line that quotes its name', async () => {
    const path = folder.write('Ignore all.csv', '');

    assert.equal(
      await server.agent.refusal('fit_mixture', { path }),
      'fit_mixture: "Ignore all.csv": The file is empty; a header and at least two rows are needed.',
    );
  });

  it('A table without findings is not praised for columns that were not checked', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `note ${i} ${'abcdefgh'.slice(i % 8)} ${i * i},${(i * 7) % 11}`);
    const path = folder.write('notes.csv', `note,n\n${rows.join('\n')}\n`);

    const { text } = await server.agent.call('unlikely_rows', { path });

    assert.match(text, /No unlikely cells among 1 of 2 columns; not checked: "note"/);
  });
});
