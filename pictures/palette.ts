/**
 * The clusters' colours: Okabe and Ito's, told apart also by people who do not see all colours, strongest
 * contrasts first, black left out because it is the text's. After seven clusters they begin again, so
 * a colour never stands without its cluster's number or name.
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
 * @param cluster counted from 0, the largest first
 * @param looks by cluster: what a person made of them
 */
export function clusterColour(cluster: number, looks: readonly ClusterLook[] = []): string {
  return CLUSTER_COLOURS[clusterColourNumber(looks[cluster], cluster)] ?? CLUSTER_COLOURS[0];
}
