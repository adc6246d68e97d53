/** package.json and the code name the same things. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Command, ContextKey, LANGUAGES, Menu, SECTION, ViewType } from '../../client/ids';
import { DEFAULT_MISSING } from '../../server/core/csv/dialect/dialect';
import { DEFAULT_FIT_OPTIONS } from '../../server/core/selection/fitMixture';
import { KINDS } from '../../server/core/schema/infer';
import { DEFAULT_ESTIMATE, DEFAULT_FALSE_DISCOVERY_RATE } from '../../server/pipeline/fitTable';
import { SETTINGS } from '../../server/lsp/settings';
import { DEFAULT_VIEW } from '../../server/files/fileSettings';
import { ClientCommand, ServerCommand, ServerNotification, ServerRequest } from '../../server/protocol';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: Readonly<
      Record<string, readonly { readonly command?: string; readonly submenu?: string; readonly when?: string }[]>
    >;
    readonly submenus: readonly { readonly id: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly default?: unknown; readonly enum?: readonly unknown[] }>>;
    };
    readonly languages: readonly { readonly id: string }[];
    readonly keybindings: readonly { readonly command: string; readonly when: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly walkthroughs: readonly {
      readonly id: string;
      readonly steps: readonly {
        readonly id: string;
        readonly description: string;
        readonly media: { readonly image: Readonly<Record<string, string>> };
        readonly completionEvents: readonly string[];
      }[];
    }[];
    readonly viewsWelcome: readonly { readonly view: string }[];
  };
}

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as Manifest;
const strings = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;

/** Those that only the client reads. */
const CLIENT_SETTINGS = ['rowColours'];

