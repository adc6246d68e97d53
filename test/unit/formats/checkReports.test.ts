/** Tests the formats of checks, and baselines, on texts that no table can hold but a file name or a model can. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DOMParser, onErrorStopParsing } from '@xmldom/xmldom';
import fc from 'fast-check';
import { Baseline, baselineText, readBaseline, type FiledFinding } from '../../../server/formats/baseline';
import { fileLines } from '../../../server/formats/checks/checkText';
import { junitXml } from '../../../server/formats/checks/junit';
import { ruleTexts } from '../../../server/formats/checks/ruleTexts';
import { sarifText } from '../../../server/formats/checks/sarif';
import { workflowCommands } from '../../../server/formats/checks/workflowCommands';
import { safeJson } from '../../../server/formats/safeJson';
import type { CheckedFile, CheckFinding, FileCheck } from '../../../server/protocol/report/checkReport';
import { FINDING_CODES } from '../../../server/protocol/report/findingCodes';
import { ACTIVE_CHARACTERS, BUILD_COMMANDS, HOSTILE_TEXTS } from '../../support/hostileTexts';

/** A finding in which everything is hostile. */
function finding(text: string, more: Partial<CheckFinding> = {}): CheckFinding {
  return {
    code: 'cell.bad-number',
    severity: 'warning',
    message: text,
    region: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 4 },
    column: text,
    value: text,
    related: [{ region: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 2 }, message: text }],
    fingerprint: '00000000000001',
    ...more,
  };
}

function files(text: string): readonly FileCheck[] {
  const checked: CheckedFile = {
    file: text,
    rows: 3,
    findings: [finding(text)],
    known: 0,
    columns: 2,
    checked: 1,
    unchecked: [{ column: text, reason: text }],
    notes: [text],
  };
  return [checked, { file: text, problem: text }];
}

const FORMATS: Readonly<Record<string, (list: readonly FileCheck[]) => string>> = {
  text: (list) => list.flatMap((file) => [...fileLines(file)]).join(''),
  GitHub: (list) => list.flatMap((file) => [...workflowCommands(file)]).join(''),
  JUnit: (list) => [...junitXml(list, () => true)].join(''),
  JSON: (list) => `${safeJson(list)}\n`,
  SARIF: (list) =>
    sarifText({ engine: '1.0.0', files: list }, (file) => encodeURIComponent(file.replace(/\p{Cs}/gu, '')), new Map()),
};

