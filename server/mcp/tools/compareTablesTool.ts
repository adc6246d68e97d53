/** `compare_tables`: by how much, and in what, one table differs from another. */
import type { ColumnComparison, ComparisonReport, RowFinding } from '../../protocol';
import {
  DEFAULT_PERMUTATIONS,
  FEWEST_PERMUTATIONS,
  isDifferent,
  MOST_PERMUTATIONS,
} from '../../protocol/report/comparisonReports';
import {
  basisWords,
  clusterTraits,
  differenceWords,
  distanceWords,
  otherColumnLines,
  pWords,
  structureLines,
  unlikelyRowsWords,
  wholeRowLines,
} from '../../words/comparing/comparisonWords';
import { findingLine } from '../../words/findingLines';
import { notationOf } from '../../words/findingClauses';
import { counted, finePercent } from '../../words/numbers';
import { comparisonFacts, COMPARISON_FACTS } from '../answers/comparisonItems';
import { fenced, quoted } from '../answers/dataText';
import { fileName } from '../answers/fitFacts';
import { nextPageLines, type Page, pageOf } from '../answers/paging';
import { COMPARISON_OPTIONS, NEXT_CURSOR, objectOf, PAGING, pathOf, TEXT } from '../answers/schemas';
import type { Tool } from '../tool';

export const compareTables: Tool = {
  name: 'compare_tables',
  title: 'Compare two tables',
  description:
    'Says by how much, and in what, table b differs from table a: columns and levels that only one has, columns whose ' +
    'values changed (p-values by permutation, corrected for all columns), clusters that grew, shrank or moved, and how ' +
    'many rows of b are unlikely under the mixture of a. Columns come in pages, the clearest difference first. No ' +
    'difference found does not mean that the tables are equal. Large files take a while.',
  inputSchema: objectOf(
    { a: pathOf('of the first table, or of a model file (.json)'), b: pathOf('of the table to compare with a') },
    { ...COMPARISON_OPTIONS, ...PAGING },
  ),
  outputSchema: objectOf({ a: TEXT, b: TEXT, ...COMPARISON_FACTS }, NEXT_CURSOR),
  async run(given, { comparisons, call, fileAt }) {
    const [a, b] = [await fileAt(given.pathAt('a')), await fileAt(given.pathAt('b'))];
    const { options } = given;
    const permutations = given.whole('permutations', FEWEST_PERMUTATIONS, MOST_PERMUTATIONS) ?? DEFAULT_PERMUTATIONS;
    const report = await comparisons.compare({ a, b, options, permutations }, call);
    const page = pageOf(report.columns, given.page, ['compare', a, b, options, permutations]);
    const names = [fileName(a), fileName(b)] as const;
    return {
      lines: [
        differenceWords(report, quoted),
        tableLine('A', names[0], report.a),
        tableLine('B', names[1], report.b),
        `${basisWords(report)}.`,
        `${unlikelyRowsWords(report)}.`,
        ...fenced(detailLines(report, page)),
        ...nextPageLines('columns', page.nextCursor),
      ],
      content: {
        a: names[0],
        b: names[1],
        ...comparisonFacts(report, page.items),
        ...(page.nextCursor !== undefined && { nextCursor: page.nextCursor }),
      },
    };
  },
};

function tableLine(label: string, file: string, table: { rows: number; k: number; isModel?: boolean }): string {
  const suffix = table.isModel === true ? ' (a model; its rows are unknown)' : '';
  return `${label}: ${quoted(file)}, ${counted(table.rows, 'row')}, ${counted(table.k, 'cluster')}${suffix}.`;
}

function detailLines(report: ComparisonReport, { items, from }: Page<ColumnComparison>): readonly string[] {
  const changed = items.filter(isDifferent).map(columnLine);
  // Everything else is on the first page only.
  if (from > 0) return changed;
  const { structure, clusters, unlikely, notes } = report;
  return [
    ...structureLines(structure),
    ...changed,
    ...otherColumnLines(report),
    ...(clusters.length > 1 ? clusterLines(report) : []),
    ...unlikely.findings.map(unlikelyLine),
    ...notes.map((note) => `note: ${note}`),
  ];
}

function columnLine(column: ColumnComparison): string {
  const { column: name, p, share, changes } = column;
  const distance = distanceWords(column);
  const facts = [
    pWords(p),
    ...(distance === '' ? [] : [`distance ${distance}`]),
    ...(share === null ? [] : [`share ${finePercent(share)}`]),
  ];
  return `${name} (${facts.join(', ')})${changes.length === 0 ? '' : `: ${changes.join('; ')}`}`;
}

function clusterLines(report: ComparisonReport): readonly string[] {
  const lines = report.clusters.map((cluster, k) => {
    const { change, shares, p } = cluster;
    const words = clusterTraits(cluster, report.columns);
    const state = change === 'same' ? '' : `, ${change}`;
    return (
      `cluster ${k + 1}: ${finePercent(shares[0])} of A, ${finePercent(shares[1])} of B (${pWords(p)})${state}` +
      `${words === '' ? '' : `; ${words}`}`
    );
  });
  return [...lines, ...wholeRowLines(report)];
}

/** Describes an unlikely row of B. The report of a comparison has no units of columns. */
function unlikelyLine(finding: RowFinding): string {
  return `unlikely: ${findingLine(finding, notationOf([]))}`;
}
