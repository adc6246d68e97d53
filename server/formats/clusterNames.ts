/** Names and colours of clusters: which are valid, and how the other clusters' change when one is set. */
import { say } from '../../language/language';
import {
  CLUSTER_COLOUR_COUNT,
  clusterColourNumber,
  clusterTitle,
  clusterWords,
  LONGEST_CLUSTER_NAME,
  type ClusterLook,
} from '../protocol/report/clusterLook';
import type { Component } from '../protocol';
import { FitProblem } from '../words/fitProblem';

/**
 * Invisible characters, which can only mislead. Joiners and variation selectors are excepted: they belong to the
 * spelling of some languages and to emoji.
 */
const INVISIBLE = /(?!\u200c|\u200d|\ufe0e|\ufe0f)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{DI}]/gu;
const VISIBLE = /[^\s\p{M}\p{DI}]/u;
/** Names such as `3` and `Cluster 3`, which every cluster has already. */
const NUMBERED_NAME = /^(?:cluster\s*)?\d+$/iu;

/**
 * Normalises a name: on one line, without invisible characters; undefined if no visible character is left.
 * @throws FitProblem if the name is too long, or would be taken for a cluster's number
 */
export function tidyName(text: string): string | undefined {
  const name = text
    .slice(0, 100 * LONGEST_CLUSTER_NAME)
    .replace(/\s/gu, ' ')
    .replace(INVISIBLE, '')
    .replace(/ +/gu, ' ')
    .trim()
    .normalize('NFC');
  if (!VISIBLE.test(name)) return undefined;
  const { length } = Array.from(name);
  if (length > LONGEST_CLUSTER_NAME)
    throw new FitProblem(
      say(
        "A cluster's name may have {most, plural, one {# character} other {# characters}}, and this one has {count, number}; take a shorter one.",
        { most: LONGEST_CLUSTER_NAME, count: length },
      ),
    );
  if (isNumbered(name))
    throw new FitProblem(say('"{name}" would be taken for the number of a cluster; take another name.', { name }));
  return name;
}

/** Whether a name is a number, or the title of a numbered cluster, in English or in the reader's language. */
function isNumbered(name: string): boolean {
  if (NUMBERED_NAME.test(name)) return true;
  const number = /\d+/.exec(name)?.[0];
  if (number === undefined) return false;
  const titles = [clusterTitle, clusterWords].map((titleOf) => titleOf(undefined, Number(number) - 1).toLowerCase());
  return titles.includes(name.toLowerCase());
}

/** Returns the name of a cluster in exported files, which are the same in all languages. */
export function exportedClusterName(look: ClusterLook | undefined, cluster: number): string {
  return look?.name ?? `cluster ${cluster + 1}`;
}

/**
 * Returns the clusters with a new name for one of them.
 * @throws FitProblem if the name is not valid, or another cluster has it
 */
export function withClusterName(clusters: readonly Component[], cluster: number, given: string): readonly Component[] {
  const name = tidyName(given);
  const namesake = name === undefined ? -1 : clusters.findIndex((look, k) => k !== cluster && look.name === name);
  if (name !== undefined && namesake >= 0)
    throw new FitProblem(
      say('Cluster {number} has the name "{name}" already; take another one.', { number: String(namesake + 1), name }),
    );
  return clusters.map((component, k) =>
    k === cluster ? withLook(component, k, { ...lookOf(component), name }) : component,
  );
}

/**
 * Returns the clusters with a new colour for one of them. If exactly one other cluster has that colour, it gets the
 * former colour in exchange, so that no two clusters become alike.
 */
export function withClusterColour(
  clusters: readonly Component[],
  cluster: number,
  colour: number,
): readonly Component[] {
  const previousColour = clusterColourNumber(clusters[cluster], cluster);
  const owners = [...clusters.keys()].filter((k) => k !== cluster && clusterColourNumber(clusters[k], k) === colour);
  const newColours = new Map([
    [cluster, colour],
    ...(owners.length === 1 ? [[owners[0], previousColour] as const] : []),
  ]);
  return clusters.map((component, k) =>
    newColours.has(k) ? withLook(component, k, { ...lookOf(component), colour: newColours.get(k) }) : component,
  );
}

/**
 * Returns the clusters of a new fit with the looks of the previous clusters that they succeed. A cluster with a name or
 * a colour keeps its colour, whatever its number is now; another cluster that would have the same colour
 * takes a free one.
 *
 * @param successors index of the new cluster by previous cluster, −1 for none
 */
export function withInheritedLooks(
  clusters: readonly Component[],
  previousLooks: readonly ClusterLook[],
  successors: readonly number[],
): readonly Component[] {
  const looks = new Map(
    previousLooks.flatMap((look, i) =>
      successors[i] >= 0 && hasLook(look)
        ? [[successors[i], { ...look, colour: clusterColourNumber(look, i) }] as const]
        : [],
    ),
  );
  const inheritedColours = new Set([...looks.values()].map(({ colour }) => colour));
  const losesColour = (k: number): boolean => !looks.has(k) && inheritedColours.has(k % CLUSTER_COLOUR_COUNT);
  const usedColours = new Set([
    ...inheritedColours,
    ...[...clusters.keys()].filter((k) => !looks.has(k) && !losesColour(k)).map((k) => k % CLUSTER_COLOUR_COUNT),
  ]);
  const freeColours = Array.from({ length: CLUSTER_COLOUR_COUNT }, (_, colour) => colour).filter(
    (colour) => !usedColours.has(colour),
  );
  return clusters.map((component, k) =>
    withLook(component, k, looks.get(k) ?? (losesColour(k) ? { colour: freeColours.shift() } : {})),
  );
}

/** Whether any cluster has a name or a colour that a user chose. */
export function haveLooks(clusters: readonly ClusterLook[]): boolean {
  return clusters.some(hasLook);
}

function hasLook({ name, colour }: ClusterLook): boolean {
  return name !== undefined || colour !== undefined;
}

export function lookOf({ name, colour }: ClusterLook): ClusterLook {
  return { ...(name !== undefined && { name }), ...(colour !== undefined && { colour }) };
}

/** Sets the look of a cluster. The colour that belongs to its number is not stored as a chosen one. */
function withLook(
  { weight, columns }: Component,
  k: number,
  { name, colour }: { readonly name?: string | undefined; readonly colour?: number | undefined },
): Component {
  const isChosen = colour !== undefined && colour !== k % CLUSTER_COLOUR_COUNT;
  return { ...(name !== undefined && { name }), ...(isChosen && { colour }), weight, columns };
}
