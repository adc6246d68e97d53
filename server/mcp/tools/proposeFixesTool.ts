/** `propose_fixes`: the changes that would correct the cells of a table. Nothing is written. */
import type { Finding } from '../../protocol';
import type { Change } from '../../pipeline/fixing/fixCells';
import { FitProblem } from '../../words/fitProblem';
import { plural } from '../../words/findingClauses';
import { fenced, quoted, shown } from '../answers/dataText';
import { fileName } from '../answers/fitFacts';
import { nextPageLines, pageOf } from '../answers/paging';
import {
  COUNT,
  described,
  LINE,
  listOf,
  NEXT_CURSOR,
  objectOf,
  PAGING,
  PATH,
  READING_OPTIONS,
  ROW,
  TEXT,
  YES_NO,
} from '../answers/schemas';
import type { Tool, ToolContext } from '../tool';
import type { GrantedFile } from '../../disk/access/grantedFile';
import type { ToolArguments } from '../arguments';

const CHANGE = objectOf({
  line: LINE,
  row: ROW,
  column: TEXT,
  before: described(TEXT, 'Text of the cell, without blanks around it'),
  meant: described(TEXT, 'Text that was probably meant; "" empties the cell'),
  code: TEXT,
  reason: TEXT,
  sure: described(YES_NO, 'Whether it is certain enough to be written without review'),
});

export const proposeFixes: Tool = {
  name: 'propose_fixes',
  title: 'Propose fixes',
  description:
    'Proposes corrections of the cells of a table, in the order of the file, each with the meant text, the reason, and ' +
    'whether it is sure. Writes nothing: "mixture-lens fix FILE --apply meant --out FIXED.csv" writes the sure ones, ' +
    'and the others need a person to look. Fits the table if necessary.',
  inputSchema: objectOf(PATH, {
    sure: described(YES_NO, 'true: only sure ones; false: only those that need a review; both by default.'),
    column: described(TEXT, 'Only cells of this column.'),
    code: described(TEXT, 'Only changes for findings of this code.'),
    fit: described(YES_NO, 'false: skip the fit, and propose only what reading alone shows (default true).'),
    ...READING_OPTIONS,
    ...PAGING,
  }),
  outputSchema: objectOf(
    {
      file: TEXT,
      total: described(COUNT, 'Number of changes on all pages'),
      sureCount: described(COUNT, 'Number of sure ones among them'),
      from: COUNT,
      changes: listOf(CHANGE),
    },
    {
      obstacle: described(TEXT, 'Reason why no cell of the file can be written as it is'),
      notFitted: described(TEXT, 'Reason why the table was not fitted: unlikely numbers are then not corrected'),
      ...NEXT_CURSOR,
    },
  ),
  async run(given, context) {
    const file = await context.fileAt(given.path);
    const { options } = given;
    const filter = { sure: given.flag('sure'), column: given.text('column'), code: given.text('code') };
    const { findings, notFitted } = await findingsFor(given, file, context);
    const { changes, obstacle } = await context.fits.propose(file, options, findings, context.call);
    const matching = changes.filter((change) => matches(change, filter));
    const page = pageOf(matching, given.page, ['fixes', file, options, filter, changes.length]);
    const sureCount = matching.filter(({ isSure }) => isSure).length;
    const items = page.items.map(changeItem);
    const sentences = [
      ...(obstacle === undefined ? [] : [`No cell can be written: ${shown(obstacle)}`]),
      ...(notFitted === undefined ? [] : [`Unlikely numbers are not corrected: ${quoted(notFitted)}`]),
    ];
    return {
      lines: [
        `${quoted(fileName(file))}: ${plural(page.total, 'change')} proposed, ${sureCount} of them sure; nothing is written.`,
        ...sentences,
        ...fenced(items.map(changeLine)),
        ...nextPageLines('changes', page.nextCursor),
      ],
      content: {
        file: fileName(file),
        total: page.total,
        sureCount,
        from: page.from,
        changes: items,
        ...(obstacle !== undefined && { obstacle: shown(obstacle) }),
        ...(notFitted !== undefined && { notFitted: shown(notFitted) }),
        ...(page.nextCursor !== undefined && { nextCursor: page.nextCursor }),
      },
    };
  },
};

/** Returns the findings of a fit with default options; none if the table cannot be fitted, as for `fix`. */
async function findingsFor(
  given: ToolArguments,
  file: GrantedFile,
  { fits, call }: ToolContext,
): Promise<{ readonly findings: readonly Finding[]; readonly notFitted?: string }> {
  if (given.flag('fit') === false) return { findings: [] };
  try {
    return { findings: (await fits.fit(file, given.options, call)).report.findings };
  } catch (error) {
    if (!(error instanceof FitProblem)) throw error;
    return { findings: [], notFitted: error.message };
  }
}

interface Filter {
  readonly sure: boolean | undefined;
  readonly column: string | undefined;
  readonly code: string | undefined;
}

function matches({ isSure, column, code }: Change, filter: Filter): boolean {
  return (
    (filter.sure === undefined || isSure === filter.sure) &&
    (filter.column === undefined || column === filter.column || shown(column) === filter.column) &&
    (filter.code === undefined || code === filter.code)
  );
}

type ChangeItem = ReturnType<typeof changeItem>;

function changeItem({ line, row, column, before, after, code, reason, isSure }: Change): {
  readonly line: number;
  readonly row: number;
  readonly column: string;
  readonly before: string;
  readonly meant: string;
  readonly code: string;
  readonly reason: string;
  readonly sure: boolean;
} {
  return {
    line,
    row,
    column: shown(column),
    before: shown(before),
    meant: shown(after),
    code,
    reason: shown(reason),
    sure: isSure,
  };
}

function changeLine({ line, column, before, meant, reason, sure }: ChangeItem): string {
  return `line ${line}, ${column}: "${before}" to "${meant}" (${sure ? 'sure' : 'to be reviewed'}); it ${reason}`;
}
