/** The wire of `ServerCommand.compare`. */
import type { FitOptions } from '../options';
import type { ComparisonReport } from '../report/comparisonReports';

/** Table A of a comparison: a file, which may be a model (`.json`), or a version of B in git. */
export type CompareBase = { readonly uri: string } | { readonly revision: string };

export interface CompareArguments {
  /** Table B: an open document with its text, or a file on disk. */
  readonly uri: string;
  readonly base: CompareBase;
  /** Options in addition to the settings of each file; not `rows`, `rowWeights`, `start`. */
  readonly options?: FitOptions;
  readonly permutations?: number;
  /** Whether to draw the page. */
  readonly page?: boolean;
  /** Whether the page links the lines of B by commands of the client. */
  readonly links?: boolean;
}

export interface CompareAnswer {
  readonly report: ComparisonReport;
  /** The comparison as one HTML page, without scripts. */
  readonly page?: string;
}
