/** `fit_mixture`: fits a mixture to a table, and says what the clusters are and what was found. */
import type { ColumnParameters, ColumnReport, FitReport } from '../../protocol';
import { datePartOf } from '../../protocol/report/dateWords';
import { percentWords, plural } from '../../words/findingClauses';
import { parameterWords } from '../../words/findingLines';
import { fenced, quoted, shown } from '../answers/dataText';
import { coverageFacts, fileName, fitFacts, outcomeLines } from '../answers/fitFacts';
import { namedFindings } from '../answers/findingItems';
import { nextPageLines, pageOf } from '../answers/paging';
import {
  COUNT,
  COVERAGE,
  described,
  FIT_FACTS,
  FIT_OPTIONS,
  listOf,
  NEXT_CURSOR,
  NUMBER,
  objectOf,
  PAGING,
  PATH,
  TEXT,
  YES_NO,
} from '../answers/schemas';
import type { TableFit } from '../tableFits';
import type { Tool } from '../tool';

const TYPICAL = objectOf(
  { column: TEXT, words: described(TEXT, 'Mean ± standard deviation, or the likeliest levels') },
  {
    mean: NUMBER,
    sd: NUMBER,
    unit: TEXT,
    levels: described(listOf(objectOf({ level: TEXT, probability: NUMBER })), 'The likeliest levels'),
  },
);

const CLUSTER = objectOf({
  cluster: described(COUNT, 'Number of the cluster, from 1, the largest first'),
  weight: described(NUMBER, 'Share of the rows'),
  typical: described(listOf(TYPICAL), 'Typical values of the columns of this page'),
});

/** Maximum number of levels of a column, and of reasons why columns are not checked. */
const MOST_LEVELS = 5;
const MOST_REASONS = 100;

export const fitMixture: Tool = {
  name: 'fit_mixture',
  title: 'Fit a mixture',
  description:
    'Fits a finite mixture to a table: its clusters with weights and typical values, how many findings of each code ' +
    'there are, and which columns were not checked. unlikely_rows lists the findings. The fit is kept until the file ' +
    'changes. A large file takes a while. The typical values come in pages of columns.',
  inputSchema: objectOf(PATH, { ...FIT_OPTIONS, ...PAGING }),
  outputSchema: objectOf(
    {
      ...FIT_FACTS,
      rows: COUNT,
      k: described(COUNT, 'Number of clusters'),
      estimate: TEXT,
      seed: COUNT,
      converged: YES_NO,
      nlml: described(NUMBER, 'Negative log likelihood of the fitted rows, in nats'),
      bic: NUMBER,
      clusters: listOf(CLUSTER),
      findingCounts: { type: 'object', additionalProperties: COUNT, description: 'Number of findings by code' },
      findings: described(COUNT, 'Number of all findings'),
      expectedRows: described(COUNT, 'Number of unlikely rows that a person marked as expected; they are not counted'),
      ...COVERAGE,
      reasons: described(listOf(objectOf({ column: TEXT, reason: TEXT })), 'Why columns were not checked'),
      notes: described(listOf(TEXT), 'Cautions about the fit and the file'),
    },
    NEXT_CURSOR,
  ),
  async run(given, { fits, call, fileAt }) {
    const file = await fileAt(given.path);
    const { options } = given;
    const fit = await fits.fit(file, options, call);
    const { report, output } = fit;
    const used = report.columns.filter(({ kind }) => kind !== 'ignored');
    const page = pageOf(used, given.page, ['fit', file, options]);
    const counts = findingCounts(report);
    const notes = [...report.certificate.warnings, ...output.notes].map((note) => shown(note, 300));
    return {
      lines: [
        headline(fit),
        ...outcomeLines(fit),
        ...fenced([
          ...clusterLines(report, page.items),
          ...countLines(counts),
          ...notes.map((note) => `note: ${note}`),
        ]),
        ...nextPageLines('columns', page.nextCursor),
      ],
      content: {
        ...fitFacts(fit),
        ...parameterFacts(report, page.items),
        findingCounts: counts,
        findings: Object.values(counts).reduce((sum, count) => sum + count, 0),
        expectedRows: report.expectedRows ?? 0,
        ...coverageFacts(fit),
        reasons: report.unchecked
          .slice(0, MOST_REASONS)
          .map(({ column, reason }) => ({ column: shown(column), reason: shown(reason) })),
        notes,
        ...(page.nextCursor !== undefined && { nextCursor: page.nextCursor }),
      },
    };
  },
};

function headline({ file, report: { rows, k, reason } }: TableFit): string {
  const end = reason === 'converged' ? '' : ' The fit stopped before it converged.';
  return `${quoted(fileName(file))}: ${plural(rows, 'row')}, ${plural(k, 'cluster')}.${end}`;
}

function parameterFacts(report: FitReport, columns: readonly ColumnReport[]): Readonly<Record<string, unknown>> {
  const { rows, k, estimate, seed, reason, nlml, bic, components } = report;
  return {
    rows,
    k,
    estimate,
    seed,
    converged: reason === 'converged',
    nlml,
    bic,
    clusters: components.map(({ weight, columns: parameters }, j) => ({
      cluster: j + 1,
      weight,
      typical: columns.map((column) => typicalOf(column, parameters[column.name])),
    })),
  };
}

function typicalOf(column: ColumnReport, parameters: ColumnParameters): Readonly<Record<string, unknown>> {
  const words = { column: shown(column.name), words: shown(parameterWords(parameters, datePartOf(column))) };
  if ('mean' in parameters) {
    const { mean, sd } = parameters;
    return { ...words, mean, sd, ...((column.unit ?? '') !== '' && { unit: shown(column.unit ?? '') }) };
  }
  const levels = Object.entries(parameters.probabilities)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_LEVELS)
    .map(([level, probability]) => ({ level: shown(level), probability }));
  return { ...words, levels };
}

function clusterLines({ components }: FitReport, columns: readonly ColumnReport[]): readonly string[] {
  return components.map(({ weight, columns: parameters }, j) => {
    const typical = columns.map(
      (column) => `${shown(column.name, 40)} ${parameterWords(parameters[column.name], datePartOf(column))}`,
    );
    return `cluster ${j + 1} (${percentWords(weight)}): ${typical.join('; ')}`;
  });
}

function countLines(counts: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(counts).map(([code, count]) => `${code}: ${plural(count, 'finding')}`);
}

function findingCounts(report: FitReport): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { item } of namedFindings(report)) counts.set(item.code, (counts.get(item.code) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
