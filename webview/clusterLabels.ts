/**
 * How the clusters of the model in the page are named and coloured. A person may change that while it is shown: what
 * was made here is then changed in its place, so that neither the page nor the keyboard's place in it moves; pictures
 * are drawn anew by their owners.
 */
import { clusterColour } from '../pictures/palette';
import { clusterWords } from '../server/protocol/report/clusterLook';
import type { ClusterLook } from '../server/protocol/report/clusterLook';
import { element } from './dom';

let looks: readonly ClusterLook[] = [];

/** By cluster. */
export function clusterLooks(): readonly ClusterLook[] {
  return looks;
}

/** From now on, and of everything in `root`. Returns whether anything is another. */
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

/** @param unnamed what it is called where it has no name */
export function clusterName(cluster: number, unnamed = `Cluster ${cluster + 1}`): HTMLElement {
  return element(
    'bdi',
    { class: 'given-name', attributes: { 'data-cluster': String(cluster), 'data-unnamed': unnamed } },
    looks[cluster]?.name ?? unnamed,
  );
}

/** The number of a cluster that has a name; not seen where it has none. */
export function clusterNumber(cluster: number): HTMLElement {
  const made = element('span', { attributes: { 'data-number-of': String(cluster) } }, `Cluster ${cluster + 1} · `);
  made.hidden = looks[cluster]?.name === undefined;
  return made;
}

/** Within a sentence; it stays as it is. */
export function clusterInWords(cluster: number): string {
  return clusterWords(looks[cluster], cluster);
}

export function swatch(cluster: number): HTMLElement {
  return coloured(element('span', { class: 'swatch', attributes: { 'aria-hidden': 'true' } }), cluster);
}

/** An element on the cluster's colour. */
export function coloured(made: HTMLElement, cluster: number): HTMLElement {
  made.dataset['colourOf'] = String(cluster);
  made.style.setProperty('background', clusterColour(cluster, looks));
  return made;
}
