/** Hostile cells: no hover, diagnostic, fix, lens or hint passes on their markup, commands or control characters. */
import assert from 'node:assert/strict';
import { marked } from 'marked';
import type { ClientCapabilities, CodeAction, InlayHint } from 'vscode-languageserver';
import { hostileTable } from '../support/hostileTexts';
import { HOVER_ABILITIES } from '../support/hovers';
import { BARE, Client, FULL, hasCode, messageOf } from './client';

describe('hostile cells', function () {
  this.timeout(60_000);

  const table = hostileTable();

  /** The texts of all hovers and diagnostics of the table. */
  async function everything(
    capabilities?: ClientCapabilities,
    abilities?: object,
  ): Promise<{ hovers: string[]; diagnostics: string[] }> {
    const client = await Client.start(capabilities, null, undefined, abilities);
    const uri = 'file:///hostile.csv';
    await client.open(uri, table);
    await client.fit(uri, { k: 2, starts: 1, falseDiscoveryRate: 0.4 });
    const lines = table.split('\n');
    const hovers: string[] = [];
    for (let line = 0; line < lines.length; line++) {
      for (let character = 0; character <= lines[line].length; character += 4)
        hovers.push(await client.hoverText(uri, line, character));
    }
    const found = await client.diagnostics(uri, 1, hasCode('cell.bad-number'));
    await client.stop();
    return {
      hovers: [...new Set(hovers)],
      diagnostics: found.flatMap((one) => [
        messageOf(one),
        ...(one.relatedInformation ?? []).map(({ message }) => message),
      ]),
    };
  }

  describe('hovers and diagnostics', () => {
    let hovers: readonly string[];
    let diagnostics: readonly string[];
    before(async () => ({ hovers, diagnostics } = await everything()));

    it('Hovers escape Markdown, HTML, links, commands and control characters of cells', () => {
      assert.ok(hovers.length > 20);
      assert.ok(
        hovers.some((text) => text.includes('command\\:workbench')),
        'the hostile text is shown',
      );
      for (const text of hovers) {
        // Without the markup of the server, every punctuation mark must be escaped.
        const foreign = text
          .replace(/\\[!-/:-@[-`{-~]/g, '')
          .replace(/^\| :-- .*$/gm, '')
          .replace(/[<>]\d+ %/g, '')
          .replace(/`[▁▂▃▄▅▆▇█░\u00a0]+`/g, '')
          .replace(/\*\*/g, '');
        assert.doesNotMatch(foreign, /[[\]<`_~#$&{}@!*\\]|:\/|^\s*>/m, text);
        assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u, text);
      }
    });

    it('Diagnostics have no control characters of cells', () => {
      for (const message of diagnostics) {
        assert.doesNotMatch(message, /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u, message);
      }
      assert.ok(diagnostics.some((message) => message.includes('"<script>alert(1)</script>" is not a number')));
    });
  });

  describe('fixes, lenses and hints', () => {
    let fixes: readonly CodeAction[];
    let lenses: readonly string[];
    let hints: readonly InlayHint[];
    before(async () => {
      const client = await Client.start(FULL, { clusterHints: 'all' });
      const uri = 'file:///fixes.csv';
      await client.open(uri, table.replace(/^0\.5,/m, '90000,'));
      await client.fit(uri, { k: 2, starts: 1, falseDiscoveryRate: 0.4, kinds: { size: 'normal' } });
      const found = await client.diagnostics(uri, 1, hasCode('cell.sentinel', 'cell.slip'));
      fixes = (await Promise.all(found.map((one) => client.fixes(uri, one)))).flat();
      lenses = await client.lenses(uri);
      hints = await client.hints(uri, { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } });
      await client.stop();
    });

    it('The titles of fixes have no control characters of cells', () => {
      const titles = fixes.map(({ title }) => title);

      assert.ok(
        titles.some((title) => title.startsWith('Replace ')) && titles.some((title) => title.includes('column')),
        titles.join('\n'),
      );
      for (const title of titles) assert.doesNotMatch(title, /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    });

    it('Fixes execute no command but those of Mixture Lens', () => {
      for (const { command } of fixes) assert.ok(command === undefined || command.command.startsWith('mixtureLens.'));
    });

    // Editors draw icons and links in hints and lenses, so these must not quote any cell.
    it('Inlay hints have clusters and percentages alone', () => {
      assert.ok(hints.length > 200);
      for (const { label, tooltip = '' } of hints)
        assert.match(
          `${typeof label === 'string' ? label : 'parts'}|${typeof tooltip === 'string' ? tooltip : 'markup'}`,
          /^cluster \d+, [<>]?\d+ %\|(or (cluster \d+, [<>]?\d+ %(; )?)+)?$/,
        );
    });

    it('Code lenses have words and numbers alone', () => {
      assert.ok(lenses.length > 0);
      for (const title of lenses) assert.match(title, /^[\w ·,./−-]+$/);
    });
  });

  it('Hovers for a client that draws HTML have no tag or link but those of the server', async () => {
    const { hovers } = await everything(FULL, HOVER_ABILITIES);

    assert.ok(
      hovers.some((text) => text.includes('<span')) &&
        hovers.some((text) => text.includes('](command:mixtureLens.changeKind?')),
    );
    const allowed =
      /^<\/?(p|br|strong|code|table|thead|tbody|tr|td|th|ul|li)( align="left")?>$|^<\/(span|a)>$|^<span style="background-color:#[0-9A-F]{6}(40)?;">$|^<a href="command:mixtureLens\.(changeKind|refitWithout)\?[\w%.-]+" title="[\w ,]+">$/;
    // VS Code parses hovers with marked.
    for (const text of hovers) {
      const html = await marked.parse(text, { gfm: true });
      for (const [tag] of html.matchAll(/<[^>]*>/g)) assert.match(tag, allowed, text);
    }
  });

  it('Hovers for a client without Markdown are plain text', async () => {
    const { hovers } = await everything(BARE);
    assert.ok(hovers.some((text) => text.includes('Line 4 · about')));
    assert.ok(hovers.some((text) => text.includes('[click](command:workbench.action.quit)')));
    assert.ok(hovers.every((text) => !text.includes('\\[click')));
  });
});
