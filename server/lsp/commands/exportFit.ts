/**
 * Exports a fit: its model file, the scores of the rows, its parameters in several forms, or a program that rebuilds
 * it.
 */
import { say } from '../../../language/language';
import { isSameFile, pathOf } from '../../disk/paths';
import { writeFile } from '../../disk/writeFiles';
import { fileNameOf, nameOf } from '../../files/fileNames';
import type { Files } from '../../files/files';
import type { FitRecord } from '../../files/fittedFile';
import { exporters } from '../../formats/exports/exportTexts';
import { SIDECAR_SUFFIX } from '../../formats/sidecar';
import { modelJson } from '../../formats/model/writeModel';
import type { ExportArguments } from '../../protocol/commands/exportFormats';
import { reportPage } from '../../threads/reportThread';
import { shortJson } from '../../words/values';
import { failedRequest, malformedRequest } from '../requests/refusals';

interface Context {
  readonly files: Files;
  /** Version of the program. */
  readonly version: string;
  /** Path of the bundled thread that draws reports. */
  readonly reportScript: string;
}

type Given = { readonly [K in keyof ExportArguments]?: unknown } & { readonly uri: string };

/**
 * Returns the text, or true once it is written to the target.
 *
 * @throws ResponseError for an unfitted file, invalid arguments, and a target that is the table itself
 */
export async function exportFit(context: Context, given: Given): Promise<string | true> {
  const { uri, format, to, escapeFormulas } = argumentsOf(given);
  const [path, table] = [to === undefined ? undefined : pathOf(to), pathOf(uri)];
  if (path !== undefined && table !== undefined && isSameFile(path, table))
    throw failedRequest(say('{file} is the table itself; choose another name.', { file: nameOf(uri) }));
  if (path?.endsWith(SIDECAR_SUFFIX) === true)
    throw failedRequest(
      say('Files named {pattern} hold rows that are marked as expected; choose another name.', {
        pattern: `*${SIDECAR_SUFFIX}`,
      }),
    );
  const file = context.files.find(uri);
  if (file?.fit === undefined)
    throw failedRequest(say('Nothing is fitted to {file} yet; fit a mixture first.', { file: nameOf(uri) }));
  const pieces =
    format === 'scores'
      ? await file.scores({ to: path, escapeFormulas })
      : format === 'report'
        ? [await reportPage(context.reportScript, await file.reportData(fileNameOf(uri)))]
        : [textOf(file.fit, uri, format, context.version)];
  if (pieces === undefined) return true;
  if (path === undefined) return Array.from(pieces).join('');
  await writeFile(path, pieces);
  return true;
}

function argumentsOf({
  uri,
  format,
  to,
  escapeFormulas = true,
}: Given): ExportArguments & { readonly escapeFormulas: boolean } {
  const formats = ['model', 'scores', 'report', ...Object.keys(exporters)];
  if (typeof format !== 'string' || !formats.includes(format))
    throw malformedRequest(`format must be one of ${formats.join(', ')}, not ${shortJson(format)}`);
  if (to !== undefined && (typeof to !== 'string' || pathOf(to) === undefined))
    throw malformedRequest(`to must be a URI such as "file:///scores.csv", not ${shortJson(to)}`);
  if (typeof escapeFormulas !== 'boolean')
    throw malformedRequest(`escapeFormulas must be true or false, not ${shortJson(escapeFormulas)}`);
  return { uri, format: format as ExportArguments['format'], ...(to !== undefined && { to }), escapeFormulas };
}

function textOf(
  { report, model, dialect }: FitRecord,
  uri: string,
  format: Exclude<ExportArguments['format'], 'scores' | 'report'>,
  version: string,
): string {
  return format === 'model'
    ? modelJson(report, model, version)
    : exporters[format]({ fileName: fileNameOf(uri), report, model, dialect });
}
