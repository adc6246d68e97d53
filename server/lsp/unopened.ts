/** Fits of files that are not open: what can be given away of them. Of their rows nothing is kept. */
import type { Dialect } from '../core/csv/dialect';
import type { FittedModel } from '../core/insight/fitted';
import type { FitOutput } from '../jobs/pipeline';
import type { FitReport } from '../protocol';

/** What a fit left behind, as it was. */
export interface KeptFit {
  readonly report: FitReport;
  /** With fingerprints. */
  readonly model: FittedModel;
  /** How the text was read, guesses included. */
  readonly dialect: Dialect;
}

/** So many are kept, the latest. */
const MOST = 20;

export class UnopenedFits {
  private readonly fits = new Map<string, KeptFit>();

  /** Returns the report. */
  keep(uri: string, { report, model, dialect }: FitOutput): FitReport {
    this.fits.delete(uri);
    this.fits.set(uri, { report, model, dialect });
    for (const oldest of this.fits.keys()) if (this.fits.size > MOST) this.fits.delete(oldest);
    return report;
  }

  of(uri: string): KeptFit | undefined {
    return this.fits.get(uri);
  }
}
