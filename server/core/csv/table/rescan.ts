// A scan brought up to date after edits: only the records that an edit may have changed are scanned again, the rest is
// copied with its offsets shifted, or, by those who look at stretches alone, not even copied.

import { scan, PROBLEM_LIMIT, type Scan, type ScanProblem } from './scan';

/**
 * Some units of a text, replaced by others. Edits of one text are sorted, lie apart and count offsets in the text
 * before all of them.
 */
export interface Edit {
  readonly start: number;
  readonly end: number;
  /** What stands there now. */
  readonly text: string;
}

/** Records of a scan in whose place others stand now; what is before and behind them reads as it did. */
export interface Stretch {
  readonly edits: readonly Edit[];
  /** The first of the records, and the one behind the last, in the scan before. */
  readonly from: number;
  readonly to: number;
  /**
   * Offsets in the text before: where the first record starts, and where the one behind the last does, or the text
   * ends.
   */
  readonly start: number;
  readonly end: number;
  /** What stands there now, as a text of its own. */
  readonly scan: Scan;
}

const CR = 0x0d,
  LF = 0x0a,
  BYTE_ORDER_MARK = 0xfeff;
/** A stretch that ends inside quotes is scanned again with so many times the records. */
const GROWTH = 8;

/**
 * `scan(text, before.delimiter)`, field by field, at the price of a copy.
 *
 * @param text the one that the edits make of `before.text`
 */
export function rescan(before: Scan, edits: readonly Edit[], text: string): Scan {
  return spliced(before, stretchesOf(before, edits), text);
}

/**
 * The records that the edits changed, scanned anew: from the record in which an edit begins until the old scan's start
 * of a record is met again outside quotes. Sorted, and apart. An edit that opens a quote takes all the rest.
 *
 * @param known stretches of the same scan under other edits: those that still hold are returned themselves
 */
export function stretchesOf(before: Scan, edits: readonly Edit[], known: readonly Stretch[] = []): readonly Stretch[] {
  const knownBy = new Map(known.map((stretch) => [stretch.edits[0], stretch]));
  const stretches: Stretch[] = [];
  for (let next = 0; next < edits.length; next += stretches[stretches.length - 1].edits.length) {
    const candidate = knownBy.get(edits[next]);
    stretches.push(
      candidate !== undefined && holds(candidate, edits, next) ? candidate : stretchFrom(before, edits, next),
    );
  }
  return stretches;
}

/** An offset, or that of a quote before it which is text for what stands there. */
function reachedFrom({ problems }: Scan, offset: number): number {
  return problems.find(({ start, reach = 0 }) => start < offset && reach >= offset)?.start ?? offset;
}

/** How far the text reaches that decides of quotes in some records whether they are text. */
function reachFrom(before: Scan, from: number, to: number): number {
  const [start, end] = [startOf(before, from), startOf(before, to)];
  return before.problems.reduce(
    (most, problem) => (problem.start >= start && problem.start < end ? Math.max(most, problem.reach ?? 0) : most),
    0,
  );
}

function holds({ edits: own, end }: Stretch, edits: readonly Edit[], first: number): boolean {
  return own.every((edit, i) => edit === edits[first + i]) && !(edits[first + own.length]?.start <= end);
}

function stretchFrom(before: Scan, edits: readonly Edit[], first: number): Stretch {
  let from = recordAt(before, reachedFrom(before, edits[first].start));
  let to = recordBehind(before, edits[first].end);
  let taken = first + 1;
  for (let more = 0; ; more = Math.max(1, more * GROWTH)) {
    to = Math.min(before.recordCount, to + more);
    for (;;) {
      if (edits[taken]?.start <= startOf(before, to)) to = Math.max(to, recordBehind(before, edits[taken++].end));
      else if (isMark(before, to)) to++;
      else if (reachFrom(before, from, to) > startOf(before, to))
        to = recordBehind(before, reachFrom(before, from, to));
      else break;
    }
    const own = edits.slice(first, taken);
    const end = startOf(before, to);
    let start: number, text: string;
    for (; ; from--) {
      start = from === 0 ? 0 : startOf(before, from);
      text = edited(before.text, own, start, end);
      if (from === 0 || canBegin(text, before.text.charCodeAt(start - 1))) break;
    }
    const scanned = scan(text, before.delimiter, before.quoting);
    if (to === before.recordCount || scanned.problems.at(-1)?.code !== 'quote.unclosed')
      return { edits: own, from, to, start, end, scan: scanned };
  }
}

/**
 * Whether a text, scanned on its own, reads as it does behind the unit before. A byte order mark begins a whole text
 * only, and LF that was put behind CR makes one line end of two.
 */
function canBegin(text: string, before: number): boolean {
  const code = text.charCodeAt(0);
  return code !== BYTE_ORDER_MARK && !(before === CR && code === LF);
}

