/**
 * Names and colours of the clusters in the page. The user may change them at any time: existing elements are then
 * updated in place, so that neither the page nor the keyboard focus moves; the owners of pictures redraw them.
 */
import { clusterColour } from '../pictures/palette';
import { clusterWords } from '../server/protocol/report/clusterLook';
import type { ClusterLook } from '../server/protocol/report/clusterLook';
import { element } from './dom';

let looks: readonly ClusterLook[] = [];

/** Names and colours by cluster. */
export function clusterLooks(): readonly ClusterLook[] {
  return looks;
}

/** Applies names and colours from now on, and to everything in `root`. Returns whether anything changed. */
export function showLooks(root: Element, now: readonly ClusterLook[]): boolean {
  const isSame =
    now.length === looks.length &&
    now.every(({ name, colour }, k) => name === looks[k]?.name && colour === looks[k]?.colour);
  looks = now.map(({ name, colour }) => ({
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

/** @param unnamed text where the cluster has no name */
export function clusterName(cluster: number, unnamed = `Cluster ${cluster + 1}`): HTMLElement {
  return element(
    'bdi',
    { class: 'given-name', attributes: { 'data-cluster': String(cluster), 'data-unnamed': unnamed } },
    looks[cluster]?.name ?? unnamed,
  );
}

/** Number of a named cluster; hidden where it has no name. */
export function clusterNumber(cluster: number): HTMLElement {
  const made = element('span', { attributes: { 'data-number-of': String(cluster) } }, `Cluster ${cluster + 1} · `);
  made.hidden = looks[cluster]?.name === undefined;
  return made;
}

/** Name of a cluster within a sentence; it is not updated. */
export function clusterInWords(cluster: number): string {
  return clusterWords(looks[cluster], cluster);
}

export function swatch(cluster: number): HTMLElement {
  return coloured(element('span', { class: 'swatch', attributes: { 'aria-hidden': 'true' } }), cluster);
}

/** Gives an element the cluster's colour as background. */
export function coloured(made: HTMLElement, cluster: number): HTMLElement {
  made.dataset['colourOf'] = String(cluster);
  made.style.setProperty('background', clusterColour(cluster, looks));
  return made;
}
