/** Every name that package.json and the code share, so that they cannot drift apart unnoticed. */
import { ClientCommand } from '../server/protocol';

/** Prefix of every name below, section of the settings, and id of the language client. */
export const SECTION = 'mixtureLens';

export const Command = {
  ...ClientCommand,
  cancelFit: 'mixtureLens.cancelFit',
  /** `{ uri, with }` or `{ uri, revision }`; asks for what is left out. */
  compareWith: 'mixtureLens.compareWith',
  compareTables: 'mixtureLens.compareTables',
  changeReading: 'mixtureLens.changeReading',
  /** `{ uri }` of a folder, or nothing: then the workspace, or the folder of it that the user chooses. */
  checkFolder: 'mixtureLens.checkFolder',
  /** `{ uri, cluster, colour }`; asks for what is left out. */
  colourCluster: 'mixtureLens.colourCluster',
  copyAsCsv: 'mixtureLens.copyAsCsv',
  copyAsJson: 'mixtureLens.copyAsJson',
  copyAsLatex: 'mixtureLens.copyAsLatex',
  copyAsMarkdown: 'mixtureLens.copyAsMarkdown',
  copyAsPython: 'mixtureLens.copyAsPython',
  copyAsR: 'mixtureLens.copyAsR',
  forgetModel: 'mixtureLens.forgetModel',
  fitSelectedRows: 'mixtureLens.fitSelectedRows',
  /** `{ uri, cluster, name }`; asks for what is left out. */
  nameCluster: 'mixtureLens.nameCluster',
  nextUncertain: 'mixtureLens.nextUncertain',
  openSample: 'mixtureLens.openSample',
  previousFinding: 'mixtureLens.previousFinding',
  /** `{ uri, to }`, or nothing: then it asks the user for the destination. */
  saveModel: 'mixtureLens.saveModel',
  saveReport: 'mixtureLens.saveReport',
  saveScores: 'mixtureLens.saveScores',
  showLog: 'mixtureLens.showLog',
  showTypicalRow: 'mixtureLens.showTypicalRow',
} as const;

export const ViewType = {
  panel: 'mixtureLens.panel',
  comparison: 'mixtureLens.comparison',
  unlikelyRows: 'mixtureLens.unlikelyRows',
  folder: 'mixtureLens.folder',
} as const;

/** Id of the provider of the server for agents. */
export const AGENT_TOOLS = 'mixtureLens.agentTools';

export const Menu = { export: 'mixtureLens.export' } as const;

export const ContextKey = {
  /**
   * Paths of the files that are being fitted, as the keys of an object (`resourcePath in mixtureLens.fitting`). Not
   * URIs: on a remote machine the window and its extensions see one file under two schemes.
   */
  fitting: 'mixtureLens.fitting',
  /** Whether the chat gets the tools from the extension, and not from a server of its own. */
  chatTools: 'mixtureLens.chatTools',
  /** Whether a folder was checked in this window. */
  folderChecked: 'mixtureLens.folderChecked',
  /** Paths of the files that have a model, as the keys of an object. */
  fitted: 'mixtureLens.fitted',
} as const;

/**
 * Languages of these files, which VS Code itself lacks: the first two are this extension's, the others Rainbow CSV's.
 */
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
