// Texts of a file in labels and pop-ups of the editor.
import assert from 'node:assert/strict';
import { inLabel, inMessage } from '../../../client/labels';

describe('texts of a file in labels', () => {
  it('A label shows the name of an icon as text', () => {
    assert.doesNotMatch(inLabel('$(zap) and $(trash)'), /\$\(/);
  });

  it('A pop-up shows a Markdown link as text', () => {
    assert.doesNotMatch(inMessage('[run](command:workbench.action.quit)'), /\]\(/);
  });

  for (const [surface, escape] of [
    ['label', inLabel],
    ['pop-up', inMessage],
  ] as const)
    it(`A ${surface} leaves ordinary texts as they are, and shows every character of others`, () => {
      const hostile = 'a $(zap) [b](c) $ ( ] (';

      assert.equal(escape('price ($), [kg] (net)'), 'price ($), [kg] (net)');
      assert.equal(escape(hostile).replaceAll('\u2060', ''), hostile);
    });
});
