/** Data of a report: the fit, and answers to the questions of its pictures. */
import type { CertaintyAnswer, CrossTableAnswer, DistributionAnswer, PairAnswer, SeparationAnswer } from './insight';
import type { FitReport } from './report/report';

export interface ReportData {
  readonly fileName: string;
  readonly report: FitReport;
  readonly separation: SeparationAnswer | undefined;
  readonly distributions: readonly DistributionAnswer[];
  readonly certainty: CertaintyAnswer | undefined;
  readonly crossTables: readonly CrossTableAnswer[];
  readonly pairs: readonly PairAnswer[];
}
