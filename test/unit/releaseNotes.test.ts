import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { sectionOf } from '../../scripts/releaseNotes.mjs';

const changelog = [
  '# Changelog',
  '',
  '## 0.3.0 - unreleased',
  '',
  '- Soon.',
  '',
  '## [0.2.0] - 2026-05-04',
  '',
  '### Fixed',
  '',
  '- One thing.',
  '',
  '## 0.1.10 - 2026-02-01',
  '',
  '- Ten.',
  '',
  '## 0.1.1 - 2026-01-01',
  '',
].join('\n');

describe('release notes', () => {
  it('Release notes are the section of their version without its heading', () => {
    assert.equal(sectionOf(changelog, '0.2.0'), '### Fixed\n\n- One thing.');
    assert.equal(sectionOf(changelog, '0.1.10'), '- Ten.');
    assert.equal(sectionOf(changelog.replaceAll('\n', '\r\n'), '0.1.10'), '- Ten.');
  });

  it('A version without a section in the changelog is refused', () => {
    assert.throws(() => sectionOf(changelog, '0.1'), /has no section for 0\.1:/);
  });

  it('A version with an empty section is refused', () => {
    assert.throws(() => sectionOf(changelog, '0.1.1'), /nothing below the heading of 0\.1\.1/);
  });

  it('An unreleased version is refused', () => {
    assert.throws(() => sectionOf(changelog, '0.3.0'), /0\.3\.0 is unreleased/);
  });

  it('The version in package.json has a section in CHANGELOG.md', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    const own = readFileSync('CHANGELOG.md', 'utf8').replace(/^(## .*)unreleased/m, '$12026-01-01');
    assert.ok(sectionOf(own, version).length > 0);
  });

  it('A tag of another version is refused with one line', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/releaseNotes.mjs', 'v99.0.0'], {
      encoding: 'utf8',
    });

    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /^The tag is v99\.0\.0, the version in package\.json \S+: the tag must be v\S+\.\n$/);
  });
});
