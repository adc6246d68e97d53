/** Names clusters and chooses their colours. Names may hold anything: they are shown as plain text. */
import { l10n, Uri, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import { ResponseError } from 'vscode-languageclient/node';
import type { Component } from '../server/protocol';
import { clusterColourNumber, LONGEST_CLUSTER_NAME } from '../server/protocol/report/clusterLook';
import type { ClusterLook, NameClusterArguments } from '../server/protocol/report/clusterLook';
import { clusterColour, CLUSTER_COLOURS } from '../pictures/palette';
import { nameOf, Refusal } from './documents';
import type { Fits } from './fitStates';
import { describe } from './log';
import { inLabel, inMessage } from './labels';

/** Stores the names. */
export interface ClusterNames {
  nameCluster(uri: Uri, change: Omit<NameClusterArguments, 'uri'>): Promise<void>;
}

interface ClusterTarget {
  readonly cluster?: number | undefined;
}

const COLOUR_NAMES: Readonly<Record<(typeof CLUSTER_COLOURS)[number], string>> = {
  '#0072B2': l10n.t('Blue'),
  '#E69F00': l10n.t('Orange'),
  '#009E73': l10n.t('Green'),
  '#CC79A7': l10n.t('Pink'),
  '#56B4E9': l10n.t('Sky blue'),
  '#D55E00': l10n.t('Vermilion'),
  '#F0E442': l10n.t('Yellow'),
};

/** @example 'Cluster 2' */
export function titleOf(look: ClusterLook | undefined, cluster: number): string {
  return look?.name === undefined ? l10n.t('Cluster {0}', cluster + 1) : inLabel(look.name);
}

/** Returns the icon of a colour. */
export function colourIcon(colour: string): Uri {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16">' +
    `<circle cx="8" cy="8" r="6" fill="${colour}" stroke="#80808080"/></svg>`;
  return Uri.parse(`data:image/svg+xml;utf8,${encodeURIComponent(svg)}`);
}

/** Names a cluster. @param name asks the user where left out */
export async function nameCluster(
  names: ClusterNames,
  fits: Fits,
  uri: Uri,
  { cluster, name }: ClusterTarget & { readonly name?: string | undefined },
): Promise<void> {
  const components = clustersOf(fits, uri);
  const index = cluster ?? (await askCluster(uri, components, l10n.t('Name which cluster?')));
  if (index === undefined) return;
  if (name !== undefined) return names.nameCluster(uri, { cluster: index, name });
  await askName(uri, index, components[index]?.name ?? '', (newName) =>
    names.nameCluster(uri, { cluster: index, name: newName }),
  );
}

/** Changes the colour of a cluster. @param colour asks the user where left out */
export async function colourCluster(
  names: ClusterNames,
  fits: Fits,
  uri: Uri,
  { cluster, colour }: ClusterTarget & { readonly colour?: number | undefined },
): Promise<void> {
  const components = clustersOf(fits, uri);
  const index = cluster ?? (await askCluster(uri, components, l10n.t('Colour which cluster?')));
  const newColour = index === undefined ? undefined : (colour ?? (await askColour(index, components)));
  if (index !== undefined && newColour !== undefined)
    await names.nameCluster(uri, { cluster: index, colour: newColour });
}

function clustersOf(fits: Fits, uri: Uri): readonly Component[] {
  const state = fits.state(uri);
  const report = state.state === 'fitted' ? state.report : 'earlier' in state ? state.earlier?.report : undefined;
  if (report === undefined) throw new Refusal(l10n.t('{0} has no model yet; fit a mixture first.', nameOf(uri)));
  return report.components;
}

async function askCluster(
  uri: Uri,
  components: readonly Component[],
  placeHolder: string,
): Promise<number | undefined> {
  if (components.length === 1) return 0;
  const items = components.map((look, cluster) => ({
    label: titleOf(look, cluster),
    description: l10n.t('{0} % of rows', Math.round(100 * look.weight)),
    iconPath: colourIcon(clusterColour(cluster, components)),
    cluster,
  }));
  return (await window.showQuickPick(items, { title: l10n.t('Clusters of {0}', nameOf(uri)), placeHolder }))?.cluster;
}

/**
 * Asks for a name. The box stays open as long as the name is refused.
 *
 * @param store rejects with a ResponseError that gives the reason
 */
function askName(uri: Uri, cluster: number, name: string, store: (name: string) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const box = window.createInputBox();
    box.title = l10n.t('Name of cluster {0} of {1}', cluster + 1, nameOf(uri));
    box.prompt = l10n.t('Shown wherever the cluster is. Leave it empty to go back to the number.');
    box.value = name;
    box.valueSelection = [0, name.length];
    const accept = async (): Promise<void> => {
      box.busy = true;
      try {
        if (box.value !== name) await store(box.value);
        box.hide();
      } catch (error) {
        if (error instanceof ResponseError) box.validationMessage = inMessage(describe(error));
        else {
          reject(error instanceof Error ? error : new Error(describe(error)));
          box.hide();
        }
      }
      box.busy = false;
    };
    box.onDidChangeValue((value) => {
      box.validationMessage =
        Array.from(value.trim()).length > LONGEST_CLUSTER_NAME
          ? l10n.t('A name may have {0} characters.', LONGEST_CLUSTER_NAME)
          : undefined;
    });
    box.onDidAccept(() => void accept());
    box.onDidHide(() => {
      box.dispose();
      resolve();
    });
    box.show();
  });
}

async function askColour(cluster: number, components: readonly Component[]): Promise<number | undefined> {
  const currentColour = clusterColourNumber(components[cluster], cluster);
  const items = CLUSTER_COLOURS.map((value, colour): QuickPickItem & { readonly colour: number } => ({
    label: COLOUR_NAMES[value],
    iconPath: colourIcon(value),
    description: ownersOf(colour, currentColour, components),
    colour,
  }));
  const placeHolder = l10n.t('If the colour is taken, the two clusters swap colours');
  return (
    await window.showQuickPick(items, {
      title: l10n.t('Colour of {0}', titleOf(components[cluster], cluster)),
      placeHolder,
    })
  )?.colour;
}

/** Lists the clusters that have a colour, in words. */
function ownersOf(colour: number, currentColour: number, components: readonly Component[]): string {
  if (colour === currentColour) return l10n.t('as it is');
  return components
    .flatMap((look, k) => (clusterColourNumber(look, k) === colour ? [titleOf(look, k)] : []))
    .join(', ');
}
