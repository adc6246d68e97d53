/** The formats of `check`: each is parsed by a parser of its own, with hostile cells, columns and file names. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DOMParser, onErrorStopParsing, type Element } from '@xmldom/xmldom';
import type { Log, Result } from 'sarif';
import type { Diagnostic } from 'vscode-languageserver';
import { isChecked, type CheckedFile, type CheckReport } from '../../server/protocol/report/checkReport';
import { FINDING_CODES } from '../../server/protocol/report/findingCodes';
import { ACTIVE_CHARACTERS, BUILD_COMMANDS, hostileTable } from '../support/hostileTexts';
import { Client, FULL } from './client';
import { useCommandLine } from './commandLine';

const STAFF_PATH = resolve('samples/staff.csv');
/** The published schema, which `scripts/sarifSchema.mjs` downloads: it is too large to be part of this repository. */
const SCHEMA_PATH = process.env.MIXTURE_LENS_SARIF_SCHEMA ?? 'out/sarif-schema-2.1.0.json';
/** Rule that errata 01 of the standard (OASIS 2023) adds: a region says where it starts. */
const ERRATA_OF_REGIONS = {
  anyOf: [{ required: ['startLine'] }, { required: ['charOffset'] }, { required: ['byteOffset'] }],
};
const HOSTILE_NAME = '::error file=x::%0A,\u001b[31m##[add-mask]é <&\'".csv';

/** A workflow command as the runner of GitHub Actions reads it. */
interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

interface SarifSchema {
  readonly definitions: { readonly region: object };
}

interface SchemaValidator {
  addMetaSchema(schema: object): void;
  compile(schema: object): ((value: unknown) => boolean) & { readonly errors?: unknown };
}

/** Reads a line of a log as the runner does; undefined for a line that is no command. */
function workflowCommand(line: string): WorkflowCommand | undefined {
  const [, name, list, message] = /^\s*::([a-z-]+)(?: ([^:]*))?::(.*)$/.exec(line) ?? [];
  if (name === undefined) return undefined;
  const unescape = (text: string): string =>
    text
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%25', '%');
  const properties = (list ?? '').split(',').map((property) => {
    const at = property.indexOf('=');
    return [property.slice(0, at), unescape(property.slice(at + 1))] as const;
  });
  return { name, properties: Object.fromEntries(properties), message: unescape(message) };
}

