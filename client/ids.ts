/** Every name that package.json and the code share, so that neither can drift from the other unnoticed. */
import { ClientCommand } from '../server/protocol';

/** Prefix of everything below, section of the settings, and id of the language client. */
export const SECTION = 'mixtureLens';

export const Command = {
  ...ClientCommand,
  cancelFit: 'mixtureLens.cancelFit',
  changeReading: 'mixtureLens.changeReading',
  /** `{ uri, cluster, colour }`; what is left out is asked. */
  colourCluster: 'mixtureLens.colourCluster',
  copyAsCsv: 'mixtureLens.copyAsCsv',
  copyAsJson: 'mixtureLens.copyAsJson',
  copyAsLatex: 'mixtureLens.copyAsLatex',
  copyAsMarkdown: 'mixtureLens.copyAsMarkdown',
  copyAsPython: 'mixtureLens.copyAsPython',
  copyAsR: 'mixtureLens.copyAsR',
  forgetModel: 'mixtureLens.forgetModel',
  fitSelectedRows: 'mixtureLens.fitSelectedRows',
  /** `{ uri, cluster, name }`; what is left out is asked. */
  nameCluster: 'mixtureLens.nameCluster',
  nextUncertain: 'mixtureLens.nextUncertain',
  openSample: 'mixtureLens.openSample',
  previousFinding: 'mixtureLens.previousFinding',
  revealRow: 'mixtureLens.revealRow',
  /** `{ uri, to }`, or nothing: then a person is asked where to. */
  saveModel: 'mixtureLens.saveModel',
  saveReport: 'mixtureLens.saveReport',
  saveScores: 'mixtureLens.saveScores',
  showLog: 'mixtureLens.showLog',
  showTypicalRow: 'mixtureLens.showTypicalRow',
} as const;

export const ViewType = { panel: 'mixtureLens.panel', unlikelyRows: 'mixtureLens.unlikelyRows' } as const;

export const Menu = { export: 'mixtureLens.export' } as const;

export const ContextKey = {
  /**
   * Paths of the files that are being fitted, as the keys of an object (`resourcePath in mixtureLens.fitting`).
   * Not URIs: on a remote machine the window and its extensions see one file under two schemes.
   */
  fitting: 'mixtureLens.fitting',
  /** Those of which there is a model, likewise. */
  fitted: 'mixtureLens.fitted',
} as const;

/** VS Code has no language of its own for these files: the first two are ours, the others Rainbow CSV's. */
export const LANGUAGES = [
  'csv',
  'tsv',
  'csv (semicolon)',
  'csv (pipe)',
  'csv (whitespace)',
  'csv (tilde)',
  'csv (tilda)',
  'csv (caret)',
  'csv (colon)',
  'csv (double quote)',
  'csv (equals)',
  'csv (dot)',
  'csv (hyphen)',
  'dynamic csv',
] as const;
