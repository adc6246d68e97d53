/**
 * The clusters' colours: Okabe and Ito's, distinguishable with colour vision deficiencies, strongest contrasts first,
 * without black because it is the text's. After seven clusters they repeat, so a colour never appears without its
 * cluster's number or name.
 */
import { clusterColourNumber } from '../server/protocol/report/clusterLook';
import type { CLUSTER_COLOUR_COUNT, ClusterLook } from '../server/protocol/report/clusterLook';

export const CLUSTER_COLOURS = [
  '#0072B2',
  '#E69F00',
  '#009E73',
  '#CC79A7',
  '#56B4E9',
  '#D55E00',
  '#F0E442',
] as const satisfies { readonly length: typeof CLUSTER_COLOUR_COUNT };

/**
 * Returns the colour of a cluster.
 *
 * @param cluster counted from 0, the largest first
 * @param looks the user's choices, by cluster
 */
export function clusterColour(cluster: number, looks: readonly ClusterLook[] = []): string {
  return CLUSTER_COLOURS[clusterColourNumber(looks[cluster], cluster)] ?? CLUSTER_COLOURS[0];
}
