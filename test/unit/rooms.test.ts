import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

describe('room documents', () => {
  it('The room documents agree with the imports and the files', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/rooms.mjs', '--check'], { encoding: 'utf8' });
    assert.deepEqual([status, stderr], [0, '']);
  });
});
