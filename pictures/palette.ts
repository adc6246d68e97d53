/**
 * The clusters' colours: Okabe and Ito's, told apart also by people who do not see all colours, strongest
 * contrasts first, black left out because it is the text's. After seven clusters they begin again, so
 * a colour never stands without its cluster's number.
 */
export const CLUSTER_COLOURS = ['#0072B2', '#E69F00', '#009E73', '#CC79A7', '#56B4E9', '#D55E00', '#F0E442'] as const;

/** @param cluster counted from 0, the largest first */
export function clusterColour(cluster: number): string {
  return CLUSTER_COLOURS[cluster % CLUSTER_COLOURS.length] ?? CLUSTER_COLOURS[0];
}