describe('the extension manifest', () => {
  it('has the commands of the code, in menus too', () => {
    const commands = manifest.contributes.commands.map(({ command }) => command);
    assert.deepEqual(commands.toSorted(), Object.values(Command).toSorted());
    const inMenus = Object.values(manifest.contributes.menus).flatMap((entries) =>
      entries.flatMap(({ command }) => command ?? []),
    );
    assert.deepEqual(
      inMenus.filter((command) => !commands.includes(command)),
      [],
    );
    assert.deepEqual(
      manifest.contributes.keybindings.map(({ command }) => command).filter((command) => !commands.includes(command)),
      [],
    );
    for (const menu of ['editor/context', 'explorer/context', 'editor/title', 'commandPalette']) {
      assert.ok(
        manifest.contributes.menus[menu].some(({ command }) => command === Command.fit),
        menu,
      );
    }
  });

  it('says of every command where it is offered, but of the log and the sample everywhere', () => {
    const { commandPalette } = manifest.contributes.menus;
    const offered = commandPalette.map(({ command }) => command ?? '').concat(Command.showLog, Command.openSample);
    assert.deepEqual(offered.toSorted(), Object.values(Command).toSorted());
    assert.ok(commandPalette.every(({ when }) => when !== undefined));
  });

  it('has the submenus, views and context keys of the code, and the keys of VS Code', () => {
    const { menus, submenus, views, viewsWelcome } = manifest.contributes;
    assert.deepEqual(submenus.map(({ id }) => id).toSorted(), Object.values(Menu).toSorted());
    const shown = Object.values(menus).flatMap((entries) => entries.flatMap(({ submenu }) => submenu ?? []));
    assert.deepEqual([...new Set(shown)].toSorted(), Object.values(Menu).toSorted());
    assert.deepEqual(
      Object.keys(menus)
        .filter((menu) => menu.startsWith(SECTION))
        .toSorted(),
      Object.values(Menu).toSorted(),
    );
    const viewIds: readonly string[] = Object.values(views).flatMap((group) => group.map(({ id }) => id));
    assert.deepEqual([...viewIds], [ViewType.unlikelyRows]);
    assert.ok(viewsWelcome.every(({ view }) => viewIds.includes(view)));
    const steps = manifest.contributes.walkthroughs.flatMap(({ id, steps: own }) => [
      id,
      ...own.map((step) => step.id),
    ]);
    const names = new Set<string>([
      ...steps,
      `${ViewType.unlikelyRows}.focus`,
      ...Object.values(Command),
      ...Object.values(ViewType),
      ...Object.values(Menu),
      ...Object.values(ContextKey),
    ]);
    const settings = Object.keys(manifest.contributes.configuration.properties);
    const mentioned = [...`${text} ${JSON.stringify(strings)}`.matchAll(/mixtureLens\.[\w.]*\w/g)].map(
      ([name]) => name,
    );
    assert.deepEqual(
      [...new Set(mentioned)].filter((name) => !names.has(name) && !settings.includes(name)),
      [],
    );
    const usual = [
      'resourceLangId',
      'editorLangId',
      'resourceExtname',
      'resourcePath',
      'activeWebviewPanelId',
      'webviewId',
      'explorerResourceIsFolder',
      'editorHasSelection',
      'editorTextFocus',
    ];
    const whens = [...Object.values(menus).flat(), ...manifest.contributes.keybindings].flatMap(
      ({ when }) => when ?? [],
    );
    const keys = whens.flatMap((when) =>
      [
        ...when
          .replace(/\/.*?\/i?/g, '')
          .replace(/'.*?'/g, '')
          .matchAll(/[\w.]+/g),
      ].map(([key]) => key),
    );
    assert.deepEqual(
      [...new Set(keys)].filter(
        (key) => !usual.includes(key) && !names.has(key) && !['in', 'not', 'false'].includes(key),
      ),
      [],
    );
  });

  it('walks through four steps, each with a picture for every theme and an end that can be reached', () => {
    const [{ steps }] = manifest.contributes.walkthroughs;
    assert.equal(steps.length, 4);
    const commands = (events: readonly string[]): readonly string[] =>
      events.flatMap((event) => /^onCommand:(mixtureLens\..*)$/.exec(event)?.[1] ?? []);
    for (const {
      description,
      media: { image },
      completionEvents,
    } of steps) {
      assert.deepEqual(Object.keys(image).toSorted(), ['dark', 'hc', 'hcLight', 'light']);
      for (const file of Object.values(image)) assert.ok(statSync(file).size < 100_000, file);
      assert.deepEqual(
        commands(completionEvents).filter(
          (command) => !(Object.values(Command) as readonly string[]).includes(command),
        ),
        [],
      );
      assert.ok(completionEvents.length > 0);
      const links = [...strings[description.slice(1, -1)].matchAll(/\(command:([^)]+)\)/g)].map(
        ([, command]) => command,
      );
      assert.ok(links.length > 0);
      assert.ok(
        links.some((command) => completionEvents.includes(`onCommand:${command}`)),
        'a link ends the step',
      );
    }
  });

  it('means all languages of tables, and no others, wherever it asks for them', () => {
    const patterns = [...text.matchAll(/LangId =~ \/(.*?)\//g)].map(
      ([, pattern]) => JSON.parse(`"${pattern}"`) as string,
    );
    assert.ok(patterns.length > 10);
    for (const pattern of new Set(patterns)) {
      const means = new RegExp(pattern);
      assert.deepEqual(
        LANGUAGES.filter((language) => !means.test(language)),
        [],
      );
      assert.deepEqual(
        ['csvx', 'json', 'plaintext', 'xcsv', 'dynamic', 'csv (', 'tsvs'].filter((language) => means.test(language)),
        [],
      );
    }
  });

  it('has ids that are written once in the code, and differ', () => {
    const files = ['client', 'server', 'webview']
      .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
      .filter((name) => name.endsWith('.ts'));
    const written = files.map((file) => readFileSync(file, 'utf8')).join('\n');
    const ids = [
      ...Object.values(Command),
      ...Object.values(ViewType),
      ...Object.values(Menu),
      ...Object.values(ContextKey),
      ...Object.values(ServerCommand),
      ...Object.values(ServerRequest),
      ...Object.values(ServerNotification),
    ];
    assert.deepEqual(
      [...new Set(ids)].filter((id) => written.split(`'${id}'`).length !== 2),
      [],
    );
    // languageclient registers the server's commands in VS Code as well.
    const both = [...Object.values(Command), ...Object.values(ServerCommand)];
    assert.equal(new Set(both).size, both.length);
    assert.deepEqual(
      Object.values(ClientCommand).filter(
        (command) => !(Object.values(Command) as readonly string[]).includes(command),
      ),
      [],
    );
  });

  it('has the defaults that the server takes where nothing is set', () => {
    const { properties } = manifest.contributes.configuration;
    const defaults = Object.fromEntries(
      Object.entries(properties).map(([name, setting]) => [name.slice(SECTION.length + 1), setting.default]),
    );
    const { k, maxComponents, priorStrength, method, starts, seed } = DEFAULT_FIT_OPTIONS;
    const expected = {
      components: k,
      maxComponents,
      estimate: DEFAULT_ESTIMATE,
      priorStrength,
      method,
      starts,
      seed,
      falseDiscoveryRate: DEFAULT_FALSE_DISCOVERY_RATE,
      missingValues: DEFAULT_MISSING,
      ...DEFAULT_VIEW,
    };
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, defaults[name]])), expected);
    for (const [name, { default: value, enum: values }] of Object.entries(properties))
      if (values !== undefined) assert.ok(values.includes(value), name);
  });

  it('has the settings that the server reads', () => {
    const settings = Object.keys(manifest.contributes.configuration.properties).filter(
      (name) => name !== `${SECTION}.trace.server`,
    );
    assert.deepEqual(
      settings.toSorted(),
      [...SETTINGS, ...CLIENT_SETTINGS].map((name) => `${SECTION}.${name}`).toSorted(),
    );
  });

  it('has the kinds that there are', () => {
    const { additionalProperties } = manifest.contributes.configuration.properties[`${SECTION}.kinds`] as {
      readonly additionalProperties: { readonly enum: readonly string[] };
    };
    assert.deepEqual(additionalProperties.enum, KINDS);
  });

  it('activates on tables alone', () => {
    const expected = [
      ...LANGUAGES.map((language) => `onLanguage:${language}`),
      `onWebviewPanel:${ViewType.panel}`,
      `onView:${ViewType.unlikelyRows}`,
    ];
    assert.deepEqual(manifest.activationEvents.toSorted(), expected.toSorted());
    assert.ok(manifest.contributes.languages.every(({ id }) => LANGUAGES.includes(id as (typeof LANGUAGES)[number])));
  });

  it('finds every string it shows, and shows every string there is', () => {
    const used = [...text.matchAll(/"%([^%"]+)%"/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(used)].toSorted(), Object.keys(strings).toSorted());
  });
});
