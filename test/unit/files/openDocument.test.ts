/** Tests the state of an open document: its text, its patches, whether its fit is stale, and what it releases. */
import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readTable } from '../../../server/core/csv/table/table';
import { judgeTable } from '../../../server/core/judging/fittedModel';
import { judgeAllRows } from '../../../server/core/judging/judgeTable';
import { complete } from '../../../server/core/numeric/generators';
import type { OpenDocument } from '../../../server/files/open/openDocument';
import { Documents } from '../../../server/lsp/openDocuments';
import type { FitOutput } from '../../../server/pipeline/fitTable';
import { fitText } from '../../support/fitText';
import {
  comparable,
  rangeAt,
  fitOfFlawedPenguins,
  openText,
  openFlawedPenguins,
  flawedPenguins,
  openWithModel,
  TestPublisher,
  uri,
} from './editingSupport';

/** Maximum number of turns of the event loop until all running work has ended. */
const MAX_TURNS = 100;

/** Returns a function that collects garbage. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the text of an open document', function () {
  this.timeout(120_000);

  /** Replaces the whole text several times, each followed by an edit of nothing; the last text is the fitted one. */
  function replaceText(document: OpenDocument, check: (text: string, version: number) => void): void {
    const lines = flawedPenguins.split('\n');
    const without = (from: number, count: number): string =>
      [...lines.slice(0, from), ...lines.slice(from + count)].join('\n');
    let version = 1;
    for (const next of [without(5, 10), without(40, 50), without(100, 3), '', 'a,b,c,d\n', flawedPenguins]) {
      document.change([{ text: next }], ++version);
      check(next, version);
      document.change([{ range: rangeAt(0, 0), text: '' }], ++version);
    }
  }

  it('A document has the rows of the text that replaces it as a whole, edited before or not', () => {
    const document = openFlawedPenguins();

    replaceText(document, (text, version) => {
      const whole = readTable(text);
      assert.equal(document.patched().rowCount, whole.rowCount, `version ${version}`);
    });
  });

  it('A document is not stale once its fitted text has come back as a whole', () => {
    const document = openFlawedPenguins();

    replaceText(document, () => document.patched());
    complete(document.compare());

    assert.ok(!document.stale);
  });

  it('A document is stale after an edit, and not once the edit is undone', () => {
    const document = openFlawedPenguins();
    assert.equal(document.stale, false);

    document.change([{ range: rangeAt(5, 0, 5, 3), text: 'xyz' }], 2);
    assert.equal(document.stale, true);

    document.change([{ range: rangeAt(5, 0, 5, 3), text: flawedPenguins.split('\n')[5].slice(0, 3) }], 3);
    assert.equal(document.stale, false);
  });

  it('A document is not stale once a settled edit is undone, and stale after another edit', () => {
    const document = openFlawedPenguins();
    const undone = { range: rangeAt(5, 0, 5, 3), text: flawedPenguins.split('\n')[5].slice(0, 3) };
    document.change([{ range: rangeAt(5, 0, 5, 3), text: 'xyz' }], 2);
    document.change([undone], 3);

    document.change([{ range: rangeAt(5, 0, 5, 3), text: 'xyz' }], 4);
    document.settle();
    complete(document.compare());
    assert.equal(document.stale, true);

    document.change([undone], 5);
    complete(document.compare());
    assert.equal(document.stale, false);

    document.change([{ range: rangeAt(6, 0), text: '1' }], 6);
    complete(document.compare());
    assert.equal(document.stale, true);
  });
});

describe('many edits of an open document', function () {
  this.timeout(120_000);

  /** Edits one cell in each of some lines. */
  function editLines(document: OpenDocument, from: number, to: number): void {
    for (let n = from; n <= to; n++) document.change([{ range: rangeAt(n, 1, n, 2), text: 'B' }], n + 1);
  }

  it('A document forgets its patches when there are too many of them', async () => {
    const [publisher, document] = [new TestPublisher(), openFlawedPenguins()];

    editLines(document, 1, 100);
    await publisher.publish(document);
    assert.equal(document.patched().patches.length, 100);

    editLines(document, 101, 300);
    assert.equal(document.patched().patches.length, 0);
  });

  it('Diagnostics after too many edits are those of the reopened text', async () => {
    const [publisher, document] = [new TestPublisher(), openFlawedPenguins()];
    // Some rows are judged before the patches are forgotten, others are not.
    editLines(document, 1, 100);
    await publisher.publish(document);
    document.patched();
    editLines(document, 101, 300);
    document.patched();

    const seen = await publisher.publish(document);

    const anew = openWithModel(document.content(), flawedPenguins, fitOfFlawedPenguins(), 301);
    assert.deepEqual(comparable(seen), comparable(await publisher.publish(anew)));
  });

  it('The rows that are chosen for a fit follow the edits, however many there are', () => {
    const document = openText(flawedPenguins);
    document.content();
    document.storeFit(fitOfFlawedPenguins(), {}, { rows: [[10, 300]] });

    document.change([{ range: rangeAt(5, 0, 6, 0), text: '' }], 2);
    editLines(document, 11, 310);

    assert.deepEqual([document.patched().patches, document.requestedOptions().rows], [[], [[9, 299]]]);
  });
});

