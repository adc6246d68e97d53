import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { call, versionOf } from '../call.mjs';
import { flatSpreadsheet } from '../spreadsheet.mjs';

/**
 * Filter options: delimiter, quote, UTF-8, first line, no formats, any language, quotes around all texts, numbers as
 * such, as shown.
 */
const options = (delimiter, quotesTexts, isAsShown) =>
  `${delimiter.charCodeAt(0)},34,76,1,,0,${quotesTexts},true,${isAsShown}`;

/** LibreOffice writes percents as shown in either case. */
const percents = { share: (value) => (value === undefined ? undefined : 100 * value) };
const shown = { decimals: { height: 1, income: 2, share: 2, ratio: 4 }, digits: { conc: 4 }, as: percents };
const ways = [
  ['commas, as shown', options(',', false, true), shown],
  ['semicolons, as shown', options(';', false, true), shown],
  ['tabs, as shown, texts quoted', options('\t', true, true), shown],
  ['commas, not as shown', options(',', true, false), { as: percents }],
];
const locales = [
  ['English', 'en-US'],
  ['German', 'de-DE'],
];

/** A profile of its own, of this locale. */
function profile(folder, locale) {
  const user = join(folder, locale, 'user');
  mkdirSync(user, { recursive: true });
  writeFileSync(
    join(user, 'registrymodifications.xcu'),
    `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>${locale}</value></prop></item>
</oor:items>
`,
  );
  return pathToFileURL(join(folder, locale)).href;
}

function exports(folder) {
  const sheet = join(folder, 'given.fods');
  writeFileSync(sheet, flatSpreadsheet());
  return locales.flatMap(([language, locale]) => {
    const home = profile(folder, locale);
    return ways.map(([name, filter, more], i) => {
      const file = join(folder, `${locale}-${i}.csv`);
      call(
        'soffice',
        [
          '--headless',
          `-env:UserInstallation=${home}`,
          '--convert-to',
          `csv:Text - txt - csv (StarCalc):${filter}`,
          '--outdir',
          folder,
          sheet,
        ],
        { env: { ...process.env, HOME: folder } },
      );
      if (!existsSync(join(folder, 'given.csv'))) throw new Error('soffice wrote no file');
      renameSync(join(folder, 'given.csv'), file);
      return { name: `${language}, ${name}`, file, ...more };
    });
  });
}

export default [
  { name: 'LibreOffice', install: 'apt-get install libreoffice-calc', find: () => versionOf('soffice'), exports },
];
