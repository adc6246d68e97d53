// Packs dist/ into a VSIX, looks into it, and packs the npm package: `npm run package`.
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { run } from './children.mjs';
import { npm } from './npm.mjs';
import { gatherNpmPackage } from './npmPackage.mjs';
import { installWorkbench, repository, workbenchNode } from './workbench.mjs';

/** Most of it are the pictures of the pages that README links to. */
const largest = 7 * 1024 * 1024;
const needed = [
  'package.json',
  'package.nls.json',
  'l10n/bundle.l10n.json',
  ...['de', 'es', 'fr', 'ja'].flatMap((language) => [
    `package.nls.${language}.json`,
    `l10n/bundle.l10n.${language}.json`,
    `dist/l10n/${language}.json`,
  ]),
  'images/walkthrough/open-dark.png',
  'samples/penguins.csv',
  'readme.md',
  'LICENSE.txt',
  'docs/findings.md',
  'dist/THIRD-PARTY-NOTICES.txt',
  'dist/sbom.cdx.json',
  'dist/client/extension.cjs',
  'dist/server/main.cjs',
  'dist/server/cli.cjs',
  'dist/server/mcp.cjs',
  'dist/server/runs.cjs',
  'dist/server/clickhouse.cjs',
  'dist/server/worker.cjs',
  'dist/server/report.cjs',
  'dist/webview/panel.js',
];
const unwanted =
  /\.(ts|mts|tsx|map|vsix|tgz|tsbuildinfo)$|^(bench|client|docs\/(?!images\/|[\w/-]+\.md)|node_modules|out|samples\/(?!penguins\.csv)|scripts|server|test|webview|\.)/;

const { name, version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
const vsix = join(repository, `${name}-${version}.vsix`);
const vsce = join(dirname(createRequire(import.meta.url).resolve('@vscode/vsce/package.json')), 'vsce');
// Links are left as they are: the manifest names no public place that they could be completed with.
const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
const status = await run(await recentNode(), [vsce, 'package', ...options, '--out', vsix], {
  cwd: repository,
  stdio: ['ignore', 'ignore', 'inherit'],
});
process.exitCode = status === 0 ? inspect() : 1;
if (process.exitCode === 0) {
  const gathered = join(repository, 'out', 'npm');
  gatherNpmPackage(gathered);
  await npm(gathered, 'pack', '--pack-destination', repository);
  const tarball = join(repository, `${name}-${version}.tgz`);
  say(`${String(statSync(tarball).size).padStart(9)}  ${tarball}`);
}

/** vsce needs a later Node than the extension does; VS Code has brought one. */
async function recentNode() {
  return Number(process.versions.node.split('.')[0]) >= 22 ? process.execPath : workbenchNode(await installWorkbench());
}

function inspect() {
  const size = statSync(vsix).size;
  const entries = zipEntries(readFileSync(vsix)).filter(({ path }) => path.startsWith('extension/'));
  const paths = entries.map(({ path }) => path.slice('extension/'.length));
  for (const { path, size: bytes } of entries) say(`${String(bytes).padStart(9)}  ${path}`);
  say(`${String(size).padStart(9)}  ${vsix}`);
  const faults = [
    ...(size > largest ? [`it has ${size} bytes; ${largest} are allowed`] : []),
    ...paths.filter((path) => unwanted.test(path)).map((path) => `${path} does not belong in it`),
    ...needed.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
  ];
  for (const fault of faults) process.stderr.write(`The VSIX is wrong: ${fault}.\n`);
  return faults.length > 0 ? 1 : 0;
}

/** Paths and uncompressed sizes from a ZIP file's central directory. */
function zipEntries(bytes) {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06'));
  const entries = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const pathLength = bytes.readUInt16LE(at + 28);
    entries.push({ path: bytes.toString('utf8', at + 46, at + 46 + pathLength), size: bytes.readUInt32LE(at + 24) });
    at += 46 + pathLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
