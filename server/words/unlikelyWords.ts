/** Words for an unlikely row and its unlikely cells, in hovers and diagnostics. */
import { say, sayParts } from '../../language/language';
import { cellText, type Table } from '../core/csv/table/table';
import type { Prediction } from '../core/families/family';
import type { UsedColumn } from '../core/schema/encoding/usedColumns';
import { expectedWords } from './expectedWords';
import { plainLine, type MarkupLine } from './markup';
import { probability } from './numbers';

/** Returns the first sentence about a row without a cell that stands out. @param tail tail probability of the row */
export function unlikelyRowWords(tail: number): string {
  return say('Unlikely row ({probability}). No single cell stands out; its cells together do.', {
    probability: probability(tail),
  });
}

/**
 * Returns a clause about an unlikely cell as a sentence, and the one about its meant value.
 *
 * @param meant sentence about the meant value without its full stop, if there is one
 */
export function surpriseSentences(clause: MarkupLine, meant: string | undefined): string {
  const finding = plainLine(clause);
  return meant === undefined
    ? say('{sentence}.', { sentence: finding })
    : say('{finding}. {meant}.', { finding, meant });
}

/** Returns the content of a cell: numbers as in the file, levels in quotation marks. */
export function valueWords(table: Table, row: number, column: UsedColumn): MarkupLine {
  const data = cellText(table, row, column.index).trim();
  return column.levels.length > 0 && column.part === undefined
    ? sayParts('"{level}"', { level: { data } })
    : [{ data }];
}

/** Parts of a clause about an unlikely cell. */
export interface Surprise {
  readonly column: MarkupLine;
  readonly value: MarkupLine;
  readonly expected: MarkupLine;
}

/** Returns the parts of the clause about a cell. */
export function surpriseOf(table: Table, row: number, column: UsedColumn, prediction: Prediction): Surprise {
  return {
    column: [{ data: column.name, strong: true }],
    value: valueWords(table, row, column),
    expected: expectedWords(prediction, column),
  };
}

/** Returns a clause about a cell. @example 'body_mass_g is 63000, expected 4310 (3600 to 5050)' */
export function surpriseWords(surprise: Surprise): MarkupLine {
  return sayParts('{column} is {value}, expected {expected}', { ...surprise }).flat();
}

/**
 * Returns a clause about an unlikely cell, with what makes it unlikely: the other cells of its row.
 *
 * @param tail smallest tail probability of the row's cells; undefined where another sentence has it
 */
export function givenOthersWords(surprise: Surprise, tail: number | undefined): MarkupLine {
  return tail === undefined
    ? sayParts('{column} is {value}, expected {expected} given its other cells', { ...surprise }).flat()
    : sayParts('{column} is {value}, expected {expected} given its other cells ({probability})', {
        ...surprise,
        probability: probability(tail),
      }).flat();
}
