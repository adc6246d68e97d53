// Gathers texts for translators: `npm run l10n`. Those of the client, the first arguments of `l10n.t`, become the bundle
// of VS Code; those of the server, the panel and the pictures, the first arguments of `say` and `sayParts`, become
// l10n/messages.json.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

write('l10n/bundle.l10n.json', ['client'], ['l10n.t']);
write('l10n/messages.json', ['language', 'server', 'webview', 'pictures'], ['say', 'sayParts']);

function write(path, folders, functions) {
  const texts = new Set(folders.flatMap(filesIn).flatMap((file) => textsIn(file, functions)));
  const content = Object.fromEntries([...texts].sort().map((text) => [text, text]));
  writeFileSync(path, `${JSON.stringify(content, undefined, 2)}\n`);
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function textsIn(file, functions) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && functions.includes(node.expression.getText())) {
      const [text] = node.arguments;
      if (!ts.isStringLiteralLike(text))
        throw new Error(`${file}: ${node.getText()} needs a plain text; values stand in braces, and behind it.`);
      found.push(text.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
