/**
 * Names and colours of the clusters in the page. The user may change them at any time: existing elements are then
 * updated in place, so that neither the page nor the keyboard focus moves; the owners of pictures redraw them.
 */
import { sayParts } from '../language/language';
import { clusterColour } from '../pictures/palette';
import { clusterTitle, clusterWords } from '../server/protocol/report/clusterLook';
import type { ClusterLook } from '../server/protocol/report/clusterLook';
import { element } from './dom';
import { percent } from '../pictures/format';

let looks: readonly ClusterLook[] = [];

/** Returns the names and colours by cluster. */
export function clusterLooks(): readonly ClusterLook[] {
  return looks;
}

/** Applies names and colours to `root` and to elements made later. Returns whether anything changed. */
export function showLooks(root: Element, newLooks: readonly ClusterLook[]): boolean {
  const isSame =
    newLooks.length === looks.length &&
    newLooks.every(({ name, colour }, k) => name === looks[k]?.name && colour === looks[k]?.colour);
  looks = newLooks.map(({ name, colour }) => ({
    ...(name !== undefined && { name }),
    ...(colour !== undefined && { colour }),
  }));
  if (isSame) return false;
  for (const each of root.querySelectorAll<HTMLElement>('[data-cluster]'))
    each.textContent = looks[Number(each.dataset['cluster'])]?.name ?? each.dataset['unnamed'] ?? '';
  for (const each of root.querySelectorAll<HTMLElement>('[data-number-of]'))
    each.hidden = looks[Number(each.dataset['numberOf'])]?.name === undefined;
  for (const each of root.querySelectorAll<HTMLElement>('[data-colour-of]'))
    each.style.setProperty('background', clusterColour(Number(each.dataset['colourOf']), looks));
  return true;
}

/** Makes the name of a cluster. @param unnamed text where the cluster has no name */
export function clusterName(cluster: number, unnamed = clusterTitle(undefined, cluster)): HTMLElement {
  return element(
    'bdi',
    { class: 'given-name', attributes: { 'data-cluster': String(cluster), 'data-unnamed': unnamed } },
    looks[cluster]?.name ?? unnamed,
  );
}

/** Adds the share, or the probability, of a cluster to its name. */
export function withShare(cluster: Node, share: number): readonly (string | Node)[] {
  return sayParts('{cluster} ({share})', { cluster, share: percent(share) });
}

/** Makes the number of a named cluster, which is hidden while the cluster has no name. */
export function clusterNumber(cluster: number): HTMLElement {
  const result = element(
    'span',
    { attributes: { 'data-number-of': String(cluster) } },
    `${clusterTitle(undefined, cluster)} · `,
  );
  result.hidden = looks[cluster]?.name === undefined;
  return result;
}

/** Returns the name of a cluster for a sentence, which is not updated when the name changes. */
export function clusterInWords(cluster: number): string {
  return clusterWords(looks[cluster], cluster);
}

export function swatch(cluster: number): HTMLElement {
  return withClusterColour(element('span', { class: 'swatch', attributes: { 'aria-hidden': 'true' } }), cluster);
}

/** Gives an element the cluster's colour as background. */
export function withClusterColour(target: HTMLElement, cluster: number): HTMLElement {
  target.dataset['colourOf'] = String(cluster);
  target.style.setProperty('background', clusterColour(cluster, looks));
  return target;
}
