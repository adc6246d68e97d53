/** `unlikely_rows`: the findings of a fit, the most severe first. */
import { fenced, quoted, shown } from '../answers/dataText';
import { FINDING_ITEM, namedFindings, type NamedFinding } from '../answers/findingItems';
import { coverageFacts, fitFacts, fileName, outcomeLines } from '../answers/fitFacts';
import { nextPageLines, pageOf } from '../answers/paging';
import {
  COUNT,
  COVERAGE,
  described,
  FIT_FACTS,
  FIT_OPTIONS,
  listOf,
  NEXT_CURSOR,
  objectOf,
  PAGING,
  PATH,
  TEXT,
} from '../answers/schemas';
import type { Tool } from '../tool';

export const unlikelyRows: Tool = {
  name: 'unlikely_rows',
  title: 'List unlikely rows and cells',
  description:
    'Lists what is wrong or unlikely in a table, the most severe first: unlikely rows with the cells to blame, cells ' +
    'that cannot be read, are misspelt or do not add up, then columns and small groups of rows. Fits the table if ' +
    'necessary. A finding asks to look; it does not prove an error.',
  inputSchema: objectOf(PATH, {
    code: described(TEXT, 'Only findings of this code, such as cell.unlikely; fit_mixture lists the codes.'),
    column: described(TEXT, 'Only findings about this column.'),
    ...FIT_OPTIONS,
    ...PAGING,
  }),
  outputSchema: objectOf(
    {
      ...FIT_FACTS,
      total: described(COUNT, 'Number of findings on all pages'),
      from: described(COUNT, 'Position of the first finding of this page, from 0'),
      findings: listOf(FINDING_ITEM),
      ...COVERAGE,
    },
    NEXT_CURSOR,
  ),
  async run(given, { fits, call, fileAt }) {
    const file = await fileAt(given.path);
    const { options } = given;
    const filter = { code: given.text('code'), column: given.text('column') };
    const fit = await fits.fit(file, options, call);
    const all = namedFindings(fit.report);
    const matching = all.filter((finding) => matches(finding, filter));
    const { items, from, total, nextCursor } = pageOf(
      matching.map(({ item }) => item),
      given.page,
      ['findings', file, options, filter, fit.expected],
    );
    const isFiltered = filter.code !== undefined || filter.column !== undefined;
    return {
      lines: [
        `${quoted(fileName(file))}: ${total === 0 ? 'no finding' : `findings ${from + 1} to ${from + items.length} of ${total}`}` +
          `${isFiltered ? ` that match, of ${all.length} in all` : ''}.`,
        ...outcomeLines(fit),
        ...fenced(items.map(({ code, message }) => `${code}: ${message}`)),
        ...nextPageLines('findings', nextCursor),
      ],
      content: {
        ...fitFacts(fit),
        total,
        from,
        findings: items,
        ...coverageFacts(fit),
        ...(nextCursor !== undefined && { nextCursor }),
      },
    };
  },
};

interface Filter {
  readonly code: string | undefined;
  readonly column: string | undefined;
}

/** Whether a finding passes a filter. A column may be named as it is, or as answers show it. */
function matches({ columns, item }: NamedFinding, { code, column }: Filter): boolean {
  return (
    (code === undefined || item.code === code) &&
    (column === undefined || columns.some((name) => name === column || shown(name) === column))
  );
}
