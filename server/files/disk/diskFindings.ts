/** Unlikely rows of a file that is not open, from its report: its text is not available. */
import { sentences } from '../../../language/joins';
import { sayParts } from '../../../language/language';
import type { CellFinding, FitReport, RowFinding, UnlikelyRowReport } from '../../protocol';
import { meantSentence } from '../../protocol/report/meant';
import { blamesCells, rowFindings, smallestTail } from '../../protocol/report/report';
import { unitsOf } from '../../protocol/report/units';
import { clean } from '../../words/clean';
import { plainLine, type MarkupLine } from '../../words/markup';
import { expectedWithInterval } from '../../words/numbers';
import {
  givenOthersWords,
  surpriseSentences,
  surpriseWords,
  unlikelyRowWords,
  type Surprise,
} from '../../words/unlikelyWords';

/** Maximum number of rows, equal to the maximum number of diagnostics of an open file. */
const MOST_ROWS = 1000;

/** Returns the unlikely rows, the least likely first; the range of each is the start of its first line. */
export function unlikelyRowsOf({ findings, columns }: FitReport): readonly UnlikelyRowReport[] {
  const units = unitsOf(columns);
  return rowFindings(findings)
    .slice(0, MOST_ROWS)
    .map((finding) => {
      const {
        code,
        row,
        line,
        cells: [guiltiest],
      } = finding;
      const start = { line: line - 1, character: 0 };
      const hasGuiltyCell = blamesCells(finding) && guiltiest !== undefined;
      return {
        code,
        row,
        range: { start, end: start },
        tail: smallestTail(finding),
        message: messageOf(finding, units),
        ...(hasGuiltyCell && { column: clean(guiltiest.column), value: clean(guiltiest.value) }),
      };
    });
}

type Units = ReturnType<typeof unitsOf>;

function messageOf(finding: RowFinding, units: Units): string {
  const { cells } = finding;
  const blamesRow = !blamesCells(finding);
  const tail = smallestTail(finding);
  return sentences([
    ...(blamesRow ? [unlikelyRowWords(tail)] : []),
    ...cells.slice(0, blamesRow ? 1 : undefined).map((cell, rank) => {
      const surprise = surpriseIn(cell, units);
      return surpriseSentences(
        rank > 0 ? surpriseWords(surprise) : givenOthersWords(surprise, blamesRow ? undefined : tail),
        meantSentence(cell, (text) => plainLine([{ data: text }])),
      );
    }),
  ]);
}

function surpriseIn({ column, value, expected: mean, interval }: CellFinding, units: Units): Surprise {
  const [low, high] = interval;
  const isNumber = typeof mean === 'number' && typeof low === 'number' && typeof high === 'number';
  const quoted = (text: string): MarkupLine => sayParts('"{level}"', { level: { data: text } });
  return {
    column: [{ data: column }],
    value: isNumber ? [{ data: value.trim() }] : quoted(value.trim()),
    expected: isNumber ? [expectedWithInterval(mean, [low, high], units.get(column))] : quoted(String(mean)),
  };
}