describe('formats of mixture-lens check', function () {
  this.timeout(120_000);
  const cli = useCommandLine();
  let report: CheckReport;
  before(() => {
    cli.write(HOSTILE_NAME, hostileTable());
    report = JSON.parse(output('json')) as CheckReport;
    const [hostile] = report.files.filter(isChecked);
    assert.ok(hostile.findings.some(({ value }) => value?.includes('<script>') === true));
  });

  /** The report about the hostile file and one that is not there. */
  function output(format: string): string {
    const { status, stdout } = cli.run('check', HOSTILE_NAME, 'nowhere\u202e::x.csv', '--format', format);
    assert.equal(status, 2);
    return stdout;
  }

  for (const format of ['text', 'json', 'sarif', 'junit']) {
    it(`The ${format} report of hostile cells has no control characters and no build commands`, () => {
      const text = output(format);

      assert.doesNotMatch(text, ACTIVE_CHARACTERS);
      assert.doesNotMatch(text, BUILD_COMMANDS);
    });
  }

  it('Each line of the GitHub format is one command about the file, and none is forged', () => {
    const text = output('github');

    const lines = text.trimEnd().split('\n');
    assert.doesNotMatch(text, ACTIVE_CHARACTERS);
    for (const line of lines) {
      const command = workflowCommand(line);
      assert.ok(command !== undefined && ['error', 'warning', 'notice'].includes(command.name), line);
      assert.ok(['file', 'line', 'endLine', 'col', 'endColumn', 'title'].some((name) => name in command.properties));
      assert.match(command.properties.file, /^\.\/::error file=x::%0A, \[31m# #\[add-mask\]é <&'"\.csv$|^nowhere /);
    }
    assert.equal(lines.length, 2 + (report.files[0] as CheckedFile).findings.length);
  });

  it('The GitHub format has the level, place and code of each finding', () => {
    const { stdout } = cli.run('check', STAFF_PATH, '--format', 'github');

    const first = workflowCommand(stdout.split('\n')[0]);
    assert.deepEqual(
      [first?.name, first?.properties],
      ['warning', { file: STAFF_PATH, line: '10', endLine: '10', col: '8', endColumn: '15', title: 'cell.misspelt' }],
    );
  });

  describe('JUnit XML', () => {
    function suites(text: string): readonly Element[] {
      const document = new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, 'text/xml');
      return Array.from(document.getElementsByTagName('testsuite'));
    }

    it('JUnit XML of hostile cells is well-formed, with a suite per file', () => {
      const parsed = suites(output('junit'));

      assert.equal(parsed.length, 2);
      const [hostile, missing] = parsed;
      const { findings } = report.files[0] as CheckedFile;
      assert.equal(hostile.getElementsByTagName('failure').length, findings.length);
      assert.equal(missing.getElementsByTagName('error').length, 1);
      const names = Array.from(hostile.getElementsByTagName('*'), ({ tagName }) => tagName);
      assert.deepEqual([...new Set(names)].toSorted(), ['failure', 'system-out', 'testcase']);
    });

    it('Findings that do not count are passed tests in JUnit XML', () => {
      const { stdout, status } = cli.run('check', STAFF_PATH, '--format', 'junit', '--fail-on', 'warning');

      const [suite] = suites(stdout);
      assert.equal(status, 1);
      assert.deepEqual(
        ['tests', 'failures', 'errors'].map((name) => suite.getAttribute(name)),
        ['13', '11', '0'],
      );
      assert.equal(suite.getElementsByTagName('failure').length, 11);
    });
  });

  describe('SARIF', () => {
    let log: Log;
    before(() => (log = JSON.parse(output('sarif')) as Log));

    it('SARIF has a rule with its explanation and level for each code', () => {
      const { rules = [] } = log.runs[0].tool.driver;

      assert.deepEqual(
        rules.map(({ id }) => id),
        Object.keys(FINDING_CODES),
      );
      for (const { shortDescription, fullDescription, help, defaultConfiguration } of rules) {
        assert.match(shortDescription?.text ?? '', /\.$/);
        assert.ok((fullDescription?.text.length ?? 0) > 40 && (fullDescription?.text.length ?? 0) <= 1024);
        assert.ok((help?.markdown?.length ?? 0) >= (fullDescription?.text.length ?? 0));
        assert.ok(['error', 'warning', 'note', 'none'].includes(defaultConfiguration?.level ?? ''));
      }
    });

    it('SARIF names files by percent-encoded URIs relative to the working directory', () => {
      const { results = [], artifacts = [] } = log.runs[0];

      const uris = artifacts.map(({ location }) => location?.uri ?? '');
      assert.deepEqual(uris.map(decodeURIComponent), [HOSTILE_NAME, 'nowhere\u202e::x.csv']);
      for (const uri of uris) assert.match(uri, /^[\w.~!*'()%-]+$/);
      assert.ok(results.every((result) => artifactOf(result).uri === uris[0]));
    });

    it('SARIF reports files that cannot be checked, and what was not checked, as notifications', () => {
      const [{ executionSuccessful, toolExecutionNotifications = [] }] = log.runs[0].invocations ?? [];

      assert.equal(executionSuccessful, false);
      const errors = toolExecutionNotifications.filter(({ level }) => level === 'error');
      assert.deepEqual(
        errors.map(({ message }) => message.text),
        ['not checked: no such file; check the path'],
      );
      assert.match(toolExecutionNotifications[0].message.text ?? '', / of 3 columns checked/);
    });

    it('Fingerprints of SARIF results are distinct and survive moved rows', () => {
      const lines = readFileSync(STAFF_PATH, 'utf8').trimEnd().split('\n');
      cli.write('staff.csv', lines.join('\n'));
      cli.write('moved.csv', [...lines.slice(0, 90), ...lines.slice(100), ...lines.slice(90, 100)].join('\n'));
      assert.equal(cli.run('fit', 'staff.csv', '--quiet', '--out', 'staff.json').status, 0);

      const [before, after] = ['staff.csv', 'moved.csv'].map((file) => {
        const { stdout } = cli.run('check', file, '--model', 'staff.json', '--format', 'sarif');
        return fingerprints(JSON.parse(stdout) as Log);
      });

      assert.equal(new Set(before).size, before.length);
      assert.deepEqual(after, before);
    });

    it('SARIF obeys the constraints of the standard that its types do not express', () => {
      const [{ results = [], tool }] = log.runs;

      for (const { locations = [], relatedLocations = [], ruleIndex = -1, ruleId, message } of results) {
        assert.equal(tool.driver.rules?.[ruleIndex].id, ruleId);
        assert.ok(message.text);
        for (const { physicalLocation } of [...locations, ...relatedLocations]) {
          const { startLine = 0, startColumn = 0, endLine = 0, endColumn = 0 } = physicalLocation?.region ?? {};
          assert.ok(startLine >= 1 && startColumn >= 1 && endColumn >= 1);
          assert.ok(endLine > startLine || (endLine === startLine && endColumn >= startColumn));
        }
      }
    });

    it('SARIF is valid under the published schema', function () {
      if (!existsSync(SCHEMA_PATH)) {
        process.stdout.write(`      skipped: ${SCHEMA_PATH} is not there; "npm test" downloads it\n`);
        return this.skip();
      }
      const load = createRequire(join(process.cwd(), 'package.json'));
      const Ajv = load('ajv') as new (options: object) => SchemaValidator;
      const ajv = new Ajv({ allErrors: true, schemaId: 'auto' });
      ajv.addMetaSchema(load('ajv/lib/refs/json-schema-draft-04.json') as object);
      const schema = JSON.parse(readFileSync(SCHEMA_PATH, 'utf8')) as SarifSchema;
      Object.assign(schema.definitions.region, ERRATA_OF_REGIONS);
      const validate = ajv.compile(schema);

      const isValid = validate(log);

      assert.ok(isValid, JSON.stringify(validate.errors, undefined, 2));
    });
  });

  describe('places', () => {
    it('Regions are those of the diagnostics in the editor', async () => {
      const rows = readFileSync(STAFF_PATH, 'utf8').trimEnd().split('\n');
      rows.splice(20, 0, `${rows[20]},surplus`, rows[21].split(',').slice(0, 4).join(','));
      rows[40] = rows[40].replace(/^[^,]*/, '"😀\u202e\ntwo lines"');
      rows.splice(0, 0, '# a preamble');
      const text = rows.join('\r\n');
      const name = cli.write('places.csv', text);
      const uri = pathToFileURL(cli.pathOf(name)).href;
      const client = await Client.start(FULL, { diagnosticLimit: 1000 });
      await client.open(uri, text);
      await client.fit(uri, {});
      const diagnostics = await client.diagnostics(uri, 1, (all) => all.some(({ code }) => code === 'cell.slip'));
      await client.stop();

      const { stdout } = cli.run('check', name, '--format', 'json');

      const { findings } = (JSON.parse(stdout) as CheckReport).files[0] as CheckedFile;
      const inEditor = new Set(diagnostics.map(placeOf));
      const found = findings.map(({ code, severity, region: { startLine, startColumn, endLine, endColumn } }) =>
        [code, severity, startLine, startColumn, endLine, endColumn].join(' '),
      );
      assert.ok(found.length >= 15, found.join('\n'));
      assert.deepEqual(
        found.filter((place) => !inEditor.has(place) && !place.startsWith('cell.variant')),
        [],
        [...inEditor].join('\n'),
      );
    });
  });
});

/** Place of a diagnostic with its code and severity, counted from 1. */
function placeOf({ code, severity, range: { start, end } }: Diagnostic): string {
  const names = ['', 'error', 'warning', 'information', 'hint'];
  return [code, names[severity ?? 0], start.line + 1, start.character + 1, end.line + 1, end.character + 1].join(' ');
}

function artifactOf({ locations = [] }: Result): { readonly uri?: string | undefined } {
  return locations[0].physicalLocation?.artifactLocation ?? {};
}

function fingerprints({ runs: [{ results = [] }] }: Log): readonly string[] {
  return results.map(({ partialFingerprints = {} }) => Object.values(partialFingerprints).join()).toSorted();
}
