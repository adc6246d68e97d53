/**
 * Cells that contradict the rest of their row: in each row, the fewest cells that must change to make all consistent.
 */
import { slipOf } from '../spelling/texts/slipChannel';
import { folded } from '../spelling/texts/folding';
import type { Dependency, Depending, Said } from './dependency';
import { isLike } from './likeness';

/** A column of a table, with its cells as known texts. */
export interface JudgedDependency extends Depending {
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
   * text. Where several cells reveal it: the first of these columns, the usual text there beside this text, and in how
   * many rows.
   */
  readonly by: number;
  readonly given: string;
  readonly count: number;
  readonly rows: number;
}

/** A dependency between two of the judged columns. */
interface Edge {
  readonly from: number;
  readonly said: number;
  readonly hasExceptions: boolean;
  /** Statement by code of the determining column; undefined where there is none. */
  readonly groups: readonly (Said | undefined)[];
  /** Implied code by code of the determining column, 0 for none. */
  readonly usual: Uint16Array;
  /** Codes that the dependency implies for some text: these are no slips. */
  readonly homes: ReadonlySet<number>;
  /** Columns with the codes for which the dependency makes no statement. */
  readonly unless: readonly { readonly column: number; readonly codes: ReadonlySet<number> }[];
}

/** Maximum number of wrong cells of a row. */
const MOST_WRONG = 6;
/** Weight of a text that resembles the usual one and is no other known text, in agreeing columns. */
const OF_SLIP = 1.5;
/**
 * Weight of a pair that holds, relative to one that does not: of two changes that fix equally many, the one after which
 * more hold is likelier.
 */
const OF_HOLDING = 0.01;
/**
 * Weights for ties between two cells: a cell one or two slips from the right text is the wrong one, else the later one,
 * since keys come first.
 */
const OF_CHANNEL = 0.25;
const OF_PLACE = 1e-6;
const LEAST_GAIN = 1;
const LEAST_COUNT = 3;
/** Minimum number of conflicting cells: a single one may be wrong itself. */
const LEAST_BROKEN = 2;
const MOST_OTHERS = 0.05;

/** Violations of all rows, by row. */
export function violationsIn(columns: readonly JudgedDependency[], rows: number): readonly Violation[] {
  const edges = edgesAmong(columns);
  const found: Violation[] = [];
  for (let row = 0; row < rows; row++) {
    if (!edges.some((edge) => stateOf(edge, columns[edge.from].codes[row], columns[edge.said].codes[row]) < 0))
      continue;
    found.push(
      ...violationsOfRow(
        columns,
        edges.filter(({ unless }) => !unless.some((own) => own.codes.has(columns[own.column].codes[row]))),
        row,
      ),
    );
  }
  return found;
}

/** Returns a function that says whether another cell of its row, by a statement with enough rows, confirms a cell. */
export function confirmedIn(columns: readonly JudgedDependency[]): (row: number, column: number) => boolean {
  const edges = edgesAmong(columns);
  return (row, column) =>
    edges.some(({ from, said, usual, groups }) => {
      const given = said === column ? columns[from].codes[row] : 0;
      return given > 0 && usual[given] === columns[said].codes[row] && (groups[given]?.count ?? 0) >= LEAST_COUNT;
    });
}

function edgesAmong(columns: readonly JudgedDependency[]): readonly Edge[] {
  const places = new Map(columns.map(({ name }, i) => [name, i]));
  return columns.flatMap(({ by = [] }, said) =>
    by.flatMap((own) => {
      const from = places.get(own.of);
      return from === undefined ? [] : [edgeOf(own, from, said, { texts: columns[from].texts.length, places })];
    }),
  );
}

function edgeOf(
  { groups: all, hasExceptions, unless = [] }: Dependency,
  from: number,
  said: number,
  { texts, places }: { readonly texts: number; readonly places: ReadonlyMap<string, number> },
): Edge {
  const groups = new Array<Said | undefined>(texts + 2).fill(undefined);
  const usual = new Uint16Array(texts + 2);
  for (const own of all) {
    groups[own.given + 1] = own;
    usual[own.given + 1] = own.usual + 1;
  }
  return {
    from,
    said,
    hasExceptions: hasExceptions === true,
    groups,
    usual,
    homes: new Set(all.map((own) => own.usual + 1)),
    unless: unless.flatMap(({ of, texts: own }) => {
      const column = places.get(of);
      return column === undefined ? [] : [{ column, codes: new Set(own.map((text) => text + 1)) }];
    }),
  };
}

/** 1 where a dependency holds, −1 where it does not, 0 where it makes no statement. */
function stateOf({ usual }: Pick<Edge, 'usual'>, given: number, own: number): number {
  if (own === 0 || usual[given] === 0) return 0;
  return usual[given] === own ? 1 : -1;
}