describe('the memory of an open document', function () {
  this.timeout(120_000);
  before(() => {
    fitOfFlawedPenguins();
  });

  it('The table before an edit is released once the edit is settled and judged', async () => {
    const collect = garbageCollector();
    const [publisher, document] = [new TestPublisher(), openFlawedPenguins()];
    const settleEdit = async (): Promise<WeakRef<object>> => {
      const base = new WeakRef(document.patched().base);
      document.change([{ range: rangeAt(3, 0), text: 'x' }], 2);
      document.settle();
      await publisher.publish(document);
      return base;
    };

    const base = await settleEdit();
    await nextTurn();
    collect();

    assert.equal(base.deref(), undefined);
  });

  it('A document and its tables are released when it is closed', async () => {
    const collect = garbageCollector();
    const documents = new Documents();
    const publisher = new TestPublisher();
    const handlers = new Map<string, (params: object) => void>();
    const on = (name: string) => ((handler: (params: object) => void) => void handlers.set(name, handler)) as never;
    documents.listen(
      {
        console: undefined as never,
        onDidOpenTextDocument: on('open'),
        onDidChangeTextDocument: on('change'),
        onDidCloseTextDocument: on('close'),
      },
      { opened: () => undefined, changed: () => undefined, closed: (closed) => publisher.publisher.forget(closed) },
    );
    handlers.get('open')?.({ textDocument: { uri, languageId: 'csv', version: 1, text: flawedPenguins } });
    const useDocument = async (): Promise<WeakRef<object>[]> => {
      const document = documents.get(uri);
      assert.ok(document);
      document.storeFit(fitOfFlawedPenguins(), {});
      handlers.get('change')?.({
        textDocument: { uri, version: 2 },
        contentChanges: [{ range: rangeAt(3, 0), text: 'x' }],
      });
      await publisher.publish(document);
      publisher.publisher.publishSoon(document);
      return [document, document.patched(), document.patched().base.scan.cellStart].map((each) => new WeakRef(each));
    };
    const references = await useDocument();

    handlers.get('close')?.({ textDocument: { uri } });

    assert.equal(documents.get(uri), undefined);
    // Weak references hold to the end of a turn, and running work holds its document; on a busy machine that takes
    // several turns.
    for (let turn = 0; turn < MAX_TURNS && references.some((reference) => reference.deref() !== undefined); turn++) {
      await nextTurn();
      collect();
    }
    assert.deepEqual(
      references.map((reference) => reference.deref()),
      [undefined, undefined, undefined],
    );
  });
});

describe('bad cells of ignored columns', function () {
  this.timeout(120_000);
  const rows = Array.from(
    { length: 40 },
    (_, n) =>
      `${(10 + 7 * Math.sin(n)).toFixed(1)},${(50 + 12.6 * Math.sin(n)).toFixed(1)},${n === 9 ? '31' : String(1 + (n % 28)).padStart(2, '0')}.02.2024`,
  );
  rows[20] = `${rows[20].split(',')[0]},99.9,03.02.2024`;
  const table = readTable(`c,f,day\n${rows.join('\n')}\n`);
  let model: FitOutput['model'];
  before(() => {
    ({ model } = fitText(table.scan.text, { k: 1 }));
  });

  it('Judging in steps finds bad dates and broken relations in ignored columns', () => {
    const { badCells } = complete(judgeAllRows(model, table)).judgement;

    assert.deepEqual(
      badCells.map(({ code, row }) => [code, row]),
      [
        ['cell.bad-date', 9],
        ['cell.broken-relation', 20],
      ],
    );
  });

  it('Judging in steps finds the bad cells that judging at once finds', () => {
    const { badCells } = complete(judgeAllRows(model, table)).judgement;

    assert.deepEqual(badCells, complete(judgeTable(model, table)).badCells);
  });
});
