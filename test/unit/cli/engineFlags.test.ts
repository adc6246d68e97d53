import assert from 'node:assert/strict';
import { engineFlags } from '../../../server/cli/engineFlags';

describe('settings of V8', () => {
  it('V8 12 gets no flag that it does not know', () => {
    const flags = engineFlags('12.4.254.21-node.33');

    assert.deepEqual(flags, ['--semi-space-growth-factor=16']);
  });

  it('V8 11.3 optimises functions later', () => {
    const flags = engineFlags('11.3.244.8-node.30');

    assert.ok(flags.includes('--interrupt-budget=1200000'));
  });
});
