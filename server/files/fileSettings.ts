/** The settings that hold for one file: how it is read and fitted, and how its findings are shown. */
import type { FitOptions } from '../protocol';

export const SEVERITY_NAMES = ['error', 'warning', 'information', 'hint', 'off'] as const;

/** By the code of a finding. Codes that are not named have the severity that the finding gives them. */
export type Severities = Readonly<Record<string, (typeof SEVERITY_NAMES)[number]>>;

export interface ViewSettings {
  readonly hovers: 'full' | 'compact' | 'off';
  /** Most diagnostics of a file; how many more there are is told in one of its own. */
  readonly diagnosticLimit: number;
  /** Unlikely rows of a tail probability below this are errors… */
  readonly errorBelow: number;
  /** …those below this are warnings, all others information. */
  readonly warningBelow: number;
  /** Which rows have their cluster written at the end of the line. */
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

/** All settings that hold for a file. */
export interface FileSettings {
  readonly options: FitOptions;
  readonly view: ViewSettings;
}
