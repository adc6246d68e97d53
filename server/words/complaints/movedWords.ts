/** Words about cells in the wrong columns. */
import { say, sayParts } from '../../../language/language';
import type { Moved } from '../../core/schema/texts/misplaced';
import type { ColumnSchema, Schema } from '../../core/schema/infer';
import type { Complaint, Words } from './complaint';

/** Returns the complaint about a cell in the wrong column. */
export function complaintOfMoved(
  { name }: ColumnSchema,
  { sort, with: otherColumn, cells }: Moved,
  schema: Schema,
): Complaint {
  const nameOf = (index: number): string => schema.find((candidate) => candidate.index === index)?.name ?? '';
  const column = { data: name };
  const home = { data: nameOf(otherColumn) };
  if (sort === 'exchange')
    return {
      what: sayParts('is a value of {home}; {column} and {home} seem exchanged', { home, column }),
      remedy: say('Exchange the two cells.'),
    };
  if (sort === 'single')
    return {
      what:
        cells.length > 0
          ? sayParts('is a value of {home}, not of {column}, and there the row is empty', { home, column })
          : sayParts('is a value of {home}, not of {column}', { home, column }),
      remedy: say('Correct it.'),
    };
  const first = { data: nameOf(cells[0].column) };
  return {
    what: sayParts('is a value of {home}; from {first} on, the cells of this row stand in the wrong columns', {
      home,
      first,
    }),
    remedy: say('Move them back.'),
  };
}

/**
 * Returns the title of the fix.
 *
 * @param columns names of the columns, by position in the table
 */
export function titleOfMoved(
  { sort, with: otherColumn, cells }: Moved,
  column: number,
  columns: readonly string[],
): Words {
  const home = { data: columns[otherColumn] };
  if (sort === 'exchange') return sayParts('Exchange {column} and {home}', { column: { data: columns[column] }, home });
  if (sort === 'single') return sayParts('Move it to {home}', { home });
  return sayParts('Move the cells back, from {first} on', { first: { data: columns[cells[0].column] } });
}
