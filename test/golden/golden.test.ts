/**
 * Tests hovers of the built server against files, one folder for each case: `table.csv`, `case.json`, and the hover in
 * VS Code (vscode.md), in an editor with Markdown alone (markdown.md) and in one with plain text (text.txt).
 *
 * MIXTURE_LENS_RENEW=1 rewrites the hovers; then review the changes.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ClientCapabilities, Position, Range } from 'vscode-languageserver';
import { cellRange, headerRange, readTable, type Table } from '../../server/core/csv/table/table';
import type { FitOptions } from '../../server/protocol';
import { BARE, Client, FULL } from '../protocol/client';
import { HOVER_ABILITIES } from '../support/hovers';

/**
 * A cell: by its line if no cell spans lines, else by its data row; and by its column. All numbers are from 0, and the
 * header is line 0.
 */
interface Place {
  readonly line?: number;
  readonly row?: number;
  readonly column: number;
}

interface Case extends Place {
  /** Description for a reader of the folder. */
  readonly what: string;
  /** Options of the fit; there is no fit if it is left out. */
  readonly fit?: FitOptions;
  readonly settings?: object;
  /** Change of a cell after the fit. */
  readonly edit?: Place & { readonly text: string };
}

const FOLDER = 'test/golden';
const isRenewed = process.env.MIXTURE_LENS_RENEW === '1';
const cases = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

const forms: readonly {
  readonly file: string;
  readonly capabilities: ClientCapabilities;
  readonly abilities?: object;
}[] = [
  { file: 'vscode.md', capabilities: FULL, abilities: HOVER_ABILITIES },
  { file: 'markdown.md', capabilities: FULL },
  { file: 'text.txt', capabilities: { ...BARE, workspace: { configuration: true } } },
];

function read(name: string, file: string): string {
  return readFileSync(join(FOLDER, name, file), 'utf8');
}

function rangeOf(table: Table, { line, row = (line ?? 0) - 1, column }: Place): Range {
  const range = row < 0 ? headerRange(table, column) : cellRange(table, row, column);
  assert.ok(range, 'there is such a cell');
  const at = (offset: number): Position => {
    const before = table.scan.text.slice(0, offset).split('\n');
    return { line: before.length - 1, character: before[before.length - 1].length };
  };
  return { start: at(range.start), end: at(range.end) };
}

/** Fits, and waits for the diagnostics of unlikely cells and rows, on which the text of a hover depends. */
async function fitAndWait(client: Client, uri: string, options: FitOptions): Promise<void> {
  const { findings } = await client.fit(uri, options);
  const codes = findings
    .map(({ code }) => code)
    .filter((code) => code === 'cell.unlikely' || code === 'row.low-likelihood');
  if (codes.length > 0)
    await client.diagnostics(uri, 1, (diagnostics) =>
      diagnostics.some(({ code }) => codes.some((own) => own === code)),
    );
}

describe('golden hovers', function () {
  this.timeout(60_000);

  for (const { file, capabilities, abilities } of forms) {
    describe(`golden hovers in ${file}`, () => {
      let client: Client;
      before(async () => (client = await Client.start(capabilities, null, undefined, abilities)));
      after(async () => assert.equal(await client.stop(), 0));

      for (const name of cases) {
        it(`The hover of ${name} equals its ${file}`, async () => {
          const { fit, settings = null, edit, ...place } = JSON.parse(read(name, 'case.json')) as Case;
          const table = readTable(read(name, 'table.csv'), { hasHeader: true });
          // Only a case with a sidecar needs its file on disk; the others have the same URI on every machine.
          const isOnDisk = existsSync(join(FOLDER, name, 'table.csv.mixture.json'));
          const uri = isOnDisk ? pathToFileURL(resolve(FOLDER, name, 'table.csv')).href : `file:///golden/${name}.csv`;
          client.settings = settings;

          await client.open(uri, table.scan.text);
          // At the end of the fit the settings and the sidecar have been read.
          if (fit !== undefined) await fitAndWait(client, uri, fit);
          if (edit !== undefined) await client.change(uri, edit.text, rangeOf(table, edit));
          const { start } = rangeOf(table, place);
          const hover = await client.hoverText(uri, start.line, start.character);
          await client.close(uri);
          const path = join(FOLDER, name, file);
          if (isRenewed) writeFileSync(path, `${hover}\n`);

          assert.notEqual(hover, '');
          assert.equal(`${hover}\n`, readFileSync(path, 'utf8'));
        });
      }
    });
  }
});

describe('golden folders', () => {
  it('Every golden folder has one hover for each client, and no others', () => {
    const expected = forms.map(({ file }) => file).sort();

    for (const name of cases)
      assert.deepEqual(
        readdirSync(join(FOLDER, name))
          .filter((file) => /\.(md|txt)$/.test(file))
          .sort(),
        expected,
        name,
      );
  });
});
