// Writes the licence texts of every package that is bundled into dist/. The build calls it with esbuild's metafile.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './workbench.mjs';

const licenceFile = /^(licen[cs]e|copying|copyright|notice|third-?party)/i;
const rule = '='.repeat(80);

/**
 * The packages that gave at least one byte to an output, sorted by name and version.
 *
 * @param metafile esbuild's `{ inputs, outputs }`, with paths from the root of the repository
 * @returns {{ name: string, version: string, licence: string, author: string, folder: string }[]}
 */
export function bundledPackages({ outputs }) {
  const inputs = Object.values(outputs).flatMap(({ inputs: own }) => Object.entries(own));
  const folders = inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? packageFolder(path) : []));
  return [...new Set(folders)]
    .map((folder) => {
      const manifest = JSON.parse(readFileSync(join(repository, folder, 'package.json'), 'utf8'));
      const { name, version, license: licence, author } = manifest;
      return { name, version, licence, author: author?.name ?? author ?? '', folder };
    })
    .sort((one, other) => compare(one.name, other.name) || compare(one.version, other.version));
}

/**
 * Writes the notices; packages with the same texts share them.
 *
 * @throws Error if a package has no licence text and `scripts/licences` has none for its licence either.
 */
export function writeNotices(metafile, file) {
  const byText = new Map();
  for (const bundled of bundledPackages(metafile)) {
    const text = licenceText(bundled);
    byText.set(text, [...(byText.get(text) ?? []), `${bundled.name} ${bundled.version} (${bundled.licence})`]);
  }
  const sections = [...byText].map(([text, names]) => `${rule}\n${names.join('\n')}\n${rule}\n\n${text}\n`);
  const head =
    'Third-party notices\n\n' +
    'The programs of Mixture Lens contain code of the packages below. Each is named with its version and its licence,\n' +
    'followed by the licence and notices that came with it.\n';
  writeFileSync(file, [head, ...sections].join('\n'));
}

/** The innermost package of a path, such as `node_modules/a/node_modules/b`; none for the project's own files. */
function packageFolder(path) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? [];
}

function licenceText({ name, version, licence, author, folder }) {
  const files = readdirSync(join(repository, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && licenceFile.test(entry.name))
    .map((entry) => entry.name)
    .sort(compare);
  if (files.length > 0) return files.map((file) => plainText(join(repository, folder, file))).join('\n\n');
  const standard = join(repository, 'scripts', 'licences', `${licence}.txt`);
  if (!existsSync(standard)) {
    throw new Error(
      `${name} ${version} has no licence file: add the text of its licence as scripts/licences/${licence}.txt.`,
    );
  }
  const by = author ? ` and ${author} as its author` : '';
  return `The package has no licence file. Its manifest names ${licence} as its licence${by}:\n\n${plainText(standard)}`;
}

function plainText(file) {
  return readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+$/gm, '')
    .trim();
}

/** By code units, so that the order is the same in every locale. */
function compare(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}
