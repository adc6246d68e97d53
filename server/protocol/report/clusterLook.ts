/** The wire of the user's names and colours for clusters. */
import { say } from '../../../language/language';

/** Maximum number of characters of a name. */
export const LONGEST_CLUSTER_NAME = 60;
/** Number of colours; their order is agreed upon by all programs that draw them (`hoverColours`). */
export const CLUSTER_COLOUR_COUNT = 7;

/** A cluster's name and colour, if the user gave any. */
export interface ClusterLook {
  /** A name on one line, unique among the clusters. It may hold anything else. */
  readonly name?: string;
  /**
   * Number of a colour, from 0; where left out, the number of the cluster itself, starting from 0 again after the last
   * colour.
   */
  readonly colour?: number;
}

/** The argument of `ServerCommand.nameCluster`. Properties that are left out stay unchanged. */
export interface NameClusterArguments {
  readonly uri: string;
  /** Index of the cluster, from 0, the largest first. */
  readonly cluster: number;
  /** '' removes the name. */
  readonly name?: string;
  /** Number of a colour, from 0. Another cluster with this colour gets this one's in exchange. */
  readonly colour?: number;
}

/** Returns the title of a cluster. @example clusterTitle(undefined, 1) === 'Cluster 2' */
export function clusterTitle(look: ClusterLook | undefined, cluster: number): string {
  return look?.name ?? say('Cluster {number}', { number: String(cluster + 1) });
}

/** Returns the title of a cluster within a sentence. @example clusterWords(undefined, 1) === 'cluster 2' */
export function clusterWords(look: ClusterLook | undefined, cluster: number): string {
  return look?.name ?? say('cluster {number}', { number: String(cluster + 1) });
}

/** Returns the number of the colour in which a cluster is shown. */
export function clusterColourNumber(look: ClusterLook | undefined, cluster: number): number {
  return (look?.colour ?? cluster) % CLUSTER_COLOUR_COUNT;
}
