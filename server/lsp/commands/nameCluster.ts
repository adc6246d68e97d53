/** Names and recolours clusters; passes names and colours on when a file is fitted again. */
import { say } from '../../../language/language';
import { haveLooks, withClusterName, withClusterColour, withInheritedLooks } from '../../formats/clusterNames';
import { weightsOf } from '../../pipeline/judgedRows';
import type { FitOutput } from '../../pipeline/fitTable';
import { FitProblem } from '../../words/fitProblem';
import { modelForPosteriors } from '../../pipeline/succession';
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
import { shortJson } from '../../words/values';
import { failedRequest, malformedRequest } from '../requests/refusals';

interface Context {
  readonly files: Files;
  readonly models: ModelMemory;
  readonly onRestyle: (document: OpenDocument) => void;
}

type Given = { readonly [K in keyof NameClusterArguments]?: unknown } & { readonly uri: string };

/**
 * Names or recolours a cluster. Clients that show the clusters are notified, and the model is remembered with the
 * names.
 *
 * @throws ResponseError for an unfitted file, and for invalid arguments
 */
export function nameCluster({ files, models, onRestyle }: Context, given: Given): boolean {
  const { uri } = given;
  const file = files.find(uri);
  if (file?.fit === undefined)
    throw failedRequest(say('Nothing is fitted to {file} yet; fit a mixture first.', { file: nameOf(uri) }));
  const { components, k } = file.fit.report;
  file.restyle(restyledComponents(components, argumentsOf(given, k)));
  const document = files.open.get(uri);
  // The text is joined first: if it was fitted and edited since, this stores its hash.
  void models.remember(uri, document?.content() ?? '', file.fit);
  if (document !== undefined) onRestyle(document);
  return true;
}

function argumentsOf({ uri, cluster, name, colour }: Given, k: number): NameClusterArguments {
  const isNumber = (value: unknown, below: number): value is number =>
    Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < below;
  if (!isNumber(cluster, k))
    throw malformedRequest(`cluster must be a number from 0 to ${k - 1}, not ${shortJson(cluster)}`);
  if (name !== undefined && typeof name !== 'string')
    throw malformedRequest(`name must be a string, not ${shortJson(name)}`);
  if (colour !== undefined && !isNumber(colour, CLUSTER_COLOUR_COUNT))
    throw malformedRequest(`colour must be a number from 0 to ${CLUSTER_COLOUR_COUNT - 1}, not ${shortJson(colour)}`);
  return { uri, cluster, ...(name !== undefined && { name }), ...(colour !== undefined && { colour }) };
}

function restyledComponents(
  components: readonly Component[],
  { cluster, name, colour }: NameClusterArguments,
): readonly Component[] {
  try {
    const renamed = name === undefined ? components : withClusterName(components, cluster, name);
    return colour === undefined ? renamed : withClusterColour(renamed, cluster, colour);
  } catch (error) {
    throw error instanceof FitProblem ? failedRequest(error.message) : error;
  }
}

/**
 * Returns the report of a new fit of a document's text, with names and colours of the clusters passed on to their
 * successors.
 */
export function reportWithLooks(document: OpenDocument, { report, judgement }: FitOutput): FitReport {
  const before = document.report?.components ?? [];
  if (!haveLooks(before)) return report;
  // The judgement is usually cached; otherwise it is only computed for clusters with names or colours.
  const judged = complete(document.judgedBase());
  if (judged === undefined) return report;
  return {
    ...report,
    components: withInheritedLooks(
      report.components,
      before,
      successors(judged.judgement, judgement, weightsOf(judged)),
    ),
  };
}

/** Returns the model of a file that is not open, if its clusters have names or colours to pass on to the next fit. */
export function modelToSucceed(before: FitRecord | undefined): FittedModel | undefined {
  return before !== undefined && haveLooks(before.report.components) ? modelForPosteriors(before.model) : undefined;
}

/**
 * Returns the report of a new fit of a file on disk, with names and colours of the clusters passed on to their
 * successors.
 */
export function diskReportWithLooks(before: FitRecord | undefined, { report, file }: FitOutput): FitReport {
  if (before === undefined || file?.successors?.length !== before.report.components.length) return report;
  return { ...report, components: withInheritedLooks(report.components, before.report.components, file.successors) };
}
