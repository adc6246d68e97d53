/** The wire: what a person makes of a cluster. */

/** So many characters a name may have. */
export const LONGEST_CLUSTER_NAME = 60;
/** So many colours there are; who draws them has them in an order that all agree on (`hoverColours`). */
export const CLUSTER_COLOUR_COUNT = 7;

/** A cluster's name and colour, where a person gave it any. */
export interface ClusterLook {
  /** On one line, and no other cluster's. It may hold anything else. */
  readonly name?: string;
  /**
   * Number of a colour, from 0; where it is left out, that of the cluster itself, and from 0 again after the last
   * colour.
   */
  readonly colour?: number;
}

/** The argument of `ServerCommand.nameCluster`. What is left out stays as it is. */
export interface NameClusterArguments {
  readonly uri: string;
  /** From 0, the largest first. */
  readonly cluster: number;
  /** '' takes the name away. */
  readonly name?: string;
  /** Number of a colour, from 0. Another cluster that has it gets this one's in exchange. */
  readonly colour?: number;
}

/** @example clusterTitle(undefined, 1) === 'Cluster 2' */
export function clusterTitle(look: ClusterLook | undefined, cluster: number): string {
  return look?.name ?? `Cluster ${cluster + 1}`;
}

/** The same within a sentence. @example clusterWords(undefined, 1) === 'cluster 2' */
export function clusterWords(look: ClusterLook | undefined, cluster: number): string {
  return look?.name ?? `cluster ${cluster + 1}`;
}

/** Number of the colour in which a cluster is shown. */
export function clusterColourNumber(look: ClusterLook | undefined, cluster: number): number {
  return (look?.colour ?? cluster) % CLUSTER_COLOUR_COUNT;
}
