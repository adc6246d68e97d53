/** Pages of a list. A cursor names a position in one list; it is refused for any other. */
import { complete } from '../../core/numeric/generators';
import { contentHash } from '../../formats/contentHash';
import { FitProblem } from '../../words/fitProblem';

export const USUAL_ITEMS = 20;
export const MOST_ITEMS = 200;

export interface PageRequest {
  readonly limit: number;
  readonly cursor: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Position of the first item in the list, from 0. */
  readonly from: number;
  /** Number of items on all pages. */
  readonly total: number;
  readonly nextCursor?: string;
}

/**
 * Returns a page of a list.
 *
 * @param identity value that is the same for every page of a list, and different for any other list
 * @throws FitProblem for the cursor of another list
 */
export function pageOf<T>(list: readonly T[], { limit, cursor }: PageRequest, identity: unknown): Page<T> {
  const mark = complete(contentHash(JSON.stringify(identity)));
  const from = cursor === undefined ? 0 : positionIn(cursor, mark, list.length);
  const items = list.slice(from, from + limit);
  const next = from + items.length;
  return { items, from, total: list.length, ...(next < list.length && { nextCursor: `${mark.toString(36)}.${next}` }) };
}

/** Returns the line that tells how to read on, or none on the last page. */
export function nextPageLines(items: string, nextCursor: string | undefined): readonly string[] {
  return nextCursor === undefined ? [] : [`There are more ${items}; the next cursor is "${nextCursor}".`];
}

function positionIn(cursor: string, mark: number, length: number): number {
  const [, given, position] = /^([0-9a-z]{1,12})\.(\d{1,9})$/.exec(cursor) ?? [];
  const from = Number(position);
  if (given === undefined || given !== mark.toString(36) || from >= length)
    throw new FitProblem(
      'cursor is not of this list: the file or the arguments have changed; leave it out to start at the first page',
    );
  return from;
}
