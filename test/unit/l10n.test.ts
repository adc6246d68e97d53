/** Tests that every text the client shows in VS Code goes through `l10n.t` and stands in the bundle. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const BUNDLE = 'l10n/bundle.l10n.json';
const files = readdirSync('client', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('client', name));
const bundle = JSON.parse(readFileSync(BUNDLE, 'utf8')) as Readonly<Record<string, string>>;

interface Text {
  readonly text: string;
  readonly where: string;
  /** Names of the functions and constructors whose arguments contain the text, the innermost first. */
  readonly within: readonly string[];
}

/** Every literal of a file; templates have {} for each expression. */
function textsOf(file: string): readonly Text[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const texts: Text[] = [];
  const visit = (node: ts.Node, within: readonly string[]): void => {
    const add = (text: string): void => {
      texts.push({ text, where: `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`, within });
    };
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) add(node.text);
    if (ts.isTemplateExpression(node))
      add([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('{}'));
    if (ts.isCallExpression(node) && node.expression.getText() === 'l10n.t') {
      const [text, ...others] = node.arguments;
      visit(text, ['l10n.t', ...within]);
      others.forEach((other) => {
        visit(other, within);
      });
      return;
    }
    const inner =
      ts.isCallExpression(node) || ts.isNewExpression(node) ? [node.expression.getText(), ...within] : within;
    ts.forEachChild(node, (child) => {
      visit(child, inner);
    });
  };
  visit(source, []);
  return texts;
}

const texts = files.flatMap(textsOf);
const isTranslated = ({ within: [innermost] }: Text): boolean => innermost === 'l10n.t';

describe('client localization', () => {
  it('The bundle has exactly the texts that the client passes to l10n.t', () => {
    const used = texts.filter(isTranslated).map(({ text }) => text);

    assert.ok(used.length > 50);
    assert.deepEqual(Object.keys(bundle).toSorted(), [...new Set(used)].toSorted(), 'run: npm run l10n');
  });

  it('The English bundle maps every text to itself', () => {
    assert.ok(
      Object.entries(bundle).every(([text, translated]) => text === translated),
      'the bundle is that of English',
    );
  });

  it('Localized texts contain no template expressions and no outer blanks', () => {
    for (const { text, where } of texts.filter(isTranslated)) {
      assert.doesNotMatch(text, /\{\}|\$\{/, where);
      assert.doesNotMatch(text, /^\s|\s$/, where);
    }
  });

  it('Texts of several words for a person go through l10n.t', () => {
    // Logs and errors of the program itself are English, as are texts that other programs read: pages, pictures, ids,
    // patterns.
    const unseen = /\blog\.|^Error$|^new RegExp|^Uri\.parse$/;
    const isWords = (text: string): boolean =>
      /\p{L}{2,}[^\p{L}]* ([^\p{L}]|\p{L} )*\p{L}{2,}|^\{\} \p{L}{3,}$/u.test(text) &&
      !/^(<|`|default-src|csv|dynamic|Mixture Lens$|unknown error$)/.test(text);

    const bare = texts.filter(
      (text) =>
        !isTranslated(text) &&
        !text.within.some((name) => unseen.test(name)) &&
        isWords(text.text) &&
        !text.where.includes('panel/html.ts'),
    );

    assert.deepEqual(
      bare.map(({ text, where }) => `${where}: ${text}`),
      [],
    );
  });

  it('Texts of messages and prompts go through l10n.t, however short', () => {
    const prompts =
      /\.(show(Information|Warning|Error)Message|setStatusBarMessage|showInputBox|showQuickPick|showSaveDialog|withProgress)$|^Refusal$/;

    const bare = texts.filter(
      (text) => prompts.test(text.within[0] ?? '') && /\p{L}{2,}/u.test(text.text) && !/^[a-z]\w*$/.test(text.text),
    );

    assert.deepEqual(
      bare.map(({ text, where }) => `${where}: ${text}`),
      [],
    );
  });
});

describe('translations', () => {
  const LANGUAGES = ['de', 'es', 'fr', 'ja'];
  const readTexts = (path: string): Readonly<Record<string, string>> =>
    JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, string>>;
  const sources = [
    { english: 'package.nls.json', translated: (language: string) => `package.nls.${language}.json` },
    { english: BUNDLE, translated: (language: string) => `l10n/bundle.l10n.${language}.json` },
  ];

  /** Parts of a text that a program reads: places of values, icons, code, links to commands, names of settings. */
  const fixedParts = (text: string): readonly string[] =>
    (text.match(/\{\d+\}|\$\([\w~-]+\)|`[^`]*`|\]\([^)]*\)|\n/g) ?? []).toSorted();

  for (const language of LANGUAGES)
    for (const { english, translated } of sources) {
      it(`${translated(language)} has a translation of every text`, () => {
        const texts = readTexts(english);

        const translations = readTexts(translated(language));

        assert.deepEqual(Object.keys(translations).toSorted(), Object.keys(texts).toSorted());
        assert.deepEqual(
          Object.entries(translations).filter(([, text]) => text.trim() === ''),
          [],
        );
      });

      it(`${translated(language)} keeps placeholders, icons, code and links`, () => {
        const texts = readTexts(english);

        const changed = Object.entries(readTexts(translated(language))).filter(
          ([key, text]) => fixedParts(text).join('\0') !== fixedParts(texts[key] ?? '').join('\0'),
        );

        assert.deepEqual(changed, []);
      });
    }
});
