/** The settings of one file: how it is read and fitted, and how its findings are shown. */
import type { FitOptions } from '../protocol';

export const SEVERITY_NAMES = ['error', 'warning', 'information', 'hint', 'off'] as const;

/** Severities by the code of a finding. Other codes keep the severity of the finding. */
export type Severities = Readonly<Record<string, (typeof SEVERITY_NAMES)[number]>>;

export interface ViewSettings {
  readonly hovers: 'full' | 'compact' | 'off';
  /** Maximum number of diagnostics of a file; a further one gives the number left out. */
  readonly diagnosticLimit: number;
  /** Tail probability below which unlikely rows are errors… */
  readonly errorBelow: number;
  /** …and below which they are warnings; all others are information. */
  readonly warningBelow: number;
  /** Rows that show their cluster at the end of the line. */
  readonly clusterHints: 'off' | 'uncertain' | 'all';
  readonly severities: Severities;
}

export const DEFAULT_VIEW: ViewSettings = {
  hovers: 'full',
  diagnosticLimit: 200,
  errorBelow: 0,
  warningBelow: 0.001,
  clusterHints: 'uncertain',
  severities: {},
};

/** All settings of a file. */
export interface FileSettings {
  readonly options: FitOptions;
  readonly view: ViewSettings;
}
