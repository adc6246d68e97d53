/** The wire of files that are not open in the editor, whose text is only on disk. */

/** Version in all messages about such a file. */
export const UNOPENED_VERSION = 0;

export const UnopenedRequest = {
  /**
   * `{ uri }` → `boolean`: whether there is a fit of it, from this session or remembered. Its known state is reported
   * again, by `didReport` and `didJudge`.
   */
  recall: 'mixtureLens/recall',
} as const;
