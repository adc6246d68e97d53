/** Names and recolours clusters; passes names and colours on when a file is fitted again. */
import { areGiven, named, recoloured, succeeding } from '../../formats/clusterNames';
import { weightsOf } from '../../pipeline/judgedRows';
import type { FitOutput } from '../../pipeline/fitTable';
import { FitProblem } from '../../words/fitProblem';
import { forPosteriors } from '../../pipeline/succession';
import type { FittedModel } from '../../core/judging/fittedModel';
import { successors } from '../../core/description/successors';
import { complete } from '../../core/numeric/generators';
import type { Component, FitReport } from '../../protocol';
import { CLUSTER_COLOUR_COUNT, type NameClusterArguments } from '../../protocol/report/clusterLook';
import type { OpenDocument } from '../../files/open/openDocument';
import type { FitRecord } from '../../files/fittedFile';
import type { Files } from '../../files/files';
import type { ModelMemory } from '../../files/modelMemory';
import { nameOf } from '../../files/fileNames';
import { shown } from '../../words/values';
import { failed, malformed } from '../requests/refusals';

interface Context {
  readonly files: Files;
  readonly models: ModelMemory;
  readonly restyled: (document: OpenDocument) => void;
}

type Given = { readonly [K in keyof NameClusterArguments]?: unknown } & { readonly uri: string };

/**
 * Names or recolours a cluster. Clients that show the clusters are notified, and the model is remembered with the
 * names.
 *
 * @throws ResponseError for an unfitted file, and for invalid arguments
 */
export function nameCluster({ files, models, restyled }: Context, given: Given): boolean {
  const { uri } = given;
  const file = files.of(uri);
  if (file?.fit === undefined) throw failed(`Nothing is fitted to ${nameOf(uri)} yet; fit a mixture first.`);
  const { components, k } = file.fit.report;
  file.restyle(changed(components, argumentsOf(given, k)));
  const document = files.open.get(uri);
  // The text is joined first: if it was fitted and edited since, this stores its hash.
  void models.keep(uri, document?.content() ?? '', file.fit);
  if (document !== undefined) restyled(document);
  return true;
}

function argumentsOf({ uri, cluster, name, colour }: Given, k: number): NameClusterArguments {
  const isNumber = (value: unknown, below: number): value is number =>
    Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < below;
  if (!isNumber(cluster, k)) throw malformed(`cluster must be a number from 0 to ${k - 1}, not ${shown(cluster)}`);
  if (name !== undefined && typeof name !== 'string') throw malformed(`name must be a string, not ${shown(name)}`);
  if (colour !== undefined && !isNumber(colour, CLUSTER_COLOUR_COUNT))
    throw malformed(`colour must be a number from 0 to ${CLUSTER_COLOUR_COUNT - 1}, not ${shown(colour)}`);
  return { uri, cluster, ...(name !== undefined && { name }), ...(colour !== undefined && { colour }) };
}

function changed(
  components: readonly Component[],
  { cluster, name, colour }: NameClusterArguments,
): readonly Component[] {
  try {
    const renamed = name === undefined ? components : named(components, cluster, name);
    return colour === undefined ? renamed : recoloured(renamed, cluster, colour);
  } catch (error) {
    throw error instanceof FitProblem ? failed(error.message) : error;
  }
}

/** Report of a new fit of a document's text, with names and colours of the clusters passed on to their successors. */
export function namedAsBefore(document: OpenDocument, { report, judgement }: FitOutput): FitReport {
  const before = document.report?.components ?? [];
  if (!areGiven(before)) return report;
  // Mostly known by now; otherwise only names are worth the wait.
  const judged = complete(document.judged());
  if (judged === undefined) return report;
  return {
    ...report,
    components: succeeding(report.components, before, successors(judged.judgement, judgement, weightsOf(judged))),
  };
}

/** Model of a file that is not open, if its clusters have names or colours to pass on to the next fit. */
export function modelToSucceed(before: FitRecord | undefined): FittedModel | undefined {
  return before !== undefined && areGiven(before.report.components) ? forPosteriors(before.model) : undefined;
}

/** Report of a new fit of a file on disk, with names and colours of the clusters passed on to their successors. */
export function namedAsFit(before: FitRecord | undefined, { report, file }: FitOutput): FitReport {
  if (before === undefined || file?.successors?.length !== before.report.components.length) return report;
  return { ...report, components: succeeding(report.components, before.report.components, file.successors) };
}
