// The states of the fits of files, as panels show them.
import assert from 'node:assert/strict';
import type { Uri } from 'vscode';
import type * as States from '../../../client/fitStates';
import type { Iteration } from '../../../server/protocol';
import { withVscodeTexts } from '../../support/vscodeStub';

// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load `vscode` before its stand-in
const { Fits } = withVscodeTexts(() => require('../../../client/fitStates') as typeof States);

const FILE = { toString: () => 'file:///data.csv' } as Uri;
const STEP = { k: 2, start: 0, iteration: 1, nlml: 10, objective: 10 } as Iteration;

describe('states of fits', () => {
  function iterate(fits: InstanceType<typeof Fits>, fit: number): void {
    fits.iterate({ uri: FILE.toString(), version: 1, fit, steps: [STEP] });
  }

  it('A fit that the server numbers anew remains the one that the client awaits', () => {
    const fits = new Fits();
    fits.begin(FILE);
    const serial = fits.begin(FILE);
    iterate(fits, 0);
    fits.settle({ uri: FILE.toString(), version: 1, fit: 0, outcome: { state: 'superseded' } }, false);

    iterate(fits, 1);

    const state = fits.state(FILE);
    assert.ok(state.state === 'running' && state.fit === serial);
    assert.equal(state.steps.length, 1, 'the steps of the earlier fit are gone');
    assert.equal(fits.finish(FILE, serial, { state: 'cancelled' }, false)?.state, 'cancelled');
  });

  it('The elapsed time of a running fit never falls', () => {
    const fits = new Fits();
    fits.begin(FILE);

    const elapsed = Array.from({ length: 50 }, () => {
      const state = fits.state(FILE);
      return state.state === 'running' ? (state.elapsed ?? NaN) : NaN;
    });

    assert.deepEqual(
      elapsed,
      elapsed.toSorted((a, b) => a - b),
    );
    assert.ok(elapsed.every((milliseconds) => milliseconds >= 0));
  });
});
