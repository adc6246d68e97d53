#!/usr/bin/env bash
# One ICU message, two libraries, two sentences. In "{n, plural, other {{kind, select, row {# rows} other {# cells}}}}" the # stands in a select, which stands
# in a plural. intl-messageformat (FormatJS) keeps ICU's rule that only the innermost argument counts, and prints "# rows"; @messageformat/core prints "5
# rows" by default, and "# rows" only with strict: true. Neither warns, so a catalogue that was written and proofread with one of them shows bare hashes with
# the other. "{n, number}" within the select, or the plural within the select, is the same in both.
# Run by hand: findings/icu-hash-in-select.sh. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > npm.log
npm install --silent --no-audit --no-fund intl-messageformat@12.1.5 @messageformat/core@3.4.1
cat > messages.mjs <<'JS'
import { IntlMessageFormat } from 'intl-messageformat';
import MessageFormat from '@messageformat/core';

const values = { n: 5, kind: 'row' };
const messages = {
  hash: '{n, plural, other {{kind, select, row {# rows} other {# cells}}}}',
  number: '{n, plural, other {{kind, select, row {{n, number} rows} other {{n, number} cells}}}}',
  inside: '{kind, select, row {{n, plural, other {# rows}}} other {{n, plural, other {# cells}}}}',
};
const libraries = {
  'intl-messageformat': (message) => new IntlMessageFormat(message, 'en').format(values),
  '@messageformat/core': (message) => new MessageFormat('en').compile(message)(values),
  '@messageformat/core, strict': (message) => new MessageFormat('en', { strict: true }).compile(message)(values),
};
for (const [library, format] of Object.entries(libraries))
  for (const [name, message] of Object.entries(messages)) console.log(`${library}: ${name}: ${format(message)}`);
JS
node --version
node messages.mjs | tee seen.txt
cat > expected.txt <<'TXT'
intl-messageformat: hash: # rows
intl-messageformat: number: 5 rows
intl-messageformat: inside: 5 rows
@messageformat/core: hash: 5 rows
@messageformat/core: number: 5 rows
@messageformat/core: inside: 5 rows
@messageformat/core, strict: hash: # rows
@messageformat/core, strict: number: 5 rows
@messageformat/core, strict: inside: 5 rows
TXT
if ! cmp -s seen.txt expected.txt; then
  echo 'The behaviour is another one now.'
  exit 1
fi
