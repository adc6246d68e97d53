/** Environment in which the extension starts the language server. */

/**
 * Variables of the server's process, beside those of the editor. Each fit has a thread, and glibc would keep an arena
 * of freed memory for each of up to eight threads per processor. Thresholds that are set stay as they are: glibc would
 * raise them, and keep large arrays that are freed.
 */
export const SERVER_ENVIRONMENT = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_TRIM_THRESHOLD_: '131072',
  MALLOC_MMAP_THRESHOLD_: '131072',
};