/** The part of a text from `start` to `end` after the edits, all of which are within. */
function edited(text: string, edits: readonly Edit[], start: number, end: number): string {
  let said = '';
  let at = start;
  for (const edit of edits) {
    said += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return said + text.slice(at, end);
}

/**
 * Where a record starts; the first one at the byte order mark. The one behind the last starts at the end of the text.
 */
function startOf({ text, recordCount, cellStart, recordFirstCell }: Scan, record: number): number {
  if (record >= recordCount) return text.length;
  return record === 0 ? 0 : cellStart[recordFirstCell[record]];
}

function isMark(scan: Scan, record: number): boolean {
  return record < scan.recordCount && scan.text.charCodeAt(startOf(scan, record)) === BYTE_ORDER_MARK;
}

/** The record in which an edit begins. */
function recordAt(scan: Scan, editStart: number): number {
  return Math.max(0, firstThat(scan.recordCount, (i) => startOf(scan, i) > editStart) - 1);
}

/** The record behind the first one whose line end is behind an edit, all of it: until there the text has changed. */
function recordBehind(scan: Scan, editEnd: number): number {
  return Math.min(scan.recordCount, firstThat(scan.recordCount, (i) => scan.recordEnd[i] >= editEnd) + 1);
}

/** The first index below `count` for which `is` holds, from which on it always does; `count` when there is none. */
export function firstThat(count: number, is: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (is(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How many records and cells there are once the stretches are in their places. */
function countsAfter(before: Scan, stretches: readonly Stretch[]): Pick<Scan, 'recordCount' | 'cellCount'> {
  const sum = (of: (stretch: Stretch) => number): number =>
    stretches.reduce((total, stretch) => total + of(stretch), 0);
  const recordCount = before.recordCount + sum(({ scan: own, from, to }) => own.recordCount - (to - from));
  const cellCount =
    before.cellCount +
    sum(({ scan: own, from, to }) => own.cellCount - (before.recordFirstCell[to] - before.recordFirstCell[from]));
  return { recordCount, cellCount };
}

/** The scan of `text`, which is that of `before` but for the stretches. */
export function spliced(before: Scan, stretches: readonly Stretch[], text: string): Scan {
  // Of problems that were not kept nothing is known, such as which of them comes next.
  if (before.problemCount > before.problems.length) return scan(text, before.delimiter, before.quoting);
  const { delimiter, quoting } = before;
  const { recordCount, cellCount } = countsAfter(before, stretches);
  const cellStart = new Uint32Array(cellCount),
    recordFirstCell = new Uint32Array(recordCount + 1);
  const recordEnd = new Uint32Array(recordCount),
    recordLine = new Uint32Array(recordCount);
  let cells = 0,
    records = 0;
  const append = (source: Scan, from: number, to: number, units: number, lines: number): void => {
    const first = source.recordFirstCell[from],
      behind = source.recordFirstCell[to];
    copyShifted(source.cellStart, first, behind, units, cellStart, cells);
    copyShifted(source.recordFirstCell, from, to, cells - first, recordFirstCell, records);
    copyShifted(source.recordEnd, from, to, units, recordEnd, records);
    copyShifted(source.recordLine, from, to, lines, recordLine, records);
    cells += behind - first;
    records += to - from;
  };
  let record = 0,
    units = 0,
    lines = 0;
  for (const { from, to, start, end, scan: own } of stretches) {
    append(before, record, from, units, lines);
    const line = from < before.recordCount ? before.recordLine[from] + lines : 0;
    append(own, 0, own.recordCount, start + units, line);
    units += own.text.length - (end - start);
    if (to < before.recordCount) lines = line + lineEnds(own.text) - before.recordLine[to];
    record = to;
  }
  append(before, record, before.recordCount, units, lines);
  recordFirstCell[recordCount] = cellCount;
  return {
    text,
    delimiter,
    ...(quoting !== undefined && { quoting }),
    recordCount,
    cellCount,
    cellStart,
    recordFirstCell,
    recordEnd,
    recordLine,
    ...splicedProblems(before, stretches),
  };
}

function copyShifted(source: Uint32Array, from: number, to: number, shift: number, out: Uint32Array, at: number): void {
  out.set(source.subarray(from, to), at);
  if (shift === 0) return;
  for (let i = at; i < at + to - from; i++) out[i] += shift;
}

/** How many lines end in a text. */
export function lineEnds(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LF || (code === CR && text.charCodeAt(at + 1) !== LF)) count++;
  }
  return count;
}

/** Problems of a scan with some of its stretches replaced; all of `before`'s must have been kept. */
export function splicedProblems(before: Scan, stretches: readonly Stretch[]): Pick<Scan, 'problems' | 'problemCount'> {
  const stray: ScanProblem[] = [];
  const unclosed: ScanProblem[] = [];
  let known = 0,
    units = 0,
    problemCount = 0;
  const take = (problem: ScanProblem, shift: number): void => {
    (problem.code === 'quote.unclosed' ? unclosed : stray).push({
      ...problem,
      start: problem.start + shift,
      end: problem.end + shift,
      ...(problem.reach !== undefined && { reach: problem.reach + shift }),
    });
  };
  for (const { start, end, to, scan: own } of stretches) {
    for (; known < before.problems.length && before.problems[known].start < start; known++, problemCount++)
      take(before.problems[known], units);
    while (known < before.problems.length && (before.problems[known].start < end || to === before.recordCount)) known++;
    own.problems.forEach((problem) => take(problem, start + units));
    problemCount += own.problemCount;
    units += own.text.length - (end - start);
  }
  for (; known < before.problems.length; known++, problemCount++) take(before.problems[known], units);
  return { problems: [...stray.slice(0, PROBLEM_LIMIT - unclosed.length), ...unclosed], problemCount };
}
