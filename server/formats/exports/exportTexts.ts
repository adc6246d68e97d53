/** The formats in which a fit can be copied, with the function that writes each. */
import type { CopyFormat } from '../../protocol/commands/exportFormats';
import type { ExportedFit } from './exported';
import { parametersLatex } from './latex';
import { parametersMarkdown } from './markdown';
import { parametersCsv } from './parametersCsv';
import { parametersJson } from './parametersJson';
import { pythonCode } from '../programs/python';
import { rCode } from '../programs/r';

export const exporters: Readonly<Record<CopyFormat, (fit: ExportedFit) => string>> = {
  json: parametersJson,
  csv: parametersCsv,
  markdown: parametersMarkdown,
  latex: parametersLatex,
  python: pythonCode,
  r: rCode,
};
