/** Complaints about cells that are no dates of their column. */
import { say, sayParts } from '../../../language/language';
import { orderedForm, writtenDate } from '../../core/csv/cells/writtenDate';
import { meantDate, orderOf } from '../../core/schema/dates/meantDate';
import type { ColumnSchema } from '../../core/schema/infer';
import type { Complaint, Words } from './complaint';

/** Returns the complaint about a cell that is no date in the form of its column. */
export function complaintOfDate({ name, dates }: ColumnSchema, text: string): Complaint {
  const column = { data: name };
  const form = dates?.form ?? '';
  const cellDate = writtenDate(text);
  const meant = dates === undefined ? undefined : meantDate(text, dates);
  if (meant?.fault === 'exchanged')
    return {
      what: withMeant(
        sayParts('has the day and the month the other way round; {column} is read as {form}', { column, form }),
        meant.text,
      ),
      remedy: say('Exchange them.'),
    };
  if (cellDate !== undefined && orderedForm(cellDate.form, orderOf(form)) === form)
    return {
      what: sayParts('is not a day of the calendar; {column} is read as {form}', { column, form }),
      remedy: say('Correct the day or the month.'),
    };
  const what =
    meant?.fault === 'spreadsheetDay'
      ? sayParts("is a spreadsheet's number of a day, but {column} has dates as {form}", { column, form })
      : cellDate === undefined
        ? sayParts('is no date, but {column} has dates as {form}', { column, form })
        : sayParts('is written as {cellForm}, but {column} has dates as {form}', {
            cellForm: orderedForm(cellDate.form, 'dayFirst'),
            column,
            form,
          });
  return {
    what: withMeant(what, meant?.text),
    remedy: say('Write it as the others are, or name it among the missing values.'),
  };
}

/** Adds the meant date in the form of the column, if it is known. */
function withMeant(complaint: Words, meant: string | undefined): Words {
  return meant === undefined ? complaint : sayParts('{complaint}: {meant}', { complaint, meant }).flat();
}
