/** Unlikely rows of a file that is not open, in the words of its report: its text is not at hand. */
import { GUILTY_BELOW } from '../../core/insight/conditional';
import type { CellFinding, Finding, FitReport, UnlikelyRowReport } from '../../protocol';
import { clean } from '../text/clean';
import { plainLine } from '../text/markup';
import { expected, probability } from '../text/numbers';

/** As many as an open file can have diagnostics. */
const MOST = 1000;

/** The least likely first; each stands for the line on which it begins. */
export function toldFindings({ findings }: FitReport): readonly UnlikelyRowReport[] {
  return findings.slice(0, MOST).map((finding) => {
    const { row, line, tail, cells: [first] } = finding;
    const start = { line: line - 1, character: 0 };
    const isBlamed = first !== undefined && first.tail < GUILTY_BELOW;
    return { row, range: { start, end: start }, tail, message: messageOf(finding), ...(isBlamed && { column: clean(first.column), value: clean(first.value) }) };
  });
}

function messageOf({ tail, cells }: Finding): string {
  const guilty = cells.filter((cell) => cell.tail < GUILTY_BELOW);
  const told = guilty.length === 0 ? cells.slice(0, 1) : guilty;
  return [
    `Unlikely row (${probability(tail)}).`,
    ...(guilty.length === 0 ? ['No single cell stands out; its cells together do.'] : []),
    ...told.map((cell, rank) => `${sentence(cell)}${rank === 0 ? ' given its other cells' : ''}.`),
  ].join(' ');
}

function sentence({ column, value, expected: mean, interval }: CellFinding): string {
  const [low, high] = interval;
  const isNumber = typeof mean === 'number' && typeof low === 'number' && typeof high === 'number';
  const quote = isNumber ? '' : '"';
  const likely = isNumber ? expected(mean, [low, high]) : `"${plainLine([{ data: String(mean) }])}"`;
  return plainLine([{ data: column }, ` is ${quote}`, { data: value.trim() }, `${quote}, expected ${likely}`]);
}
