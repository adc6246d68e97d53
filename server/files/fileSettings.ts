/** The settings of one file: how it is read and fitted, and how its findings are shown. */
import type { FitOptions } from '../protocol';
import { DEFAULT_THRESHOLDS, SEVERITIES, type SeverityThresholds } from '../protocol/report/findingCodes';

export const SEVERITY_NAMES = [...SEVERITIES, 'off'] as const;

/** Severities by the code of a finding. Other codes keep the severity of the finding. */
export type Severities = Readonly<Record<string, (typeof SEVERITY_NAMES)[number]>>;

/** Settings of what is shown; unlikely rows get their severity by the thresholds. */
export interface ViewSettings extends SeverityThresholds {
  readonly hovers: 'full' | 'compact' | 'off';
  /** Maximum number of diagnostics of a file; a further one gives the number left out. */
  readonly diagnosticLimit: number;
  /** Rows that show their cluster at the end of the line. */
  readonly clusterHints: 'off' | 'uncertain' | 'all';
  readonly severities: Severities;
  /** Whether the check of a folder publishes the findings of files that are not open. */
  readonly problemsInFolders: boolean;
}

export const DEFAULT_VIEW: ViewSettings = {
  hovers: 'full',
  diagnosticLimit: 200,
  ...DEFAULT_THRESHOLDS,
  clusterHints: 'uncertain',
  severities: {},
  problemsInFolders: false,
};

/** All settings of a file. */
export interface FileSettings {
  readonly options: FitOptions;
  readonly view: ViewSettings;
}
