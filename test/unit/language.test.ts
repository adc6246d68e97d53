/** Tests of messages in the reader's language, and of the catalogues beside the program. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import ts from 'typescript';
import { listed, listedParts, say, sayParts, setCatalogue } from '../../language/language';

const LANGUAGES = ['de', 'es', 'fr', 'ja'];
const FUNCTIONS = ['say', 'sayParts'];

describe('say', () => {
  afterEach(() => {
    setCatalogue();
  });

  it('A message without a catalogue is English, with the plural form of its number', () => {
    const rows = (count: number): string => say('{count, plural, one {# row} other {# rows}}', { count });

    assert.deepEqual([rows(1), rows(2), rows(1200)], ['1 row', '2 rows', '1,200 rows']);
  });

  it('A message is that of the catalogue, with the plural forms of its language', () => {
    const message = '{count, plural, one {# row} other {# rows}}';
    setCatalogue({ language: 'fr', messages: { [message]: '{count, plural, one {# ligne} other {# lignes}}' } });

    assert.deepEqual([say(message, { count: 0 }), say(message, { count: 2 })], ['0 ligne', '2 lignes']);
  });

  it('A message that the catalogue lacks stays English', () => {
    setCatalogue({ language: 'de', messages: {} });

    assert.equal(say('Fit again.'), 'Fit again.');
  });

  it('Marks of HTML in messages and values are plain text', () => {
    assert.equal(say('<b>{x}</b>', { x: '{y} <i>' }), '<b>{y} <i></b>');
  });

  it('Objects keep their place in the parts of a message', () => {
    assert.deepEqual(sayParts('{cell} is {what}', { cell: { data: 'x' }, what: 'odd' }), [{ data: 'x' }, ' is odd']);
  });
});

describe('listed', () => {
  afterEach(() => {
    setCatalogue();
  });

  it('Items are joined as in the language', () => {
    assert.equal(listed(['a', 'b', 'c']), 'a, b and c');
    setCatalogue({ language: 'de', messages: {} });
    assert.equal(listed(['a', 'b', 'c'], 'disjunction'), 'a, b oder c');
  });

  it('Items that are objects keep their form', () => {
    assert.deepEqual(listedParts([{ data: 'a' }, { data: 'b' }]), [{ data: 'a' }, ' and ', { data: 'b' }]);
  });
});

interface Call {
  readonly where: string;
  readonly message: string;
  /** Names of the values passed; undefined where they are not written out. */
  readonly values: readonly string[] | undefined;
  readonly isInFunction: boolean;
}

function callsIn(file: string): readonly Call[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const calls: Call[] = [];
  const visit = (node: ts.Node, isInFunction: boolean): void => {
    if (ts.isCallExpression(node) && FUNCTIONS.includes(node.expression.getText())) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      const [text, values] = node.arguments;
      calls.push({
        where: `${file}:${line}`,
        message: ts.isStringLiteralLike(text) ? text.text : '',
        values: namesOf(values),
        isInFunction,
      });
    }
    ts.forEachChild(node, (child) => {
      visit(child, isInFunction || ts.isFunctionLike(node));
    });
  };
  visit(source, false);
  return calls;
}

function namesOf(values: ts.Expression | undefined): readonly string[] | undefined {
  if (values === undefined) return [];
  if (!ts.isObjectLiteralExpression(values) || values.properties.some(ts.isSpreadAssignment)) return undefined;
  return values.properties.map(({ name }) => name?.getText() ?? '').toSorted();
}

/** Names of a message's placeholders. @throws SyntaxError where it is no ICU message */
function placeholdersOf(message: string): readonly string[] {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const { type, value } = node as { readonly type?: unknown; readonly value?: unknown };
    if (typeof type === 'number' && type > 0 && type < 7 && typeof value === 'string') names.add(value);
    Object.values(node).forEach(visit);
  };
  visit(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst());
  return [...names].toSorted();
}

/** Whether a number sign would be shown: it is one that stands in no plural, or in a select within one. */
function showsNumberSign(message: string): boolean {
  const isSign = (node: unknown): boolean => {
    if (Array.isArray(node)) return node.some(isSign);
    if (typeof node !== 'object' || node === null) return false;
    const { type, value } = node as { readonly type?: unknown; readonly value?: unknown };
    return type === 0 && typeof value === 'string' ? value.includes('#') : Object.values(node).some(isSign);
  };
  return isSign(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst());
}

const calls = ['language', 'server', 'webview', 'pictures']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
  .filter((name) => name.endsWith('.ts'))
  .flatMap(callsIn);

describe('messages of the server, the panel and the pictures', () => {
  const messages = JSON.parse(readFileSync('l10n/messages.json', 'utf8')) as Readonly<Record<string, string>>;

  it('The list for translators has exactly the messages in use', () => {
    const used = [...new Set(calls.map(({ message }) => message))].toSorted();

    assert.deepEqual(Object.keys(messages).toSorted(), used, 'run: npm run l10n');
  });

  it('Each message has a value for each of its placeholders', () => {
    for (const { where, message, values } of calls)
      if (values !== undefined) assert.deepEqual(values, placeholdersOf(message), where);
  });

  it('No message shows a number sign in the place of a number', () => {
    assert.deepEqual(Object.keys(messages).filter(showsNumberSign), []);
  });

  it('No message is made while modules are loaded, before the language is known', () => {
    const early = calls.filter(({ isInFunction }) => !isInFunction).map(({ where }) => where);

    assert.deepEqual(early, []);
  });

  for (const language of LANGUAGES) {
    const file = `l10n/messages.${language}.json`;
    if (!existsSync(file)) continue;
    const translations = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>;

    it(`Each message has its translation in ${language}, and no other text has`, () => {
      assert.deepEqual(Object.keys(translations).toSorted(), Object.keys(messages).toSorted());
    });

    it(`Translations in ${language} have the placeholders of their messages, and outer blanks as these`, () => {
      for (const [message, translation] of Object.entries(translations)) {
        assert.deepEqual(placeholdersOf(translation), placeholdersOf(message), message);
        assert.equal(translation === translation.trim(), message === message.trim(), message);
        assert.equal(showsNumberSign(translation), false, translation);
      }
    });
  }
});
