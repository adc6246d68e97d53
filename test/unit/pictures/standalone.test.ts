/** Tests that an exported picture stands alone: with plain colours and without traces of its page. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { plainColour, standalone, xmlText, type Caption, type Surroundings } from '../../../pictures/standalone';

const { document } = parseHTML('<!DOCTYPE html><html><body></body></html>') as unknown as {
  readonly document: Document;
};
const colours: Readonly<Record<string, string>> = {
  currentColor: 'rgb(10, 20, 30)',
  'var(--ground)': 'rgb(255, 255, 255)',
  'var(--x)': 'color(srgb 1 0.5 0 / 0.5)',
};
const surroundings: Surroundings = {
  resolve: (colour) => colours[colour] ?? 'rgb(0, 0, 0)',
  fontFamily: 'sans-serif',
  measure: (text, size) => text.length * size * 0.6,
};
const plain: Caption = { title: 'T', subtitle: '', legend: [] };

function picture(inside: string): Element {
  const holder = document.createElement('div');
  holder.innerHTML =
    '<svg xmlns="http://www.w3.org/2000/svg" class="plot" style="color: inherit" width="300" ' +
    `height="100" fill="currentColor">${inside}</svg>`;
  return holder.firstElementChild as Element;
}

describe('standalone pictures', () => {
  it('plainColour converts CSS colours to hexadecimal colours with an alpha', () => {
    assert.deepEqual(plainColour('rgb(1, 2, 255)'), { colour: '#0102ff', alpha: 1 });
    assert.deepEqual(plainColour('rgba(1, 2, 3, 0.25)'), { colour: '#010203', alpha: 0.25 });
    assert.deepEqual(plainColour('color(srgb 0 0.5 1 / 0.24)'), { colour: '#0080ff', alpha: 0.24 });
    assert.deepEqual(plainColour('color(srgb 1.2 -0.1 1)'), { colour: '#ff00ff', alpha: 1 });
    assert.deepEqual(plainColour('#E69F00'), { colour: '#E69F00', alpha: 1 });
  });

  it('standalone keeps the drawing and its opacities and drops what belongs to the page', () => {
    const own = picture(
      '<style>.a{}</style><g class="a" role="img" aria-label="x" stroke="var(--x)" ' +
        'stroke-opacity="0.5"><rect style="fill:red" tabindex="0" fill="#123456"></rect></g>' +
        '<g class="targets"><rect></rect></g><path fill="none" stroke="var(--cursor-line)"></path><g ' +
        'clip-path="url(#c)" fill="url(#d)"></g><script>1</script>',
    );
    const before = own.outerHTML;

    const made = standalone(own, 300, 100, plain, surroundings).element.outerHTML;

    assert.equal(own.outerHTML, before);
    assert.match(made, /stroke="#ff8000"[^>]*stroke-opacity="0.25"|stroke-opacity="0.25"[^>]*stroke="#ff8000"/);
    assert.match(made, /fill="#123456"/);
    assert.match(made, /clip-path="url\(#c\)"/);
    assert.match(made, /fill="#0a141e"/);
    assert.doesNotMatch(made, /class=|style|script|tabindex|aria|var\(|currentColor|targets/);
  });

  const legend = Array.from(
    { length: 7 },
    (_, k) => ({ label: `Cluster ${k + 1}`, mark: 'line', colour: '#000000' }) as const,
  );
  const captions: readonly Caption[] = [
    plain,
    { ...plain, subtitle: 'a.csv' },
    { ...plain, subtitle: 'a.csv', legend: legend.slice(0, 2) },
    { ...plain, subtitle: 'a.csv', legend },
  ];

  it('The height of a picture grows with its subtitle and the lines of its legend', () => {
    const heights = captions.map((caption) => standalone(picture(''), 300, 100, caption, surroundings));

    heights.slice(1).forEach(({ height }, i) => {
      assert.ok(height > heights[i].height);
    });
  });

  it('Texts of a caption fit into the picture and have different places', () => {
    const { element } = standalone(picture(''), 300, 100, captions[3], surroundings);

    const texts = [...element.querySelectorAll('text')].map((text) => ({
      text: text.textContent ?? '',
      x: Number(text.getAttribute('x')),
      y: Number(text.getAttribute('y')),
    }));

    assert.deepEqual(
      texts.map(({ text }) => text),
      ['T', 'a.csv', ...legend.map(({ label }) => label)],
    );
    assert.ok(texts.every(({ text, x }) => x + text.length * 11 * 0.6 <= 332));
    assert.equal(new Set(texts.map(({ x, y }) => `${x} ${y}`)).size, texts.length);
  });

  it('A title that is wider than the picture is cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (title) => {
        const [text] = standalone(picture(''), 300, 100, { ...plain, title }, surroundings).element.querySelectorAll(
          'text',
        );

        assert.ok(surroundings.measure(text.textContent ?? '', 15, true) <= 300);
      }),
    );
  });

  it('xmlText replaces the characters that XML cannot hold', () => {
    assert.equal(xmlText('a\u0001\ud800b\u{1f600}\t\uffff'), 'a\ufffd\ufffdb\u{1f600}\t\ufffd');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.doesNotMatch(xmlText(text), /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Cs}/u);
      }),
    );
  });
});