describe('formats of checks', () => {
  for (const [name, write] of Object.entries(FORMATS)) {
    it(`The ${name} format of any text has no active characters and no half of a surrogate pair`, () => {
      for (const text of HOSTILE_TEXTS) {
        const report = write(files(text));

        assert.doesNotMatch(report, ACTIVE_CHARACTERS);
        assert.doesNotMatch(report, /\p{Cs}/u);
        if (name !== 'GitHub') assert.doesNotMatch(report, BUILD_COMMANDS);
      }
    });
  }

  it('The GitHub format has one line per finding, summary, note and problem, whatever they quote', () => {
    for (const text of HOSTILE_TEXTS) {
      const lines = FORMATS.GitHub(files(text)).trimEnd().split('\n');

      assert.equal(lines.length, 4);
      for (const line of lines) assert.match(line, /^::(error|warning|notice) file=[^:,]*,[^:]*title=[^:,]*::/);
    }
  });

  it('The GitHub format escapes marks of properties in names, and percent signs in messages', () => {
    const [command] = workflowCommands({ file: 'a:b,c%d.csv', problem: '100 %: x, y' });

    assert.equal(command, '::error file=a%3Ab%2Cc%25d.csv,title=Mixture Lens::not checked: 100 %25: x, y\n');
  });

  it('The text format writes out five findings with one cause and counts the others, and writes out all others', () => {
    const about = (code: CheckFinding['code'], n: number, what: string): CheckFinding =>
      finding('', {
        code,
        message: `"${n}" is ${what} ${n}`,
        column: 'day',
        region: { startLine: n, startColumn: 1, endLine: n, endColumn: 3 },
      });
    const [checked] = files('a');
    const findings = Array.from({ length: 9 }, (_, n) => [
      about('cell.bad-date', n + 2, 'no date'),
      about('cell.unlikely', n + 2, 'unlikely'),
    ]).flat();

    const lines = [...fileLines({ ...(checked as CheckedFile), findings })];

    assert.deepEqual(
      lines.filter((line) => line.includes('[cell.bad-date]')),
      [
        ...[2, 3, 4, 5, 6].map((n) => `a:${n}:1: warning: "${n}" is no date ${n} [cell.bad-date]\n`),
        'a:7:1: warning: 4 more cells of day like these [cell.bad-date]\n',
      ],
    );
    assert.equal(lines.filter((line) => line.includes('[cell.unlikely]')).length, 9);
  });

  it('The text format counts findings that differ in a number with its sign and marks only', () => {
    const [checked] = files('a');
    const numbers = ['-3', '4.5', '1,250.25', '−7', '2e-7', '80', '1e9'];
    const findings = numbers.map((number, n) =>
      finding('', {
        code: 'cell.out-of-sequence',
        message: `"${n}" breaks the sequence: ${number} would follow`,
        column: 'n',
        region: { startLine: n + 2, startColumn: 1, endLine: n + 2, endColumn: 3 },
      }),
    );

    const lines = [...fileLines({ ...(checked as CheckedFile), findings })];

    assert.ok(
      lines.some((line) => line.includes('2 more cells of n like these')),
      lines.join(''),
    );
  });

  it('JUnit XML is well-formed for any text', () => {
    const parser = new DOMParser({ onError: onErrorStopParsing });
    const isLegal = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE_TEXTS)), (text) => {
        const xml = FORMATS.JUnit(files(text));

        assert.equal(parser.parseFromString(xml, 'text/xml').getElementsByTagName('testsuite').length, 2);
        assert.match(xml, isLegal);
      }),
    );
  });

  it('safeJson is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE_TEXTS)), (text) => {
        assert.deepEqual(JSON.parse(safeJson({ [text]: [text, '##[', '##vso[x]'] })), {
          [text]: [text, '##[', '##vso[x]'],
        });
      }),
    );
  });

  it('Every code is explained for SARIF by docs/findings.md, in a paragraph without markup', () => {
    const texts = ruleTexts(readFileSync('docs/findings.md', 'utf8').split('\n'));

    assert.deepEqual([...texts.keys()], Object.keys(FINDING_CODES));
    for (const { text } of texts.values()) assert.match(text, /^[A-Z][^[\]`\n]+[.:]$/);
  });
});

describe('baselines', () => {
  const filed = (each: CheckFinding, file = 'data/a.csv'): FiledFinding => ({ file, finding: each });

  it('A baseline holds each finding as often as it was written', () => {
    const [twice, other] = [filed(finding('a')), filed(finding('b'))];
    const baseline = readBaseline(baselineText([twice, other, twice]));

    const taken = [twice, twice, twice, other, filed(finding('c'))].map((each) => baseline.takes(each));

    assert.deepEqual(taken, [true, true, false, true, false]);
  });

  it('A finding of one file is not taken for that of another', () => {
    const baseline = readBaseline(baselineText([filed(finding('a'))]));

    assert.equal(baseline.takes(filed(finding('a'), 'data/b.csv')), false);
  });

  it('A baseline does not depend on the order of the findings', () => {
    const findings = HOSTILE_TEXTS.map((text) => filed(finding(text)));

    assert.equal(baselineText(findings.toReversed()), baselineText(findings));
  });

  it('A baseline keeps any name of a column, on a line of its own', () => {
    for (const text of HOSTILE_TEXTS) {
      const written = baselineText([filed(finding(text))]);

      assert.equal(written.trimEnd().split('\n').length, 6);
      assert.doesNotMatch(written, ACTIVE_CHARACTERS);
      assert.ok(readBaseline(written).takes(filed(finding(text))));
    }
  });

  it('Entries that a merge repeated are counted together', () => {
    const entry = { file: 'data/a.csv', code: 'cell.slip', column: 'x', fingerprint: '1', count: 1 } as const;
    const baseline = new Baseline([entry, entry]);

    const taken = [1, 2, 3].map(() => baseline.takes(filed(finding('', entry))));

    assert.deepEqual(taken, [true, true, false]);
  });
});
