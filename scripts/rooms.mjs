// `npm run rooms`: draws which rooms import which, into docs/images/rooms.svg, and lists the files of every room with the
// first sentence of each, in docs/rooms.md. `--check` compares instead, for the tests.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { CORE } from './coreRooms.mjs';

const repository = join(import.meta.dirname, '..');
/** The rooms in the order of reading; a folder belongs to the longest of these that it begins with. */
const ROOMS = [
  ['client', 'the VS Code side'],
  ['webview', "the panel's page"],
  ['pictures', 'statistical pictures and the report'],
  ['server/lsp', 'the language server'],
  ['server/mcp', 'the tools for agents'],
  ['server/cli', 'the command line'],
  ['server/files', 'every file the server knows'],
  ['server/library', 'the JavaScript library'],
  ['server/threads', 'workers and who waits for them'],
  ['server/sources', 'tables of databases and other files'],
  ['server/disk', 'reading and writing files'],
  ['server/pipeline', 'text to findings: pure use cases'],
  ['server/formats', 'values to text and back'],
  ['server/words', 'what a person reads'],
  ['server/kernels', 'passes over rows in WebAssembly'],
  ['server/protocol', 'the wire and its guards'],
  ['server/core', 'tables, mixtures, judgements: pure'],
  ['language', "texts in the reader's language"],
];

const files = ROOMS.flatMap(([room]) => sourcesIn(room)).map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const outputs = { 'docs/images/rooms.svg': picture(), 'docs/rooms.md': list() };
const isCheck = process.argv.includes('--check');
for (const [path, text] of Object.entries(outputs)) {
  const file = join(repository, path);
  if (!isCheck) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    process.stderr.write(`${path} is not what the imports say; run "npm run rooms".\n`);
    process.exitCode = 1;
  }
}

function sourcesIn(folder) {
  return readdirSync(join(repository, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function placeOf(path) {
  return path.slice(repository.length + 1).replaceAll('\\', '/');
}

function roomOf(place) {
  return ROOMS.find(([room]) => place === `${room}.ts` || place.startsWith(`${room}/`))?.[0];
}

/** Pairs "from>to" of rooms of which the one imports the other. */
function imports() {
  const pairs = new Set();
  for (const { path, text } of files) {
    const place = placeOf(path);
    for (const [, target] of text.matchAll(/^(?:import|export)\b[^'";]*?from\s+'(\.[^']+)'/gm)) {
      const [from, to] = [roomOf(place), roomOf(`${posix.join(dirname(place), target)}.ts`)];
      if (from !== to && to !== undefined) pairs.add(`${from}>${to}`);
    }
  }
  return pairs;
}

/** Imports that no longer way down implies: the picture stays readable and says the same of who stands on whom. */
function reduced(pairs) {
  const below = (room) => [...pairs].filter((pair) => pair.startsWith(`${room}>`)).map((pair) => pair.split('>')[1]);
  const reaches = (from, to) => below(from).some((next) => next === to || reaches(next, to));
  return [...pairs].filter((pair) => {
    const [from, to] = pair.split('>');
    return !below(from).some((next) => next !== to && reaches(next, to));
  });
}

function picture() {
  const pairs = imports();
  const names = ROOMS.map(([room]) => room);
  const floors = new Map();
  const floorOf = (room) => {
    if (!floors.has(room)) {
      const below = [...pairs].filter((pair) => pair.startsWith(`${room}>`)).map((pair) => floorOf(pair.split('>')[1]));
      floors.set(room, below.length === 0 ? 0 : 1 + Math.max(...below));
    }
    return floors.get(room);
  };
  names.forEach(floorOf);
  const top = Math.max(...floors.values());
  const [width, height, gapX, gapY] = [250, 46, 20, 34];
  const rows = Array.from({ length: top + 1 }, (_, floor) => names.filter((room) => floors.get(room) === top - floor));
  const total = Math.max(...rows.map((row) => row.length)) * (width + gapX) + gapX;
  const at = new Map();
  rows.forEach((row, y) => {
    const left = (total - row.length * (width + gapX) + gapX) / 2;
    row.forEach((room, x) => at.set(room, { x: left + x * (width + gapX), y: 12 + y * (height + gapY) }));
  });
  const lines = reduced(pairs)
    .sort()
    .map((pair) => {
      const [from, to] = pair.split('>').map((room) => at.get(room));
      const [x1, y1, x2, y2] = [from.x + width / 2, from.y + height, to.x + width / 2, to.y - 4];
      const bend = Math.max(20, (y2 - y1) / 2);
      return `<path d="M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}" marker-end="url(#tip)"/>`;
    });
  const boxes = ROOMS.map(([room, what]) => {
    const { x, y } = at.get(room);
    return (
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>` +
      `<text x="${x + width / 2}" y="${y + 19}" class="name">${room}</text>` +
      `<text x="${x + width / 2}" y="${y + 36}">${what}</text>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total} ${24 + rows.length * (height + gapY) - gapY}" role="img" aria-label="Which rooms import which">
<style>text{font:12px system-ui,sans-serif;text-anchor:middle;fill:#222}.name{font-weight:600;font-size:13px}rect{fill:#f4f6fa;stroke:#7a8699}path{fill:none;stroke:#7a8699}</style>
<rect width="100%" height="100%" style="fill:#fff;stroke:none"/>
<defs><marker id="tip" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" style="fill:#7a8699;stroke:none"/></marker></defs>
${lines.join('\n')}
${boxes.join('\n')}
</svg>
`;
}

function list() {
  const sections = ROOMS.map(([room, what]) => {
    const inside = files
      .map(({ path, text }) => ({ place: placeOf(path), text }))
      .filter(({ place }) => roomOf(place) === room);
    const folders = [...new Set(inside.map(({ place }) => dirname(place)))].sort(
      (a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1),
    );
    const parts = folders.map((folder) => {
      const own = inside.filter(({ place }) => dirname(place) === folder);
      const heading = folder === room || folder === 'server' ? '' : `### ${folder.slice(room.length + 1)}\n\n`;
      return `${heading}${own.map(({ place, text }) => `- \`${place.slice(place.lastIndexOf('/') + 1)}\` ${firstSentence(text)}`).join('\n')}\n`;
    });
    return `## ${room}: ${what}\n\n${parts.join('\n')}`;
  });
  return `# The rooms, file by file\n\nMade from the sources by \`npm run rooms\`; [architecture.md](architecture.md) says how they stand to each other.\n\n${sections.join('\n')}`;
}

function rankOf(folder) {
  const rank = CORE.indexOf(folder.split('/')[2] ?? '');
  return folder.startsWith('server/core/') && rank >= 0 ? rank : -1;
}

/** The first sentence of the file's first comment, on one line. */
function firstSentence(text) {
  const block = /\/\*\*([\s\S]*?)\*\//.exec(text);
  const line = /^(?:\/\/ .*\n)+/m.exec(text);
  const isLineFirst = line !== null && (block === null || line.index < block.index);
  const comment = isLineFirst ? line[0].replace(/^\/\/ ?/gm, '') : (block?.[1] ?? '').replace(/^\s*\* ?/gm, '');
  const words = comment.replace(/\s+/g, ' ').trim();
  const sentence = /^.*?(?<!\b(?:e\.g|i\.e|et al|cf|vs|J|Statist|Assoc|Soc))\.(?=\s|$)/.exec(words)?.[0] ?? words;
  return sentence.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