function worthOf(state: number): number {
  return state < 0 ? -1 : OF_HOLDING * state;
}

/** One change of a row. */
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
  const found: Violation[] = [];
  for (let n = 0; n < MOST_WRONG; n++) {
    const best = changesOf(columns, edges, codes, row).reduce<Change | undefined>(
      (most, own) => (most === undefined || own.gain > most.gain ? own : most),
      undefined,
    );
    if (best === undefined || best.gain < LEAST_GAIN) break;
    const told = best.code === 0 ? unknownOf(columns, edges, codes, best, row) : toldOf(columns, codes, best, row);
    if (told !== undefined) found.push(told);
    codes[best.column] = best.code;
  }
  return found;
}

function changesOf(
  columns: readonly JudgedDependency[],
  edges: readonly Edge[],
  codes: readonly number[],
  row: number,
): readonly Change[] {
  return columns.flatMap((column, c): Change[] => {
    const own = codes[c];
    if (own === 0) return [];
    const into = edges.filter(({ said }) => said === c);
    const out = edges.filter(({ from }) => from === c);
    const before = [...into, ...out].reduce(
      (sum, edge) => sum + worthOf(stateOf(edge, codes[edge.from], codes[edge.said])),
      0,
    );
    // A cell that another cell of the row also implies is not wrong.
    if (into.some((edge) => stateOf(edge, codes[edge.from], own) > 0)) return [];
    const violated = into.filter((edge) => stateOf(edge, codes[edge.from], own) < 0);
    const withCode = (code: number): number =>
      [...into, ...out].reduce(
        (sum, edge) =>
          sum +
          worthOf(stateOf(edge, edge.from === c ? code : codes[edge.from], edge.said === c ? code : codes[edge.said])),
        0,
      );
    const codesSaid = [...new Set(violated.map(({ from, usual }) => usual[codes[from]]))];
    return [...codesSaid, ...(out.some((edge) => stateOf(edge, own, codes[edge.said]) < 0) ? [0] : [])].map((code) => {
      const saying = violated.filter(({ from, usual }) => usual[codes[from]] === code);
      const isSlip =
        code > 0 &&
        column.areNumbers !== true &&
        !into.some(({ homes }) => homes.has(own)) &&
        isLike(folded(column.textOf(row)), folded(column.texts[code - 1]));
      return {
        column: c,
        code,
        gain:
          withCode(code) -
          before +
          (isSlip ? OF_SLIP : 0) +
          (code > 0 && slipOf(column.textOf(row), column.texts[code - 1]) !== undefined ? OF_CHANNEL : 0) +
          OF_PLACE * c,
        isSlip,
        edges: saying,
      };
    });
  });
}

/** For a cell in conflict with several others: the text that would fit all of them, if there is exactly one. */
function unknownOf(
  columns: readonly JudgedDependency[],
  edges: readonly Edge[],
  codes: readonly number[],
  { column }: Change,
  row: number,
): Violation | undefined {
  const own = codes[column];
  const broken = edges.filter((edge) => edge.from === column && stateOf(edge, own, codes[edge.said]) < 0);
  const said = broken[0]?.groups[own];
  if (broken.length < LEAST_BROKEN || said === undefined || broken.some((edge) => !isSure(edge, edge.groups[own])))
    return undefined;
  const fitting = columns[column].texts.filter((_, text) =>
    broken.every((edge) => edge.usual[text + 1] === codes[edge.said]),
  );
  return {
    row,
    column,
    isOfOthers: true,
    usual: fitting.length === 1 ? fitting[0] : undefined,
    by: broken[0].said,
    given: columns[broken[0].said].texts[said.usual],
    count: said.count,
    rows: said.rows,
  };
}

/** Whether a column leaves little doubt about the right text beside one of its texts. */
function isSure({ hasExceptions }: Edge, said: Said | undefined): boolean {
  return (
    said !== undefined &&
    !hasExceptions &&
    said.count >= LEAST_COUNT &&
    said.rows - said.count <= 1 + MOST_OTHERS * said.rows
  );
}

/** The finding, if the column with the most frequent statement leaves little doubt. */
function toldOf(
  columns: readonly JudgedDependency[],
  codes: readonly number[],
  { column, code, isSlip, edges }: Change,
  row: number,
): Violation | undefined {
  const own = codes[column];
  const sure = edges.flatMap((edge) => {
    const said = edge.groups[codes[edge.from]];
    if (said === undefined || said.also?.includes(own - 1) === true) return [];
    if (!isSlip && !isSure(edge, said)) return [];
    return [{ edge, said }];
  });
  if (sure.length === 0) return undefined;
  const {
    edge: { from },
    said: { given, count, rows },
  } = sure.reduce((most, next) => (next.said.count > most.said.count ? next : most));
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
