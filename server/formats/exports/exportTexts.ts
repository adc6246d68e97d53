/** A fit in every form in which it can be copied. */
import type { CopyFormat } from '../../protocol/exportFormats';
import type { ExportedFit } from './exported';
import { parametersLatex } from './latex';
import { parametersMarkdown } from './markdown';
import { parametersCsv } from './parametersCsv';
import { parametersJson } from './parametersJson';
import { pythonCode } from '../programs/python';
import { rCode } from '../programs/r';

export const texts: Readonly<Record<CopyFormat, (fit: ExportedFit) => string>> = {
  json: parametersJson,
  csv: parametersCsv,
  markdown: parametersMarkdown,
  latex: parametersLatex,
  python: pythonCode,
  r: rCode,
};
