/** The wire of files that are not open in the editor, of which only the disk has the text. */

/** Of everything that is told of such a file. */
export const UNOPENED_VERSION = 0;

export const UnopenedRequest = {
  /**
   * `{ uri }` → `boolean`: whether there is a fit of it, from this session or remembered. What is known of it is told
   * again, by `didReport` and `didJudge`.
   */
  recall: 'mixtureLens/recall',
} as const;
