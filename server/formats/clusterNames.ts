/** Names and colours of clusters: what may be one, and what becomes of the others' when one changes. */
import {
  CLUSTER_COLOUR_COUNT,
  clusterColourNumber,
  LONGEST_CLUSTER_NAME,
  type ClusterLook,
} from '../protocol/report/clusterLook';
import type { Component } from '../protocol';
import { FitProblem } from '../words/fitProblem';

/**
 * Joiners and variation signs belong to the spelling of some languages and to emoji; everything else that is not seen
 * can only mislead.
 */
const UNSEEN = /(?!\u200c|\u200d|\ufe0e|\ufe0f)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{DI}]/gu;
const SEEN = /[^\s\p{M}\p{DI}]/u;
/** Every cluster has such names already. */
const NUMBER = /^(?:cluster\s*)?\d+$/iu;

/**
 * A name as it is kept: on one line, with nothing unseen in it; undefined where nothing is left, which is no name.
 * @throws FitProblem where it is too long, or would be taken for a cluster's number
 */
export function tidyName(given: string): string | undefined {
  const name = given
    .slice(0, 100 * LONGEST_CLUSTER_NAME)
    .replace(/\s/gu, ' ')
    .replace(UNSEEN, '')
    .replace(/ +/gu, ' ')
    .trim()
    .normalize('NFC');
  if (!SEEN.test(name)) return undefined;
  const { length } = Array.from(name);
  if (length > LONGEST_CLUSTER_NAME)
    throw new FitProblem(
      `A cluster's name may have ${LONGEST_CLUSTER_NAME} characters, and this one has ${length}; take a shorter one.`,
    );
  if (NUMBER.test(name))
    throw new FitProblem(`"${name}" would be taken for the number of a cluster; take another name.`);
  return name;
}

/**
 * The clusters with another name for one of them.
 * @throws FitProblem where it cannot be a name, or another cluster has it
 */
export function named(clusters: readonly Component[], cluster: number, given: string): readonly Component[] {
  const name = tidyName(given);
  const other = name === undefined ? -1 : clusters.findIndex((look, k) => k !== cluster && look.name === name);
  if (other >= 0) throw new FitProblem(`Cluster ${other + 1} has the name "${name}" already; take another one.`);
  return clusters.map((each, k) => (k === cluster ? withLook(each, k, { ...lookOf(each), name }) : each));
}

/**
 * The clusters with another colour for one of them; the cluster that alone had it gets this one's in exchange, so that
 * no two become alike.
 */
export function recoloured(clusters: readonly Component[], cluster: number, colour: number): readonly Component[] {
  const before = clusterColourNumber(clusters[cluster], cluster);
  const others = [...clusters.keys()].filter((k) => k !== cluster && clusterColourNumber(clusters[k], k) === colour);
  const changed = new Map([[cluster, colour], ...(others.length === 1 ? [[others[0], before] as const] : [])]);
  return clusters.map((each, k) =>
    changed.has(k) ? withLook(each, k, { ...lookOf(each), colour: changed.get(k) }) : each,
  );
}

/**
 * The clusters of a new fit with the looks of those before that they succeed. Who has a name keeps its colour, whatever
 * its number is now; the others give way to it.
 *
 * @param next for each of those before the one that succeeds it, −1 for none
 */
export function succeeding(
  clusters: readonly Component[],
  before: readonly ClusterLook[],
  next: readonly number[],
): readonly Component[] {
  const looks = new Map(
    before.flatMap((look, i) =>
      next[i] >= 0 && isGiven(look) ? [[next[i], { ...look, colour: clusterColourNumber(look, i) }] as const] : [],
    ),
  );
  const kept = new Set([...looks.values()].map(({ colour }) => colour));
  const gives = (k: number): boolean => !looks.has(k) && kept.has(k % CLUSTER_COLOUR_COUNT);
  const taken = new Set([
    ...kept,
    ...[...clusters.keys()].filter((k) => !looks.has(k) && !gives(k)).map((k) => k % CLUSTER_COLOUR_COUNT),
  ]);
  const free = Array.from({ length: CLUSTER_COLOUR_COUNT }, (_, colour) => colour).filter(
    (colour) => !taken.has(colour),
  );
  return clusters.map((each, k) => withLook(each, k, looks.get(k) ?? (gives(k) ? { colour: free.shift() } : {})));
}

/** Whether a person gave any cluster a name or a colour. */
export function areGiven(clusters: readonly ClusterLook[]): boolean {
  return clusters.some(isGiven);
}

function isGiven({ name, colour }: ClusterLook): boolean {
  return name !== undefined || colour !== undefined;
}

export function lookOf({ name, colour }: ClusterLook): ClusterLook {
  return { ...(name !== undefined && { name }), ...(colour !== undefined && { colour }) };
}

/** The colour of its number is not kept as a chosen one. */
function withLook(
  { weight, columns }: Component,
  k: number,
  { name, colour }: { readonly name?: string | undefined; readonly colour?: number | undefined },
): Component {
  const isOther = colour !== undefined && colour !== k % CLUSTER_COLOUR_COUNT;
  return { ...(name !== undefined && { name }), ...(isOther && { colour }), weight, columns };
}
