// The real VS Code as a local server: installed from npm alone, started with this repository's extension in it.
//
// code-server is only the carrier: what is started is the VS Code server inside it, with the smoke-test driver
// switched on, because that is what makes the workbench obey `payload` in its address.
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { start, stop } from './children.mjs';
import { npm } from './npm.mjs';

export const repository = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
const pins = join(repository, 'scripts', 'workbench');
const nodeMajor = 24;
const startLimitMilliseconds = 60_000;

/** Settings that turn off what a picture should not show, and what would use the network. */
const quietSettings = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  // The older `false` would be rewritten to this, at a moment of VS Code's choosing.
  'extensions.autoUpdate': 'off',
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** Installs the pinned VS Code if it is not there; answers its folder. Safe to call again, and from two processes. */
export async function installWorkbench(say = (line) => process.stderr.write(`${line}\n`)) {
  const lock = readFileSync(join(pins, 'package-lock.json'));
  const version = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  const home = join(repository, '.vscode-test');
  const folder = join(home, `workbench-${version}`);
  if (existsSync(folder)) return folder;
  say('Installing VS Code (code-server, about half a minute, once) …');
  mkdirSync(home, { recursive: true });
  const unfinished = mkdtempSync(join(home, 'installing-'));
  try {
    cpSync(pins, unfinished, { recursive: true });
    cpSync(join(repository, '.npmrc'), join(unfinished, '.npmrc'));
    await npm(unfinished, 'ci', ...(hasRightNode() ? ['--omit=optional'] : []));
    await npm(serverFolder(unfinished), 'install', '--omit=dev');
    // The final name appears in one step, so it stands for a complete installation.
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** The Node that VS Code wants: this one when its version is right, else the one installed beside VS Code. */
export function workbenchNode(folder) {
  if (hasRightNode()) return process.execPath;
  const names = [
    `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
  ];
  const programs = ['bin/node', 'bin/node.exe'];
  const found = names
    .flatMap((name) => programs.map((program) => join(folder, 'node_modules', name, program)))
    .find(existsSync);
  if (found) return found;
  throw new Error(
    `VS Code needs Node ${nodeMajor}, and npm has none for ${process.platform} ${process.arch}: install ` +
      `Node ${nodeMajor} and run this again.`,
  );
}

function hasRightNode() {
  return Number(process.versions.node.split('.')[0]) === nodeMajor;
}

function serverFolder(folder) {
  return join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
}

/**
 * Starts VS Code on a free port (or the one asked for) with an empty profile in a temporary folder.
 * @param {{ port?: number, settings?: Record<string, unknown>, env?: Record<string, string>, beside?: string }} options
 *   `beside` is the folder of another extension to install
 */
export async function startWorkbench({ port = 0, settings = {}, env = {}, beside } = {}) {
  await requireFree(port);
  const installation = await installWorkbench();
  const data = mkdtempSync(join(tmpdir(), 'mixture-lens-'));
  const user = join(data, 'data', 'User');
  mkdirSync(user, { recursive: true });
  writeFileSync(join(user, 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  // By another name: VS Code takes all themes below the folder of an extension in development for that extension's own,
  // and the built-in themes are below this repository. A person would see other icons than anywhere else.
  const extension = join(data, 'mixture-lens');
  symlinkSync(repository, extension, 'junction');
  if (beside) cpSync(beside, join(data, 'extensions', 'beside'), { recursive: true });
  const removeData = () => rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', removeData);
  const server = start(
    workbenchNode(installation),
    [
      join(serverFolder(installation), 'out', 'server-main.js'),
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--without-connection-token',
      '--accept-server-license-terms',
      '--telemetry-level',
      'off',
      '--disable-workspace-trust',
      '--enable-smoke-test-driver',
      '--server-data-dir',
      data,
      // An empty gallery: no search for updates or recommendations at a market that may be out of reach.
    ],
    { env: { ...process.env, EXTENSIONS_GALLERY: '{}', ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const host = `127.0.0.1:${await listeningPort(server)}`;
  return {
    host,
    data,
    /** Ends when the server does, however that happens. */
    ended: new Promise((resolve) => server.once('close', resolve)),
    url: (workspace, payload = {}) => workbenchUrl(host, workspace, { extension, ...payload }),
    async stop() {
      await stop(server);
      removeData();
      process.off('exit', removeData);
    },
  };
}

/** The server would start on a port that is taken, listen nowhere and stay. */
function requireFree(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () => reject(new Error(`Port ${port} cannot be listened on: choose another.`)));
    probe.listen(port, '127.0.0.1', () => probe.close(resolve));
  });
}

/** The server says where it listens; whatever it says instead is the reason why it does not. */
function listeningPort(server) {
  return new Promise((resolve, reject) => {
    const said = [];
    const fail = () => reject(new Error(`VS Code did not start:\n${said.join('\n')}`));
    const timer = setTimeout(fail, startLimitMilliseconds);
    for (const stream of [server.stdout, server.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        if (said.length < 20) said.push(line);
        const port = /agent listening on (\d+)/.exec(line)?.[1];
        if (!port) return;
        clearTimeout(timer);
        resolve(port);
      });
    }
    server.once('error', reject);
    server.once('close', fail);
  });
}

/**
 * The address of a workbench on a folder, with this repository's extension loaded.
 * @param {{ open?: string, extension: string, tests?: string }} payload files and folders of this machine
 */
function workbenchUrl(host, workspace, { open, extension, tests }) {
  const remote = (path) => `vscode-remote://${host}${pathToFileURL(path).pathname}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extension)],
    ['skipWelcome', 'true'],
  ];
  if (tests) payload.push(['extensionTestsPath', remote(tests)]);
  if (open) payload.push(['openFile', remote(open)]);
  // Slashes and colons may stand as they are in a query, and a person may have to read this.
  const encode = (text) => encodeURIComponent(text).replace(/%2F/g, '/').replace(/%3A/g, ':').replace(/%2C/g, ',');
  return `http://${host}/?folder=${encode(pathToFileURL(workspace).pathname)}&payload=${encode(JSON.stringify(payload))}`;
}
