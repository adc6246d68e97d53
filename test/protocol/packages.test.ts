/** The files of the VSIX and of the npm package, from the lists that `vsce ls` and `npm pack --dry-run` print. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { marked, type Token } from 'marked';

interface Component {
  readonly type: string;
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly 'bom-ref': string;
  readonly purl: string;
  readonly licenses?: readonly object[];
}

interface Sbom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
}

interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, unknown>> }>>;
}

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

interface Validator {
  addSchema(schema: object, id: string): Validator;
  compile(schema: object): ((value: unknown) => boolean) & { readonly errors?: unknown };
}

/** Licences that allow code to be shipped within other code, with the licence beside it. */
const LICENCES = ['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0'];
const NOTICES = 'dist/THIRD-PARTY-NOTICES.txt';
const SBOM = 'dist/sbom.cdx.json';
const load = createRequire(join(process.cwd(), 'package.json'));

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

function output(command: string, ...args: string[]): string {
  const shell = command === 'npm' && process.platform === 'win32';
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', shell });
  assert.equal(status, 0, stderr);
  return stdout;
}

/** Paths of the files in the VSIX, relative to the root of the repository. */
function extensionFiles(): readonly string[] {
  const vsce = join(dirname(load.resolve('@vscode/vsce/package.json')), 'vsce');
  const list = output(process.execPath, vsce, 'ls', '--no-dependencies');
  return list.replaceAll('\\', '/').trim().split(/\r?\n/);
}

function npmFiles(): readonly string[] {
  const [{ files }] = JSON.parse(output('npm', 'pack', '--dry-run', '--json', '--ignore-scripts')) as [
    { files: readonly { readonly path: string }[] },
  ];
  return files.map(({ path }) => path);
}

/** Targets of the relative links and pictures of a page, from the root of the repository. */
function targets(page: string): { readonly links: readonly string[]; readonly pictures: readonly string[] } {
  const links: string[] = [];
  const pictures: string[] = [];
  const keep = (list: string[], href: string): void => {
    const [path] = href.split('#');
    if (path !== '' && !/^[a-z]+:/.test(path)) list.push(posix.join(posix.dirname(page), decodeURI(path)));
  };
  marked.walkTokens(marked.lexer(read(page)), (token: Token) => {
    if (token.type === 'link') keep(links, (token as { href: string }).href);
    if (token.type === 'image') keep(pictures, (token as { href: string }).href);
    if (token.type === 'html')
      for (const [, href] of token.raw.matchAll(/\ssrc(?:set)?="([^"\s]+)/g)) keep(pictures, href);
  });
  return { links, pictures };
}

function bundledPackages(): readonly PackageManifest[] {
  const { outputs } = JSON.parse(read('out/metafile.json')) as Metafile;
  const folders = Object.values(outputs)
    .flatMap(({ inputs }) => Object.keys(inputs))
    .flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].map((folder) => JSON.parse(read(join(folder, 'package.json'))) as PackageManifest);
}

function sbom(): Sbom {
  return JSON.parse(read(SBOM)) as Sbom;
}

function fullName({ group, name, version }: Component): string {
  return `${group === undefined ? '' : `${group}/`}${name} ${version}`;
}

