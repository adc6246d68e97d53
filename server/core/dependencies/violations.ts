/**
 * Cells that contradict the rest of their row: in each row, the fewest cells that must change to make all consistent.
 */
import { slipOf } from '../spelling/texts/slipChannel';
import { folded } from '../spelling/texts/folding';
import type { Dependency, DependencyRole, Implication } from './dependency';
import { isLike } from './likeness';

/** A column of a table, with its cells as known texts. */
export interface JudgedDependency extends DependencyRole {
  readonly name: string;
  /** By row: 1 + the index in `texts`; the number of texts + 1 for an unknown text; 0 where it is missing. */
  readonly codes: Uint16Array;
  /** Text of the cell in a row. */
  readonly textOf: (row: number) => string;
}

export interface Violation {
  readonly row: number;
  /** Index among the judged columns. */
  readonly column: number;
  /** The implied text; undefined for a cell in conflict with others, where several texts would fit. */
  readonly usual: string | undefined;
  /** Whether several conflicting cells reveal it, rather than a column that determines it. */
  readonly isOfOthers: boolean;
  /**
   * Index of the column that implies it, its text there, and the numbers of rows that agree and of all rows with this
   * text. Where several cells reveal it: the first of these columns, the usual text there of rows with this text, and
   * the number of these rows.
   */
  readonly by: number;
  readonly given: string;
  readonly count: number;
  readonly rows: number;
}

/** A dependency between two of the judged columns. */
interface Edge {
  readonly from: number;
  readonly target: number;
  readonly hasExceptions: boolean;
  /** Implication by code of the determining column; undefined where there is none. */
  readonly groups: readonly (Implication | undefined)[];
  /** Implied code by code of the determining column, 0 for none. */
  readonly usual: Uint16Array;
  /** Codes that the dependency implies for some text: these are no slips. */
  readonly homes: ReadonlySet<number>;
  /** Columns with the codes for which the dependency makes no statement. */
  readonly unless: readonly { readonly column: number; readonly codes: ReadonlySet<number> }[];
}

/** Maximum number of wrong cells of a row. */
const MOST_WRONG_CELLS = 6;
/** Weight of a text that resembles the usual text and is no other known text, in units of an agreeing column. */
const SLIP_WEIGHT = 1.5;
/**
 * Weight of a dependency that holds, relative to a broken one: of two changes that repair equally many, the change
 * after which more hold is likelier.
 */
const HOLDING_WEIGHT = 0.01;
/**
 * Weights that break ties between two cells: the cell that is one or two slips from the right text is wrong, otherwise
 * the later cell, since keys come first.
 */
const CHANNEL_WEIGHT = 0.25;
const POSITION_WEIGHT = 1e-6;
const LEAST_GAIN = 1;
const LEAST_COUNT = 3;
/** Minimum number of conflicting cells: a single conflicting cell may be wrong itself. */
const LEAST_BROKEN_EDGES = 2;
const MOST_OTHER_SHARE = 0.05;

/** Finds the violations of all rows, ordered by row. */
export function violationsIn(columns: readonly JudgedDependency[], rows: number): readonly Violation[] {
  const edges = edgesAmong(columns);
  const violations: Violation[] = [];
  for (let row = 0; row < rows; row++) {
    if (!edges.some((edge) => stateOf(edge, columns[edge.from].codes[row], columns[edge.target].codes[row]) < 0))
      continue;
    violations.push(
      ...violationsOfRow(
        columns,
        edges.filter(
          ({ unless }) => !unless.some((exception) => exception.codes.has(columns[exception.column].codes[row])),
        ),
        row,
      ),
    );
  }
  return violations;
}

/**
 * Returns a function that tests whether another cell of the row, by an implication with enough rows, confirms a cell.
 */
