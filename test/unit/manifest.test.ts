/** Tests that package.json and the code name the same things. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AGENT_TOOLS, Command, ContextKey, LANGUAGES, Menu, SECTION, ViewType } from '../../client/ids';
import { DEFAULT_MISSING } from '../../server/core/csv/dialect/dialect';
import { DEFAULT_FIT_OPTIONS } from '../../server/core/selection/fitMixture';
import { KINDS } from '../../server/core/schema/infer';
import { DEFAULT_ESTIMATE } from '../../server/pipeline/fitReport';
import { DEFAULT_FALSE_DISCOVERY_RATE } from '../../server/pipeline/fitTable';
import { SETTINGS } from '../../server/lsp/settings';
import { DEFAULT_VIEW } from '../../server/files/fileSettings';
import { ClientCommand, ServerCommand, ServerNotification, ServerRequest } from '../../server/protocol';

interface Setting {
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly markdownDescription: string;
  readonly additionalProperties?: { readonly enum?: readonly string[] };
}

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: Readonly<
      Record<string, readonly { readonly command?: string; readonly submenu?: string; readonly when?: string }[]>
    >;
    readonly submenus: readonly { readonly id: string }[];
    readonly configuration: readonly {
      readonly title: string;
      readonly properties: Readonly<Record<string, Setting>>;
    }[];
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
    readonly mcpServerDefinitionProviders: readonly { readonly id: string; readonly label: string }[];
    readonly viewsWelcome: readonly { readonly view: string }[];
  };
}

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as Manifest;
const strings = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;

const properties = Object.fromEntries(
  manifest.contributes.configuration.flatMap((group) => Object.entries(group.properties)),
);

/** Settings that only the client reads. */
const CLIENT_SETTINGS = ['rowColours', 'panelFollowsEditor'];

