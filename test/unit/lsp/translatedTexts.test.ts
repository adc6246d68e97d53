/** Tests that the texts of the editor consist of messages, which can be translated as a whole. */
import assert from 'node:assert/strict';
import type { Diagnostic } from 'vscode-languageserver';
import { setCatalogue } from '../../../language/language';
import { reasonOf } from '../../../server/disk/textFile';
import { writeCause } from '../../../server/disk/writeProblem';
import { limitDiagnostics, type GroupSort } from '../../../server/lsp/diagnostics/limit';
import { mergeByCause } from '../../../server/lsp/diagnostics/oneCause';
import { countAsMissing } from '../../../server/lsp/features/diagnostics/repeatedValues';
import { headerLenses, type HeaderLensInput } from '../../../server/lsp/features/headerLens';
import { headerHover } from '../../../server/lsp/features/hovers/headerHover';
import { progressText } from '../../../server/threads/fitQueue';
import { ClientCommand, type Component, type FitReport } from '../../../server/protocol';
import { toPlainText } from '../../../server/words/markup';
import { lettersOutside, setPseudoLanguage } from '../../support/pseudoLanguage';

const START = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
const SORTS: readonly GroupSort[] = [
  'obstacle',
  'repeated',
  'unlikely',
  'structure',
  'faulty',
  'unreadable',
  'sequence',
  'duplicate',
  'alike',
  'spelling',
  'heavy',
  'leftOut',
  'follows',
  'line',
  'group',
];

function summaryOf(sorts: readonly GroupSort[], total: number): string {
  const groups = sorts.map((sort) => ({ sort, diagnostics: [], total }));
  return limitDiagnostics(groups, 10).map(messageOf).join('');
}

function messageOf({ message }: Diagnostic): string {
  return typeof message === 'string' ? message : message.value;
}

function lensTitles(more: Partial<HeaderLensInput>): readonly string[] {
  const input = {
    uri: 'file:///a.csv',
    fit: undefined,
    unlikely: undefined,
    stale: false,
    hasLostRows: false,
    hasFittedColumns: true,
    clientCommands: new Set(Object.values(ClientCommand)),
    ...more,
  };
  return headerLenses(input).map(({ command }) => command?.title ?? '');
}

const REPORT = { k: 2, nlml: 10, totalWeight: 5, rowsFitted: 1200, expectedRows: 1 } as FitReport;

describe('texts of the editor in another language', () => {
  beforeEach(setPseudoLanguage);
  afterEach(() => {
    setCatalogue();
  });

  it('Lenses consist of messages', () => {
    const coverage = { checked: 3, unchecked: ['⟦id⟧'], all: 4 };
    const titles = [
      ...lensTitles({}),
      ...lensTitles({ fit: { report: REPORT, coverage }, unlikely: 0, stale: true }),
      ...lensTitles({
        fit: { report: REPORT, coverage: { ...coverage, unreadable: 2, faults: 1 } },
        unlikely: 1,
        hasLostRows: true,
      }),
    ];

    assert.deepEqual(
      titles.filter((title) => lettersOutside(title) !== ''),
      [],
    );
  });

  it('The summary of findings that are not shown consists of messages', () => {
    assert.equal(lettersOutside(summaryOf(SORTS, 2)), '');
  });

  it('The message of several places consists of messages', () => {
    const items = Array.from({ length: 5 }, () => ({ diagnostic: { range: START, message: '⟦odd⟧' }, cause: 'one' }));
    const merged = (['row', 'cell'] as const).flatMap((noun) =>
      [true, false].flatMap((isCut) => mergeByCause('file:///a.csv', items, noun, isCut)),
    );

    assert.equal(merged.length, 4);
    assert.equal(lettersOutside(merged.map(messageOf).join('')), '');
  });

  it('The hover of a column consists of messages', () => {
    const column = { name: '1', index: 0, kind: 'poisson', reason: '', missing: 2, levels: [], step: 1 } as const;
    const component = { weight: 0.5, columns: { 1: { mean: 3, sd: 1 } } } as unknown as Component;
    const hover = headerHover({
      uri: 'file:///a.csv',
      columns: [column],
      rows: 1000,
      outline: {
        of: 'number',
        sampledRows: 500,
        counts: [1, 2],
        low: 1,
        high: 9,
        below: 1,
        above: 2,
        least: 0,
        greatest: 12,
      },
      components: Array<Component>(6).fill({ ...component, name: '⟦x⟧' }),
      columnReport: { errorRate: 0.01, setAside: 3 },
      stale: true,
      isCompact: false,
    });

    assert.equal(lettersOutside(toPlainText(hover)), '');
  });

  it('The reasons of problems with files are messages', () => {
    const codes = ['ENOENT', 'EISDIR', 'EACCES', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ENOSPC', 'EBUSY', 'EMFILE', 'EX'];
    const reasons = codes.flatMap((code) => {
      const error = Object.assign(new Error(code), { code });
      return [reasonOf(error), writeCause(error)];
    });

    assert.equal(lettersOutside(reasons.join('')), '');
  });

  it('The progress of a fit is a message', () => {
    assert.equal(
      progressText({ k: 2, start: 0, iteration: 3 } as Parameters<typeof progressText>[0]),
      '⟦2 clusters, start 1, iteration 3⟧',
    );
  });
});

describe('a translated title', () => {
  afterEach(() => {
    setCatalogue();
  });

  it('Cells stand where the translation puts them, without marks that mislead', () => {
    const message = 'Count {values} as missing in this file';
    setCatalogue({ language: 'de', messages: { [message]: '{values} in dieser Datei als fehlend zählen' } });
    const diagnostic: Diagnostic = { range: START, message: '', data: { values: ['-999', 'n\u202e/a'] } };

    const [{ title }] = countAsMissing('file:///a.csv', diagnostic, new Set([ClientCommand.countAsMissing]));

    assert.equal(title, '-999, n/a in dieser Datei als fehlend zählen');
  });
});

describe('a summary in English', () => {
  it('Each noun has the plural of its first word', () => {
    assert.equal(
      summaryOf(['obstacle', 'sequence', 'alike', 'follows', 'line'], 2),
      'Not shown: 2 more obstacles to a fit, 2 more breaks of a sequence, 2 more rows like others, ' +
        '2 more columns that follow from others, 2 more lines that are not rows.',
    );
  });
});
