/** A fit in every form in which it can be copied. */
import type { CopyFormat } from '../../protocol/exports';
import type { ExportedFit } from './exported';
import { parametersLatex } from './latex';
import { parametersMarkdown } from './markdown';
import { parametersCsv } from './parametersCsv';
import { parametersJson } from './parametersJson';
import { pythonCode } from './python';
import { rCode } from './r';

export const texts: Readonly<Record<CopyFormat, (fit: ExportedFit) => string>> = {
  json: parametersJson,
  csv: parametersCsv,
  markdown: parametersMarkdown,
  latex: parametersLatex,
  python: pythonCode,
  r: rCode,
};