export function confirmationIn(columns: readonly JudgedDependency[]): (row: number, column: number) => boolean {
  const edges = edgesAmong(columns);
  return (row, column) =>
    edges.some(({ from, target, usual, groups }) => {
      const given = target === column ? columns[from].codes[row] : 0;
      return given > 0 && usual[given] === columns[target].codes[row] && (groups[given]?.count ?? 0) >= LEAST_COUNT;
    });
}

function edgesAmong(columns: readonly JudgedDependency[]): readonly Edge[] {
  const places = new Map(columns.map(({ name }, i) => [name, i]));
  return columns.flatMap(({ by = [] }, target) =>
    by.flatMap((dependency) => {
      const from = places.get(dependency.of);
      return from === undefined
        ? []
        : [edgeOf(dependency, from, target, { texts: columns[from].texts.length, places })];
    }),
  );
}

function edgeOf(
  { groups: implications, hasExceptions, unless = [] }: Dependency,
  from: number,
  target: number,
  { texts, places }: { readonly texts: number; readonly places: ReadonlyMap<string, number> },
): Edge {
  const groups = new Array<Implication | undefined>(texts + 2).fill(undefined);
  const usual = new Uint16Array(texts + 2);
  for (const implication of implications) {
    groups[implication.given + 1] = implication;
    usual[implication.given + 1] = implication.usual + 1;
  }
  return {
    from,
    target,
    hasExceptions: hasExceptions === true,
    groups,
    usual,
    homes: new Set(implications.map((implication) => implication.usual + 1)),
    unless: unless.flatMap(({ of, texts: exceptionTexts }) => {
      const column = places.get(of);
      return column === undefined ? [] : [{ column, codes: new Set(exceptionTexts.map((text) => text + 1)) }];
    }),
  };
}

/** Returns 1 where a dependency holds, −1 where it is broken, and 0 where it implies nothing. */
function stateOf({ usual }: Pick<Edge, 'usual'>, given: number, code: number): number {
  if (code === 0 || usual[given] === 0) return 0;
  return usual[given] === code ? 1 : -1;
}

function worthOf(state: number): number {
  return state < 0 ? -1 : HOLDING_WEIGHT * state;
}

/** A change of one cell of a row. */
interface Change {
  readonly column: number;
  /** The code that would be right, 0 where it is unknown. */
  readonly code: number;
  readonly gain: number;
  readonly isSlip: boolean;
  readonly edges: readonly Edge[];
}

function violationsOfRow(
  columns: readonly JudgedDependency[],
  edges: readonly Edge[],
  row: number,
): readonly Violation[] {
  const codes = columns.map((column) => column.codes[row]);
  const violations: Violation[] = [];
  for (let n = 0; n < MOST_WRONG_CELLS; n++) {
    const best = changesOf(columns, edges, codes, row).reduce<Change | undefined>(
      (largest, change) => (largest === undefined || change.gain > largest.gain ? change : largest),
      undefined,
    );
    if (best === undefined || best.gain < LEAST_GAIN) break;
    const violation =
      best.code === 0 ? conflictOf(columns, edges, codes, best, row) : violationOf(columns, codes, best, row);
    if (violation !== undefined) violations.push(violation);
    codes[best.column] = best.code;
  }
  return violations;
}

