/** Naming and recolouring clusters; and what becomes of names and colours when a file is fitted again. */
import { areGiven, named, recoloured, succeeding } from '../../formats/clusterNames';
import { weightsOf } from '../../pipeline/judgedRows';
import type { FitOutput } from '../../pipeline/fitTable';
import { FitProblem } from '../../words/problem';
import { forPosteriors } from '../../pipeline/succession';
import type { FittedModel } from '../../core/judging/fittedModel';
import { successors } from '../../core/description/successors';
import { complete } from '../../core/numeric/generators';
import type { Component, FitReport } from '../../protocol';
import { CLUSTER_COLOUR_COUNT, type NameClusterArguments } from '../../protocol/report/clusterLook';
import type { OpenDocument } from '../../files/open/openDocument';
import type { Fitted } from '../../files/fittedFile';
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

/** Clients that show the clusters are notified, and the model is remembered with the names. */
export function nameCluster({ files, models, restyled }: Context, given: Given): boolean {
  const { uri } = given;
  const file = files.of(uri);
  if (file?.fit === undefined) throw failed(`Nothing is fitted to ${nameOf(uri)} yet; fit a mixture first.`);
  const { components, k } = file.fit.report;
  file.restyle(changed(components, argumentsOf(given, k)));
  const document = files.open.get(uri);
  // The text is put together first: one that was fitted and edited since then leaves its hash.
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

/** The report of a new fit of a document's text, its clusters with the names and colours of those that they succeed. */
export function namedAsBefore(document: OpenDocument, { report, judgement }: FitOutput): FitReport {
  const before = document.report?.components ?? [];
  if (!areGiven(before)) return report;
  // Mostly known by now; else only names are worth the wait.
  const judged = complete(document.judged());
  if (judged === undefined) return report;
  return {
    ...report,
    components: succeeding(report.components, before, successors(judged.judgement, judgement, weightsOf(judged))),
  };
}

/**
 * The model of a file that is not open, where names or colours may go over from its clusters to those of the next fit.
 */
export function modelToSucceed(before: Fitted | undefined): FittedModel | undefined {
  return before !== undefined && areGiven(before.report.components) ? forPosteriors(before.model) : undefined;
}

/** The report of a new fit of a file on disk, its clusters with the names and colours of those that they succeed. */
export function namedAsFit(before: Fitted | undefined, { report, file }: FitOutput): FitReport {
  if (before === undefined || file?.successors?.length !== before.report.components.length) return report;
  return { ...report, components: succeeding(report.components, before.report.components, file.successors) };
}
