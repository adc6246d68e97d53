/** Gathers everything that a report shows. */
import type { FitReport } from '../protocol';
import type { CrossTableAnswer, DistributionAnswer, InsightAnswer, InsightQuestion } from '../protocol/insight';
import type { ReportData } from '../protocol/reportData';

type Ask = (question: InsightQuestion) => InsightAnswer | Promise<InsightAnswer>;

/** Maximum number of columns that are drawn; the others are in the table of clusters. */
const MOST_COLUMNS_DRAWN = 24;
const MOST_LABEL_COLUMNS = 3;

export async function reportData(fileName: string, report: FitReport, ask: Ask): Promise<ReportData> {
  const separation = await answerTo(ask, { kind: 'separation' });
  const names = separation?.columns.map(({ name }) => name) ?? [];
  const distributions: DistributionAnswer[] = [];
  for (const column of names.slice(0, MOST_COLUMNS_DRAWN)) {
    const distribution = await answerTo(ask, { kind: 'distribution', column });
    if (distribution !== undefined) distributions.push(distribution);
  }
  const certainty = await answerTo(ask, { kind: 'certainty' });
  const crossTables: CrossTableAnswer[] = [];
  for (const column of certainty?.labels.slice(0, MOST_LABEL_COLUMNS) ?? []) {
    const crossTable = await answerTo(ask, { kind: 'crossTable', column });
    if (crossTable !== undefined) crossTables.push(crossTable);
  }
  const [x, y] = names.filter((name) => report.components.some(({ columns }) => 'mean' in (columns[name] ?? {})));
  const pair = x === undefined || y === undefined ? undefined : await answerTo(ask, { kind: 'pair', x, y });
  return {
    fileName,
    report,
    separation,
    distributions,
    certainty,
    crossTables,
    pairs: pair === undefined ? [] : [pair],
  };
}

async function answerTo<K extends InsightQuestion['kind']>(
  ask: Ask,
  question: Extract<InsightQuestion, { kind: K }>,
): Promise<Extract<InsightAnswer, { kind: K }> | undefined> {
  const answer = await ask(question);
  return answer.kind === question.kind ? (answer as Extract<InsightAnswer, { kind: K }>) : undefined;
}
