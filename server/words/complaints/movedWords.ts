/** Words about cells in the wrong columns. */
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
  const home = { data: nameOf(otherColumn) };
  if (sort === 'exchange')
    return {
      what: ['is a value of ', home, '; ', { data: name }, ' and ', home, ' seem exchanged'],
      outcome: '',
      remedy: 'Exchange the two cells.',
    };
  if (sort === 'single')
    return {
      what: [
        'is a value of ',
        home,
        ', not of ',
        { data: name },
        cells.length > 0 ? ', and there the row is empty' : '',
      ],
      outcome: '',
      remedy: 'Correct it.',
    };
  const first = { data: nameOf(cells[0].column) };
  return {
    what: ['is a value of ', home, '; from ', first, ' on, the cells of this row stand in the wrong columns'],
    outcome: '',
    remedy: 'Move them back.',
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
  if (sort === 'exchange') return ['Exchange ', { data: columns[column] }, ' and ', { data: columns[otherColumn] }];
  if (sort === 'single') return ['Move it to ', { data: columns[otherColumn] }];
  return ['Move the cells back, from ', { data: columns[cells[0].column] }, ' on'];
}
