/** package.json and the code name the same things. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Command, LANGUAGES, SECTION, ViewType } from '../../client/ids';
import { KINDS } from '../../server/core/schema/infer';
import { SETTINGS } from '../../server/lsp/settings';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly languages: readonly { readonly id: string }[];
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
    const inMenus = Object.values(manifest.contributes.menus).flatMap((entries) => entries.map(({ command }) => command));
    assert.deepEqual(inMenus.filter((command) => !commands.includes(command)), []);
    for (const menu of ['editor/context', 'explorer/context', 'editor/title', 'commandPalette']) {
      assert.ok(manifest.contributes.menus[menu].some(({ command }) => command === Command.fit), menu);
    }
  });

  it('has the settings that the server reads', () => {
    const settings = Object.keys(manifest.contributes.configuration.properties).filter((name) => name !== `${SECTION}.trace.server`);
    assert.deepEqual(settings.toSorted(), [...SETTINGS, ...CLIENT_SETTINGS].map((name) => `${SECTION}.${name}`).toSorted());
  });

  it('has the kinds that there are', () => {
    const { additionalProperties } = manifest.contributes.configuration.properties[`${SECTION}.kinds`] as { readonly additionalProperties: { readonly enum: readonly string[] } };
    assert.deepEqual(additionalProperties.enum, KINDS);
  });

  it('activates on tables alone', () => {
    const expected = [...LANGUAGES.map((language) => `onLanguage:${language}`), `onWebviewPanel:${ViewType.panel}`, `onView:${ViewType.unlikelyRows}`];
    assert.deepEqual(manifest.activationEvents.toSorted(), expected.toSorted());
    assert.ok(manifest.contributes.languages.every(({ id }) => LANGUAGES.includes(id as (typeof LANGUAGES)[number])));
  });

  it('finds every string it shows, and shows every string there is', () => {
    const used = [...text.matchAll(/"%([^%"]+)%"/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(used)].toSorted(), Object.keys(strings).toSorted());
  });
});
