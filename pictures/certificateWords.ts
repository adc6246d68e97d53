/** Outcome of the search, in words. */
import type { Certificate } from '../server/protocol';
import { counted } from './format';

/** Describes the search. Where few of many starts reached the optimum, another search might find a better one. */
export function searchedWords({ starts, reached, moves, rowsSearched }: Certificate): string {
  if (starts === 1) return moves === 0 ? 'one start' : `one start and ${counted(moves, 'move')}`;
  const outcome =
    reached === 0
      ? `found by moving single clusters from the best of ${starts} starts`
      : `${reached} of ${starts} starts reached this optimum`;
  return `${outcome}${rowsSearched === undefined ? '' : `, on a sample of ${counted(rowsSearched, 'row')}`}${moves > 0 ? `; ${counted(moves, 'later move')} found nothing better` : ''}`;
}
