/** Words about cells in the wrong columns. */
import type { Moved } from '../../core/schema/texts/misplaced';
import type { ColumnSchema, Schema } from '../../core/schema/infer';
import type { Complaint, Words } from './complaint';

export function complaintOfMoved(
  { name }: ColumnSchema,
  { sort, with: other, cells }: Moved,
  schema: Schema,
): Complaint {
  const nameOf = (index: number): string => schema.find((own) => own.index === index)?.name ?? '';
  const home = { data: nameOf(other) };
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
 * Title of the fix.
 *
 * @param columns names, by position in the table
 */
export function titleOfMoved({ sort, with: other, cells }: Moved, column: number, columns: readonly string[]): Words {
  if (sort === 'exchange') return ['Exchange ', { data: columns[column] }, ' and ', { data: columns[other] }];
  if (sort === 'single') return ['Move it to ', { data: columns[other] }];
  return ['Move the cells back, from ', { data: columns[cells[0].column] }, ' on'];
}