describe('the packages', function () {
  this.timeout(60_000);
  const lists = { VSIX: extensionFiles, 'npm package': npmFiles };
  for (const [name, list] of Object.entries(lists)) {
    describe(`the ${name}`, () => {
      let files: readonly string[];
      before(() => {
        files = list();
      });
      // A link may lead to a folder, too.
      const isIn = (path: string): boolean => files.some((file) => file === path || file.startsWith(`${path}/`));
      const missing = (paths: readonly string[]): readonly string[] => paths.filter((path) => !isIn(path));

      for (const page of ['README.md', 'docs/findings.md']) {
        it(`The ${name} holds every page and picture that ${page} links to`, () => {
          const { links, pictures } = targets(page);
          assert.ok(links.length > 0);
          assert.deepEqual(missing([page, ...links, ...pictures]), []);
        });
      }

      it(`The ${name} holds the pictures of all its pages`, () => {
        const pictures = files.filter((file) => file.endsWith('.md')).flatMap((page) => targets(page).pictures);
        assert.ok(pictures.length > 0);
        assert.deepEqual(missing(pictures), []);
      });

      it(`The ${name} holds the notices, the SBOM and the licence`, () => {
        assert.deepEqual(missing([NOTICES, SBOM, 'LICENSE']), []);
      });

      it(`The ${name} holds no source, test or script`, () => {
        const folders = ['bench', 'client', 'node_modules', 'out', 'scripts', 'server', 'test', 'webview', '.github'];
        const own = files.filter((file) => folders.includes(file.split('/')[0]) || /(?<!\.d)\.ts$|\.map$/.test(file));
        assert.deepEqual(own, []);
      });
    });
  }

  it('The notices and the SBOM have every bundled package, each under a permitted licence', () => {
    const packages = bundledPackages();
    const names = packages.map(({ name }) => name);

    for (const known of ['vscode-languageserver', 'commander', '@observablehq/plot', 'assemblyscript'])
      assert.ok(names.includes(known), known);
    const notices = read(NOTICES).split('\n');
    const components = sbom().components;
    for (const { name, version, license } of packages) {
      assert.ok(LICENCES.includes(license), `${name} ${version}: ${license}`);
      assert.ok(notices.includes(`${name} ${version} (${license})`), `${name} ${version} is not in the notices`);
      const component = components.find((one) => fullName(one) === `${name} ${version}`);
      assert.deepEqual(component?.licenses, [{ license: { id: license, acknowledgement: 'declared' } }], name);
    }
    assert.deepEqual(
      components.map(fullName).toSorted(),
      packages.map(({ name, version }) => `${name} ${version}`).toSorted(),
    );
  });

  it('Every entry of the notices has the text of its licence', () => {
    const rule = '='.repeat(80);
    const sections = read(NOTICES).split(rule).slice(1);
    assert.ok(sections.length > 20);
    for (let at = 0; at < sections.length; at += 2)
      assert.match(sections[at + 1], /permission|license|redistribution/i, sections[at]);
  });

  it('The SBOM is valid CycloneDX 1.6', () => {
    const library = dirname(load.resolve('@cyclonedx/cyclonedx-library/package.json'));
    const schema = (file: string): object => JSON.parse(read(join(library, 'res', 'schema', file))) as object;
    const { default: Ajv } = createRequire(load.resolve('@cyclonedx/cyclonedx-esbuild'))('ajv') as {
      default: new (options: object) => Validator;
    };
    const ajv = new Ajv({ strict: false, validateFormats: false });
    for (const file of ['spdx.SNAPSHOT.schema.json', 'jsf-0.82.SNAPSHOT.schema.json'])
      ajv.addSchema(schema(file), `http://cyclonedx.org/schema/${file}`);
    const validate = ajv.compile(schema('bom-1.6.SNAPSHOT.schema.json'));

    assert.ok(validate(sbom()), JSON.stringify(validate.errors));
    assert.equal(validate({ ...sbom(), specVersion: 16 }), false);
  });

  it('The SBOM describes this version as an application', () => {
    const { name, version, type } = sbom().metadata.component;

    const manifest = JSON.parse(read('package.json')) as PackageManifest;
    assert.deepEqual({ name, version, type }, { name: manifest.name, version: manifest.version, type: 'application' });
  });

  it('The SBOM and the notices have nothing of the machine or the time of the build', () => {
    const { metadata, ...others } = sbom() as Sbom & { readonly metadata: { readonly timestamp?: string } };

    assert.equal(metadata.timestamp, undefined);
    assert.ok(!('serialNumber' in others));
    for (const file of [NOTICES, SBOM]) {
      assert.ok(!read(file).includes(process.cwd()), file);
      assert.doesNotMatch(read(file), /registry\.|\bfile:\/\/|\bresolved\b/, file);
    }
  });
});