function changesOf(
  columns: readonly JudgedDependency[],
  edges: readonly Edge[],
  codes: readonly number[],
  row: number,
): readonly Change[] {
  return columns.flatMap((column, c): Change[] => {
    const cellCode = codes[c];
    if (cellCode === 0) return [];
    const incoming = edges.filter(({ target }) => target === c);
    const outgoing = edges.filter(({ from }) => from === c);
    const involved = [...incoming, ...outgoing];
    const worth = involved.reduce((sum, edge) => sum + worthOf(stateOf(edge, codes[edge.from], codes[edge.target])), 0);
    // A cell that another cell of the row also implies is not wrong.
    if (incoming.some((edge) => stateOf(edge, codes[edge.from], cellCode) > 0)) return [];
    const violated = incoming.filter((edge) => stateOf(edge, codes[edge.from], cellCode) < 0);
    const worthWith = (code: number): number =>
      involved.reduce(
        (sum, edge) =>
          sum +
          worthOf(
            stateOf(edge, edge.from === c ? code : codes[edge.from], edge.target === c ? code : codes[edge.target]),
          ),
        0,
      );
    const impliedCodes = [...new Set(violated.map(({ from, usual }) => usual[codes[from]]))];
    const isInConflict = outgoing.some((edge) => stateOf(edge, cellCode, codes[edge.target]) < 0);
    return [...impliedCodes, ...(isInConflict ? [0] : [])].map((code) => {
      const implying = violated.filter(({ from, usual }) => usual[codes[from]] === code);
      const isSlip =
        code > 0 &&
        column.areNumbers !== true &&
        !incoming.some(({ homes }) => homes.has(cellCode)) &&
        isLike(folded(column.textOf(row)), folded(column.texts[code - 1]));
      return {
        column: c,
        code,
        gain:
          worthWith(code) -
          worth +
          (isSlip ? SLIP_WEIGHT : 0) +
          (code > 0 && slipOf(column.textOf(row), column.texts[code - 1]) !== undefined ? CHANNEL_WEIGHT : 0) +
          POSITION_WEIGHT * c,
        isSlip,
        edges: implying,
      };
    });
  });
}

/** Returns the finding for a cell in conflict with several others, with the only text that fits all of them, if any. */
function conflictOf(
  columns: readonly JudgedDependency[],
  edges: readonly Edge[],
  codes: readonly number[],
  { column }: Change,
  row: number,
): Violation | undefined {
  const cellCode = codes[column];
  const broken = edges.filter((edge) => edge.from === column && stateOf(edge, cellCode, codes[edge.target]) < 0);
  const implication = broken[0]?.groups[cellCode];
  if (
    broken.length < LEAST_BROKEN_EDGES ||
    implication === undefined ||
    broken.some((edge) => !isReliable(edge, edge.groups[cellCode]))
  )
    return undefined;
  const fitting = columns[column].texts.filter((_, text) =>
    broken.every((edge) => edge.usual[text + 1] === codes[edge.target]),
  );
  return {
    row,
    column,
    isOfOthers: true,
    usual: fitting.length === 1 ? fitting[0] : undefined,
    by: broken[0].target,
    given: columns[broken[0].target].texts[implication.usual],
    count: implication.count,
    rows: implication.rows,
  };
}

/** Whether a text of the determining column leaves little doubt about the right text. */
function isReliable({ hasExceptions }: Edge, implication: Implication | undefined): boolean {
  return (
    implication !== undefined &&
    !hasExceptions &&
    implication.count >= LEAST_COUNT &&
    implication.rows - implication.count <= 1 + MOST_OTHER_SHARE * implication.rows
  );
}

/** Returns the finding, if an implication leaves little doubt; the most frequent implication is the reason. */
function violationOf(
  columns: readonly JudgedDependency[],
  codes: readonly number[],
  { column, code, isSlip, edges }: Change,
  row: number,
): Violation | undefined {
  const cellCode = codes[column];
  const reliable = edges.flatMap((edge) => {
    const implication = edge.groups[codes[edge.from]];
    if (implication === undefined || implication.also?.includes(cellCode - 1) === true) return [];
    if (!isSlip && !isReliable(edge, implication)) return [];
    return [{ edge, implication }];
  });
  if (reliable.length === 0) return undefined;
  const {
    edge: { from },
    implication: { given, count, rows },
  } = reliable.reduce((largest, next) => (next.implication.count > largest.implication.count ? next : largest));
  return {
    row,
    column,
    isOfOthers: false,
    usual: columns[column].texts[code - 1],
    by: from,
    given: columns[from].texts[given],
    count,
    rows,
  };
}