describe('extension manifest', () => {
  const commands = manifest.contributes.commands.map(({ command }) => command);

  it('The manifest declares exactly the commands of the code', () => {
    assert.deepEqual(commands.toSorted(), Object.values(Command).toSorted());
  });

  it('Menus and keybindings run only declared commands', () => {
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
  });

  it('The context menus, the editor title and the palette offer the fit command', () => {
    for (const menu of ['editor/context', 'explorer/context', 'editor/title', 'commandPalette']) {
      assert.ok(
        manifest.contributes.menus[menu].some(({ command }) => command === Command.fit),
        menu,
      );
    }
  });

  it('Every command but those of the log and the sample has a condition in the palette', () => {
    const { commandPalette } = manifest.contributes.menus;
    const offered = commandPalette.map(({ command }) => command ?? '').concat(Command.showLog, Command.openSample);

    assert.deepEqual(offered.toSorted(), Object.values(Command).toSorted());
    assert.ok(commandPalette.every(({ when }) => when !== undefined));
  });

  it('The manifest declares and shows exactly the submenus of the code', () => {
    const { menus, submenus } = manifest.contributes;

    assert.deepEqual(submenus.map(({ id }) => id).toSorted(), Object.values(Menu).toSorted());
    const shown = Object.values(menus).flatMap((entries) => entries.flatMap(({ submenu }) => submenu ?? []));
    assert.deepEqual([...new Set(shown)].toSorted(), Object.values(Menu).toSorted());
    assert.deepEqual(
      Object.keys(menus)
        .filter((menu) => menu.startsWith(SECTION))
        .toSorted(),
      Object.values(Menu).toSorted(),
    );
  });

  it('The manifest declares the provider of the server for agents', () => {
    assert.deepEqual(manifest.contributes.mcpServerDefinitionProviders, [{ id: AGENT_TOOLS, label: 'Mixture Lens' }]);
  });

  it('The manifest declares exactly the views of the code', () => {
    const { views, viewsWelcome } = manifest.contributes;

    const viewIds: readonly string[] = Object.values(views).flatMap((group) => group.map(({ id }) => id));

    assert.deepEqual([...viewIds], [ViewType.unlikelyRows, ViewType.folder]);
    assert.ok(viewsWelcome.every(({ view }) => viewIds.includes(view)));
  });

  const steps = manifest.contributes.walkthroughs.flatMap(({ id, steps: own }) => [id, ...own.map((step) => step.id)]);
  const names = new Set<string>([
    ...steps,
    `${ViewType.unlikelyRows}.focus`,
    AGENT_TOOLS,
    ...Object.values(Command),
    ...Object.values(ViewType),
    ...Object.values(Menu),
    ...Object.values(ContextKey),
  ]);

  it('Every mixtureLens name in the manifest and its texts exists in the code', () => {
    const settings = Object.keys(properties);
    const mentioned = [...`${text} ${JSON.stringify(strings)}`.matchAll(/mixtureLens\.[\w.]*\w/g)].map(
      ([name]) => name,
    );

    assert.deepEqual(
      [...new Set(mentioned)].filter((name) => !names.has(name) && !settings.includes(name)),
      [],
    );
  });

  it('Conditions use only context keys of the code and of VS Code', () => {
    const { menus, keybindings } = manifest.contributes;
    const usual = [
      'workspaceFolderCount',
      'view',
      'resourceLangId',
      'editorLangId',
      'resourceExtname',
      'resourcePath',
      'activeWebviewPanelId',
      'webviewId',
      'explorerResourceIsFolder',
      'editorHasSelection',
      'listMultiSelection',
      'listDoubleSelection',
      'editorTextFocus',
    ];
    const whens = [...Object.values(menus).flat(), ...keybindings].flatMap(({ when }) => when ?? []);
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

  const [walkthrough] = manifest.contributes.walkthroughs;

  it('The walkthrough has four steps', () => {
    assert.equal(walkthrough.steps.length, 4);
  });

  it('Every walkthrough step has a picture below 100 kB for every theme', () => {
    for (const {
      media: { image },
    } of walkthrough.steps) {
      assert.deepEqual(Object.keys(image).toSorted(), ['dark', 'hc', 'hcLight', 'light']);
      for (const file of Object.values(image)) assert.ok(statSync(file).size < 100_000, file);
    }
  });

  it('Every walkthrough step is completed by commands of the code', () => {
    const commandsOf = (events: readonly string[]): readonly string[] =>
      events.flatMap((event) => /^onCommand:(mixtureLens\..*)$/.exec(event)?.[1] ?? []);

    for (const { completionEvents } of walkthrough.steps) {
      assert.deepEqual(
        commandsOf(completionEvents).filter(
          (command) => !(Object.values(Command) as readonly string[]).includes(command),
        ),
        [],
      );
      assert.ok(completionEvents.length > 0);
    }
  });

  it('Every walkthrough step links to a command that completes it', () => {
    for (const { description, completionEvents } of walkthrough.steps) {
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

  it('Language patterns match the languages of tables and no others', () => {
    const patterns = [...text.matchAll(/LangId =~ \/(.*?)\//g)].map(
      ([, pattern]) => JSON.parse(`"${pattern}"`) as string,
    );
    assert.ok(patterns.length > 10);

    for (const pattern of new Set(patterns)) {
      const expression = new RegExp(pattern);
      assert.deepEqual(
        LANGUAGES.filter((language) => !expression.test(language)),
        [],
      );
      assert.deepEqual(
        ['csvx', 'json', 'plaintext', 'xcsv', 'dynamic', 'csv (', 'tsvs'].filter((language) =>
          expression.test(language),
        ),
        [],
      );
    }
  });

  it('Every id is written once in the code', () => {
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
  });

  it('Commands of the client and the server have different ids', () => {
    // languageclient registers the server's commands in VS Code as well.
    const both = [...Object.values(Command), ...Object.values(ServerCommand)];
    assert.equal(new Set(both).size, both.length);
  });

  it('Every client command of the protocol is a command of the client', () => {
    assert.deepEqual(
      Object.values(ClientCommand).filter(
        (command) => !(Object.values(Command) as readonly string[]).includes(command),
      ),
      [],
    );
  });

  it('Settings are grouped by what a user wants, statistics last', () => {
    const titles = manifest.contributes.configuration.map(({ title }) => strings[title.slice(1, -1)]);

    assert.deepEqual(titles, ['Reading', 'What Is Reported', 'How It Is Shown', 'Statistics']);
  });

  it('The description of every setting ends with an example', () => {
    const descriptions = Object.values(properties).map(
      ({ markdownDescription }) => strings[markdownDescription.slice(1, -1)],
    );

    assert.deepEqual(
      descriptions.filter((description) => !/ Example: .+\.$/.test(description)),
      [],
    );
  });

  it('Defaults of settings are those of the server', () => {
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
  });

  it('The default of an enumerated setting is one of its values', () => {
    for (const [name, { default: value, enum: values }] of Object.entries(properties))
      if (values !== undefined) assert.ok(values.includes(value), name);
  });

  it('The manifest declares exactly the settings that the code reads', () => {
    const settings = Object.keys(properties).filter((name) => name !== `${SECTION}.trace.server`);

    assert.deepEqual(
      settings.toSorted(),
      [...SETTINGS, ...CLIENT_SETTINGS].map((name) => `${SECTION}.${name}`).toSorted(),
    );
  });

  it('The kinds setting offers exactly the column kinds', () => {
    const { additionalProperties } = properties[`${SECTION}.kinds`];

    assert.deepEqual(additionalProperties?.enum, KINDS);
  });

  it('The extension activates only on tables and its own views', () => {
    const expected = [
      ...LANGUAGES.map((language) => `onLanguage:${language}`),
      `onWebviewPanel:${ViewType.panel}`,
      `onWebviewPanel:${ViewType.comparison}`,
      `onView:${ViewType.unlikelyRows}`,
    ];

    assert.deepEqual(manifest.activationEvents.toSorted(), expected.toSorted());
  });

  it('The manifest declares only languages of tables', () => {
    assert.ok(manifest.contributes.languages.every(({ id }) => LANGUAGES.includes(id as (typeof LANGUAGES)[number])));
  });

  it('package.nls.json has exactly the strings that the manifest shows', () => {
    const used = [...text.matchAll(/"%([^%"]+)%"/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(used)].toSorted(), Object.keys(strings).toSorted());
  });
});
