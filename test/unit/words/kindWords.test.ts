/** Tests the names of kinds as shown to people. */
import assert from 'node:assert/strict';
import { setCatalogue } from '../../../language/language';

import { FAMILY_NAMES } from '../../../server/core/families/registry';
import { kindWords } from '../../../server/protocol/columnKind';

describe('kindWords', () => {
  afterEach(() => {
    setCatalogue();
  });

  it('Every kind has a name that can be translated', () => {
    const kinds = [...FAMILY_NAMES, 'ignored'];
    const names = kinds.map(kindWords);
    setCatalogue({ language: 'de', messages: Object.fromEntries(names.map((name) => [name, `«${name}»`])) });

    const translated = kinds.map(kindWords);

    assert.deepEqual(
      translated,
      names.map((name) => `«${name}»`),
    );
  });

  it('An unknown kind is shown as it is', () => {
    assert.equal(kindWords('later'), 'later');
  });
});
