/** Tests the text literals of exported programs: Python and R read them as the same texts. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { plainR, pythonWith } from '../../../bench/interpreters.mjs';
import { quoted, quotedForR } from '../../../server/formats/programs/literals';
import { TestFolder } from '../../support/testFolder';
import { HOSTILE } from './exportSamples';

describe('text literals of programs', function () {
  this.timeout(60_000);
  const python = pythonWith('numpy', 'pandas', 'scipy', 'sklearn');
  const r = plainR();

  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(...HOSTILE),
    fc.string({ unit: fc.constantFrom('"', '\\', '\n', 'u', '{', '0', '\ud800', '\0'), maxLength: 8 }),
  );
  const manyTexts = (): string[] => fc.sample(anyText, { numRuns: 500, seed: 1 });

  it('Python reads a literal as the same text', function () {
    if (python === undefined) return this.skip();
    const all = manyTexts();
    const program = `import json\nprint(json.dumps([\n${all.map(quoted).join(',\n')}\n]))\n`;

    const { stdout, stderr } = spawnSync(python, ['-'], {
      input: program,
      encoding: 'utf8',
      env: { ...process.env, PYTHONUTF8: '1' },
    });

    assert.deepEqual(
      JSON.parse(stdout === '' ? stderr : stdout),
      all.map((text) => JSON.parse(JSON.stringify(text)) as string),
    );
  });

  it('R reads a literal as the same text, with U+FFFD for what it cannot hold', function () {
    if (r === undefined) return this.skip();
    const all = manyTexts();
    const folder = new TestFolder();
    folder.create();
    folder.write(
      'texts.R',
      `for (text in c(\n${all.map(quotedForR).join(',\n')}\n)) ` +
        'cat(paste(utf8ToInt(text), collapse = " "), "\\n", sep = "")\n',
    );

    const { stdout, stderr } = spawnSync(r, ['--vanilla', 'texts.R'], {
      cwd: folder.path,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    folder.remove();

    assert.deepEqual(
      stdout
        .split('\n')
        .slice(0, -1)
        .map((line) =>
          String.fromCodePoint(
            ...line
              .split(' ')
              .filter((code) => code !== '' && code !== 'NA')
              .map(Number),
          ),
        ),
      all.map((text) => text.replace(/[\0\p{Cs}]/gu, '\ufffd')),
      stderr,
    );
  });

  it('A literal is one line without invisible characters', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const literal of [quoted(text), quotedForR(text)])
          assert.match(literal, /^"[^\p{C}\u2028\u2029\u00a0]*"$/u);
      }),
    );
  });

  it('A literal holds the whole text in escapes of JSON and of eight digits', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const literal = quoted(text).replace(/\\U[\da-f]{8}/g, (code) =>
          JSON.stringify(String.fromCodePoint(parseInt(code.slice(2), 16))).slice(1, -1),
        );

        assert.equal(JSON.parse(literal), text);
      }),
    );
  });
});
