// Gathers the client's texts, the first arguments of `l10n.t`, into the bundle that translators start from: `npm run
// l10n`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const files = readdirSync('client', { recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('client', name));
const texts = new Set(files.flatMap(textsIn));
writeFileSync(
  'l10n/bundle.l10n.json',
  `${JSON.stringify(Object.fromEntries([...texts].sort().map((text) => [text, text])), undefined, 2)}\n`,
);

function textsIn(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'l10n.t') {
      const [text] = node.arguments;
      if (!ts.isStringLiteralLike(text))
        throw new Error(`${file}: ${node.getText()} needs a plain text; what is put in stands behind it, as {0}.`);
      found.push(text.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
