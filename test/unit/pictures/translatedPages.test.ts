/** Tests of searches in words, and of pages in the reader's language. */
import assert from 'node:assert/strict';
import { setCatalogue } from '../../../language/language';
import { searchedWords } from '../../../pictures/certificateWords';
import { htmlOf, htmlPage } from '../../../pictures/htmlPage';

describe('searchedWords', () => {
  const certificate = { starts: 10, reached: 3, moves: 0, gradientNorm: 0, warnings: [] };

  it('The outcome of a search gives its starts, its sample and its later moves', () => {
    assert.deepEqual(
      [
        { ...certificate, starts: 1 },
        { ...certificate, starts: 1, moves: 1 },
        certificate,
        { ...certificate, reached: 0, rowsSearched: 1, moves: 1 },
        { ...certificate, rowsSearched: 5000, moves: 12 },
      ].map((each) => searchedWords(each).replaceAll('\u202f', ' ')),
      [
        'one start',
        'one start and 1 move',
        '3 of 10 starts reached this optimum',
        'found by moving single clusters from the best of 10 starts, on a sample of 1 row; ' +
          '1 later move found nothing better',
        '3 of 10 starts reached this optimum, on a sample of 5 000 rows; 12 later moves found nothing better',
      ],
    );
  });
});

describe('pages in the reader’s language', () => {
  afterEach(() => {
    setCatalogue();
  });

  it('A page names its language, and its messages are escaped', () => {
    setCatalogue({ language: 'fr', messages: { 'Made by Mixture Lens. {remark}': 'Produit par <l’outil>. {remark}' } });

    const html = htmlPage({ title: 't', heading: 'h', isWide: false, parts: [], footer: 'a & b' });

    assert.match(html, /<html lang="fr">/);
    assert.match(html, /<footer>Produit par &lt;l’outil&gt;. a &amp; b<\/footer>/);
  });

  it('Texts of a message are escaped, and its HTML is not', () => {
    assert.equal(htmlOf(['<i>', { html: '<b>x</b>' }]), '&lt;i&gt;<b>x</b>');
  });
});
