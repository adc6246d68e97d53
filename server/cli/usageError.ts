/** Wrong usage or unreadable input: one line that names the file, the place and the remedy. Exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
