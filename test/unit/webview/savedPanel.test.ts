/** Tests that a saved panel is restored from any version and from damaged states. */
import { strict as assert } from 'node:assert';
import { readSavedPanel } from '../../../webview/savedPanel';
import type { View } from '../../../webview/savedPanel';

const uri = 'file:///data.csv';
const view: View = {
  measure: 'objective',
  scale: 'log',
  scope: 'all',
  pair: ['a', 'b'],
  labels: 'species',
  blamed: 'a',
  details: true,
  columns: 18,
  place: { section: 'pairs', offset: 40 },
};

describe('readSavedPanel', () => {
  it('A saved panel is read as it was written', () => {
    assert.deepEqual(readSavedPanel(JSON.parse(JSON.stringify({ version: 2, uri, view }))), { version: 2, uri, view });
    assert.deepEqual(readSavedPanel({ version: 2, uri, view: {} }), { version: 2, uri, view: {} });
  });

  it('The choice of rows without a single cell to blame is kept', () => {
    const saved = { version: 2, uri, view: { blamed: null } };

    assert.deepEqual(readSavedPanel(saved), saved);
  });

  it('A panel saved by version 1 is its file alone', () => {
    assert.deepEqual(readSavedPanel({ version: 1, uri }), { version: 2, uri, view: {} });
  });

  it('An invalid part of a view is left out and the others are kept', () => {
    const wrong: Readonly<Record<keyof View, unknown>> = {
      measure: 'bic',
      scale: 'LOG',
      scope: 1,
      pair: ['a'],
      labels: null,
      blamed: ['a'],
      details: 'open',
      columns: -1,
      place: { section: 'pairs', offset: '40' },
    };

    for (const [name, value] of Object.entries(wrong)) {
      const rest = Object.fromEntries(Object.entries(view).filter(([each]) => each !== name));

      assert.deepEqual(
        readSavedPanel({ version: 2, uri, view: { ...view, [name]: value } }),
        { version: 2, uri, view: rest },
        name,
      );
    }
  });

  it('An unknown part of a view is left out', () => {
    assert.deepEqual(readSavedPanel({ version: 2, uri, view: { later: true } }), { version: 2, uri, view: {} });
  });

  it('A view that is no object is empty', () => {
    for (const none of [undefined, null, 'log', [view]])
      assert.deepEqual(readSavedPanel({ version: 2, uri, view: none }), { version: 2, uri, view: {} });
  });

  it('A state without a file or of another version is not restored', () => {
    for (const other of [
      undefined,
      null,
      '',
      [],
      {},
      { version: 2, view },
      { version: 2, uri: 7, view },
      { version: 3, uri, view },
      { version: '1', uri },
    ]) {
      assert.equal(readSavedPanel(other), undefined, JSON.stringify(other));
    }
  });
});
