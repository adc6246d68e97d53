import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

describe('the documents of the rooms', () => {
  it('say what the imports and the files say', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/rooms.mjs', '--check'], { encoding: 'utf8' });
    assert.deepEqual([status, stderr], [0, '']);
  });
});
