/** Outcome of the search, in words. */
import { clauses } from '../language/joins';
import { say } from '../language/language';
import type { Certificate } from '../server/protocol';
import { count } from './format';

/** Describes the search. Where few of many starts reached the optimum, another search might find a better one. */
export function searchedWords(certificate: Certificate): string {
  const { starts, moves } = certificate;
  if (starts === 1) {
    return moves === 0
      ? say('one start')
      : say('{moves, plural, one {one start and {number} move} other {one start and {number} moves}}', {
          moves,
          number: count(moves),
        });
  }
  const later =
    moves > 0
      ? [
          say('{moves, plural, one {{number} later move} other {{number} later moves}} found nothing better', {
            moves,
            number: count(moves),
          }),
        ]
      : [];
  return clauses([startsWords(certificate), ...later]);
}

function startsWords({ starts, reached, rowsSearched }: Certificate): string {
  if (rowsSearched === undefined) {
    return reached === 0
      ? say('found by moving single clusters from the best of {starts} starts', { starts })
      : say('{reached} of {starts} starts reached this optimum', { reached, starts });
  }
  const sample = { rows: rowsSearched, number: count(rowsSearched) };
  return reached === 0
    ? say(
        'found by moving single clusters from the best of {starts} starts, on a sample of {rows, plural, one {{number} row} other {{number} rows}}',
        { starts, rows: sample.rows, number: sample.number },
      )
    : say(
        '{reached} of {starts} starts reached this optimum, on a sample of {rows, plural, one {{number} row} other {{number} rows}}',
        { reached, starts, rows: sample.rows, number: sample.number },
      );
}
