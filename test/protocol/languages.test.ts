/** The language server in the language that a client names. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Diagnostic } from 'vscode-languageserver';
import { ServerCommand } from '../../server/protocol';
import { TestFolder, useFolder } from '../support/testFolder';
import { Client, messageOf } from './client';
import { PLANTED, QUICK } from './fittedFiles';

/** Words of the language in the lens, the finding and the report. */
const EXPECTED = {
  'de-AT': ['de', /Mischung anpassen/, /erwartet/],
  es: ['es', /Ajustar/, /esperad|se espera/],
  fr: ['fr', /Ajuster/, /attend/],
  ja: ['ja', /混合/, /想定/],
  'pt-br': ['en', /^Fit mixture$/, /expected/],
} as const;

describe('languages', function () {
  this.timeout(60_000);
  const folder = useFolder(new TestFolder());

  for (const [locale, [language, lens, finding]] of Object.entries(EXPECTED))
    it(`Lenses, findings and reports under ${locale} are in its language`, async () => {
      const client = await Client.start(undefined, undefined, undefined, undefined, locale);
      const uri = folder.uriOf(folder.write(`${language}.csv`, PLANTED));
      const to = folder.uriOf(`${language}.html`);
      await client.open(uri, PLANTED);
      const lenses = await client.lenses(uri);
      await client.fit(uri, QUICK);

      const isPlanted = (diagnostic: Diagnostic): boolean => messageOf(diagnostic).includes('63000');
      const found = (await client.diagnostics(uri, 1, (all) => all.some(isPlanted))).find(isPlanted);
      await client.execute(ServerCommand.export, { uri, format: 'report', to });

      const report = readFileSync(folder.pathOf(`${language}.html`), 'utf8');
      assert.match(lenses[0], lens);
      assert.match(found === undefined ? '' : messageOf(found), finding);
      assert.match(report, new RegExp(`<html lang="${language}">`));
      assert.match(report, finding);
      assert.equal(await client.stop(), 0);
    });
});
