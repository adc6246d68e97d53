/** The wire of a fit's exports: docs/exports.md. */

/** Forms in which a fit is copied: its parameters, or a program that rebuilds the model. */
export type CopyFormat = 'json' | 'csv' | 'markdown' | 'latex' | 'python' | 'r';

export interface ExportArguments {
  readonly uri: string;
  /**
   * `model`: the model file of docs/model.md; `scores`: the rows as `--scores` writes them; `report`: the page that
   * `--report` writes.
   */
  readonly format: CopyFormat | 'model' | 'scores' | 'report';
  /** URI of the file on disk to write to. */
  readonly to?: string;
  /**
   * For scores: whether cells that a spreadsheet would read as formulas get a leading apostrophe; true when left out.
   */
  readonly escapeFormulas?: boolean;
}
