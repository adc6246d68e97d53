/** Wrong usage or unreadable input: one line that names the file, the place and the remedy. Exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  /** Whether an error is one of these, also from another bundle, which has its own class. */
  static is(error: unknown): error is UsageError {
    return error instanceof Error && error.name === 'UsageError';
  }
}
