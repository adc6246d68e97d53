// The words that the panel explains, and the page that repeats the explanations.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { glossary } from '../../../webview/glossary';

describe('glossary', () => {
  const page = readFileSync('docs/glossary.md', 'utf8');
  const sections = new Map(
    page
      .split(/^## /m)
      .slice(1)
      .map((section) => {
        const [word, ...lines] = section.split('\n');
        return [word, lines.join(' ').trim().replace(/\s+/g, ' ')];
      }),
  );

  it('The page explains exactly the words of the panel, in order', () => {
    assert.deepEqual(
      [...sections.keys()],
      glossary().map(({ word }) => word),
    );
  });

  it('The page begins each explanation with the sentence of the panel', () => {
    for (const { word, meaning } of glossary()) assert.ok(sections.get(word)?.startsWith(meaning), word);
  });

  it('Every word has a link to the formulas, and the heading exists', () => {
    for (const [word, text] of sections) {
      const [, file, anchor] = /\[Formulas\]\((\w+\.md)#([\w-]+)\)$/.exec(text) ?? [];
      assert.ok(file !== undefined, word);
      const headings = [...readFileSync(`docs/${file}`, 'utf8').matchAll(/^## (.+)$/gm)].map(([, heading]) =>
        heading
          .toLowerCase()
          .replaceAll(' ', '-')
          .replace(/[^\w-]/g, ''),
      );
      assert.ok(headings.includes(anchor), `${word}: ${file}#${anchor}`);
    }
  });

  it('A meaning is one sentence or two, without markup', () => {
    for (const { word, meaning } of glossary()) {
      assert.match(meaning, /^[A-Z][^<>*_`]*\.$/, word);
      assert.ok(meaning.length <= 130, word);
    }
  });
});
