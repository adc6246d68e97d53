// Prints the section of CHANGELOG.md for a release, as its notes: `node scripts/releaseNotes.mjs v0.1.0`.
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repository } from './workbench.mjs';

/**
 * The text below the heading of a version, such as `## 0.1.0 - 2026-05-04`, up to the next heading of its level.
 *
 * @throws Error if the changelog has no such section, or an empty one, or calls the version unreleased.
 */
export function sectionOf(changelog, version) {
  const lines = changelog.split(/\r?\n/);
  const start = lines.findIndex((line) => /^## \[?([^\s\]]+)/.exec(line)?.[1] === version);
  if (start < 0) throw new Error(`CHANGELOG.md has no section for ${version}: add a line "## ${version} - DATE".`);
  if (/unreleased/i.test(lines[start])) {
    throw new Error(`CHANGELOG.md says that ${version} is unreleased: put the day of the release into its heading.`);
  }
  const end = lines.findIndex((line, at) => at > start && line.startsWith('## '));
  const text = lines.slice(start + 1, end < 0 ? undefined : end).join('\n');
  if (text.trim() === '') throw new Error(`CHANGELOG.md has nothing below the heading of ${version}: describe it.`);
  return text.trim();
}

function main([tag]) {
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  if (tag !== `v${version}`) {
    process.stderr.write(`The tag is ${tag}, the version in package.json ${version}: the tag must be v${version}.\n`);
    return 2;
  }
  try {
    process.stdout.write(`${sectionOf(readFileSync(join(repository, 'CHANGELOG.md'), 'utf8'), version)}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.slice(2));
