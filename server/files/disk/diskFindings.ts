/** Unlikely rows of a file that is not open, from its report: its text is not available. */
import type { CellFinding, FitReport, RowFinding, UnlikelyRowReport } from '../../protocol';
import { meantSentence } from '../../protocol/report/meant';
import { blamesCells, rowFindings, smallestTail } from '../../protocol/report/report';
import { unitsOf } from '../../protocol/report/units';
import { clean } from '../../words/clean';
import { plainLine } from '../../words/markup';
import { expected } from '../../words/numbers';
import { unlikelyWords } from '../../words/surpriseText';

/** Maximum number of rows, equal to the diagnostics of an open file. */
const MOST = 1000;

/** Unlikely rows, the least likely first; each represents the line on which it begins. */
export function unlikelyRowsOf({ findings, columns }: FitReport): readonly UnlikelyRowReport[] {
  const units = unitsOf(columns);
  return rowFindings(findings)
    .slice(0, MOST)
    .map((finding) => {
      const {
        code,
        row,
        line,
        cells: [first],
      } = finding;
      const start = { line: line - 1, character: 0 };
      const isBlamed = blamesCells(finding) && first !== undefined;
      return {
        code,
        row,
        range: { start, end: start },
        tail: smallestTail(finding),
        message: messageOf(finding, units),
        ...(isBlamed && { column: clean(first.column), value: clean(first.value) }),
      };
    });
}

type Units = ReturnType<typeof unitsOf>;

function messageOf(finding: RowFinding, units: Units): string {
  const { cells } = finding;
  const isWhole = !blamesCells(finding);
  return [
    unlikelyWords(smallestTail(finding), isWhole ? 0 : cells.length),
    ...cells
      .slice(0, isWhole ? 1 : undefined)
      .map((cell, rank) => `${sentence(cell, units)}${rank === 0 ? ' given its other cells' : ''}.${meantAfter(cell)}`),
  ].join(' ');
}

function meantAfter(cell: CellFinding): string {
  const words = meantSentence(cell, (text) => plainLine([{ data: text }]));
  return words === undefined ? '' : ` ${words}.`;
}

function sentence(cell: CellFinding, units: Units): string {
  const { column, value, expected: mean, interval } = cell;
  const [low, high] = interval;
  const isNumber = typeof mean === 'number' && typeof low === 'number' && typeof high === 'number';
  const quote = isNumber ? '' : '"';
  const likely = isNumber ? expected(mean, [low, high], units.get(column)) : `"${plainLine([{ data: String(mean) }])}"`;
  return plainLine([{ data: column }, ` is ${quote}`, { data: value.trim() }, `${quote}, expected ${likely}`]);
}
