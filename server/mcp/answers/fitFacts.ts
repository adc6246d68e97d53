/** Parts that the answers about a fit share: the file, and what was checked. */
import { BAD_CELL_LIMIT } from '../../core/csv/columns/limits';
import { basename } from 'node:path';
import { coverageOf, faultWords, firstFaultWords, noUnlikelyCells } from '../../protocol/report/checked';
import { rowFindings } from '../../protocol/report/report';
import { plural } from '../../words/findingClauses';
import { quoted, shown } from './dataText';
import type { TableFit } from '../tableFits';

/** Maximum number of columns named as not checked in an answer that is not about them. */
const MOST_NAMES = 20;

export function fitFacts({ file, isNew, hasChanged }: TableFit): Readonly<Record<string, unknown>> {
  return { file: fileName(file), fitted: isNew ? 'now' : 'before', changed: hasChanged };
}

export function coverageFacts({ report }: TableFit): Readonly<Record<string, unknown>> {
  const { checked, all, unchecked } = coverageOf(report);
  return {
    checkedColumns: checked,
    allColumns: all,
    notChecked: unchecked.slice(0, MOST_NAMES).map((name) => shown(name)),
    notCheckedCount: unchecked.length,
    faults: report.problem?.count ?? 0,
  };
}

export function fileName({ path }: { readonly path: string }): string {
  return shown(basename(path));
}

/** Says what was found, and what was not looked at: silence about a column must not read as praise. */
export function outcomeLines(fit: TableFit): readonly string[] {
  const { report, hasChanged } = fit;
  const { problem, expectedRows = 0 } = report;
  const coverage = coverageOf(report);
  const { checked, all, unchecked, unreadable = 0 } = coverage;
  const unlikely = rowFindings(report.findings).length;
  const notChecked =
    unchecked.length === 0
      ? ''
      : ` Not checked: ${unchecked.slice(0, MOST_NAMES).map(quoted).join(', ')}${more(unchecked.length)}.`;
  const expected = expectedRows > 0 ? [`${plural(expectedRows, 'unlikely row')} marked as expected not listed.`] : [];
  return [
    ...(hasChanged ? ['The file has changed since it was last fitted; it was fitted again.'] : []),
    unlikely > 0
      ? `${plural(unlikely, 'unlikely row')} of ${report.rows}, among ${checked} of ${plural(all, 'column')}.${notChecked}`
      : noUnlikelyCells(coverage, expectedRows, quoted),
    ...(unlikely > 0 && unreadable > 0 ? [`${plural(unreadable, 'cell')} cannot be read or do not add up.`] : []),
    ...(unreadable >= BAD_CELL_LIMIT ? [`Only the first ${BAD_CELL_LIMIT} such cells are listed.`] : []),
    ...(problem === undefined
      ? []
      : [`The table has ${faultWords(problem.count)}. ${firstFaultWords(problem, (message) => quoted(message))}`]),
    ...(unlikely > 0 ? expected : []),
  ];
}

function more(count: number): string {
  return count > MOST_NAMES ? ` and ${count - MOST_NAMES} more` : '';
}
