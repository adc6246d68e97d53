// Updates a scan after edits: only the records that an edit may have changed are scanned again; the rest is copied with
// shifted offsets or, for callers that use stretches alone, not even copied.

import { scan, PROBLEM_LIMIT, type Scan, type ScanProblem } from './scan';

/**
 * A replacement of some units of a text. Edits of one text are sorted, disjoint, and count offsets in the text before
 * all of them.
 */
export interface OffsetEdit {
  readonly start: number;
  readonly end: number;
  /** The replacement text. */
  readonly text: string;
}

/** Records of a scan that were replaced by others; the text before and after them is read as before. */
export interface Stretch {
  readonly edits: readonly OffsetEdit[];
  /** The first of the records, and the one after the last, in the scan before. */
  readonly from: number;
  readonly to: number;
  /** Offsets in the text before: start of the first record, and start of the one after the last, or end of the text. */
  readonly start: number;
  readonly end: number;
  /** Scan of the replacement, as a text of its own. */
  readonly scan: Scan;
}

const CR = 0x0d,
  LF = 0x0a,
  BYTE_ORDER_MARK = 0xfeff;
/** Growth factor of the number of records for a stretch that ends inside quotes and is scanned again. */
const GROWTH = 8;

/**
 * Updates a scan: equals `scan(text, before.delimiter, before.quoting)`, field by field, at the price of a copy.
 *
 * @param text `before.text` after the edits
 */
export function rescan(before: Scan, edits: readonly OffsetEdit[], text: string): Scan {
  return spliceScan(before, stretchesOf(before, edits), text);
}

/**
 * Scans the records that the edits changed: from the record in which an edit begins to the next start of a record of
 * the old scan outside quotes. Sorted and disjoint. An edit that opens a quote affects all the rest.
 *
 * @param previous stretches of this scan under other edits; those that still hold are reused
 */
export function stretchesOf(
  before: Scan,
  edits: readonly OffsetEdit[],
  previous: readonly Stretch[] = [],
): readonly Stretch[] {
  const previousByEdit = new Map(previous.map((stretch) => [stretch.edits[0], stretch]));
  const stretches: Stretch[] = [];
  for (let next = 0; next < edits.length; next += stretches[stretches.length - 1].edits.length) {
    const candidate = previousByEdit.get(edits[next]);
    stretches.push(
      candidate !== undefined && holds(candidate, edits, next) ? candidate : stretchFrom(before, edits, next),
    );
  }
  return stretches;
}

/** Returns the offset, or that of an earlier quote that counts as text because of the text at the offset. */
function reachedFrom({ problems }: Scan, offset: number): number {
  return problems.find(({ start, reach = 0 }) => start < offset && reach >= offset)?.start ?? offset;
}

/** Returns the end of the text that decides which quotes in some records count as text. */
function reachFrom(before: Scan, from: number, to: number): number {
  const [start, end] = [startOf(before, from), startOf(before, to)];
  return before.problems.reduce(
    (reach, problem) => (problem.start >= start && problem.start < end ? Math.max(reach, problem.reach ?? 0) : reach),
    0,
  );
}

function holds({ edits: stretchEdits, end }: Stretch, edits: readonly OffsetEdit[], first: number): boolean {
  return (
    stretchEdits.every((edit, i) => edit === edits[first + i]) && !(edits[first + stretchEdits.length]?.start <= end)
  );
}

function stretchFrom(before: Scan, edits: readonly OffsetEdit[], first: number): Stretch {
  let from = recordAt(before, reachedFrom(before, edits[first].start));
  let to = recordAfter(before, edits[first].end);
  let nextEdit = first + 1;
  for (let extra = 0; ; extra = Math.max(1, extra * GROWTH)) {
    to = Math.min(before.recordCount, to + extra);
    for (;;) {
      if (edits[nextEdit]?.start <= startOf(before, to)) to = Math.max(to, recordAfter(before, edits[nextEdit++].end));
      else if (isMark(before, to)) to++;
      else if (reachFrom(before, from, to) > startOf(before, to)) to = recordAfter(before, reachFrom(before, from, to));
      else break;
    }
    const stretchEdits = edits.slice(first, nextEdit);
    const end = startOf(before, to);
    let start: number, text: string;
    for (; ; from--) {
      start = from === 0 ? 0 : startOf(before, from);
      text = applyEdits(before.text, stretchEdits, start, end);
      if (from === 0 || canBegin(text, before.text.charCodeAt(start - 1))) break;
    }
    const scanned = scan(text, before.delimiter, before.quoting);
    if (to === before.recordCount || !isOpenAtEnd(scanned))
      return { edits: stretchEdits, from, to, start, end, scan: scanned };
  }
}

/** Whether the last record may continue: in an open quote, or behind an escaped line end. */
function isOpenAtEnd({ text, problems, quoting, recordEnd, recordCount }: Scan): boolean {
  if (problems.at(-1)?.code === 'quote.unclosed') return true;
  return quoting?.isBare === true && recordCount > 0 && recordEnd[recordCount - 1] === text.length;
}

/**
 * Whether a text, scanned on its own, reads as it does after the unit before. A byte order mark only counts at the
 * beginning of a whole text, and an LF inserted after a CR merges two line ends into one.
 */
function canBegin(text: string, before: number): boolean {
  const code = text.charCodeAt(0);
  return code !== BYTE_ORDER_MARK && !(before === CR && code === LF);
}

/** Returns the part of a text from `start` to `end` after the edits, all of which lie within. */
function applyEdits(text: string, edits: readonly OffsetEdit[], start: number, end: number): string {
  let result = '';
  let at = start;
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at, end);
}

/**
 * Returns the start of a record; the first record includes the byte order mark, and the index after the last one gives
 * the end of the text.
 */
function startOf({ text, recordCount, cellStart, recordFirstCell }: Scan, record: number): number {
  if (record >= recordCount) return text.length;
  return record === 0 ? 0 : cellStart[recordFirstCell[record]];
}

function isMark(scan: Scan, record: number): boolean {
  return record < scan.recordCount && scan.text.charCodeAt(startOf(scan, record)) === BYTE_ORDER_MARK;
}

/** Returns the record in which an edit begins. */
function recordAt(scan: Scan, editStart: number): number {
  return Math.max(0, firstIndexWhere(scan.recordCount, (i) => startOf(scan, i) > editStart) - 1);
}

/** Returns the record after the first whose whole line end lies after an edit: the text up to there has changed. */
function recordAfter(scan: Scan, editEnd: number): number {
  return Math.min(scan.recordCount, firstIndexWhere(scan.recordCount, (i) => scan.recordEnd[i] >= editEnd) + 1);
}

/**
 * Finds the first index below `count` for which `holdsAt` is true; `count` without one. Once it is true, it must be
 * true for all further indices.
 */
export function firstIndexWhere(count: number, holdsAt: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holdsAt(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Counts records and cells after the stretches are replaced. */
function countsAfter(before: Scan, stretches: readonly Stretch[]): Pick<Scan, 'recordCount' | 'cellCount'> {
  const sum = (countIn: (stretch: Stretch) => number): number =>
    stretches.reduce((total, stretch) => total + countIn(stretch), 0);
  const recordCount =
    before.recordCount + sum(({ scan: replacement, from, to }) => replacement.recordCount - (to - from));
  const cellCount =
    before.cellCount +
    sum(
      ({ scan: replacement, from, to }) =>
        replacement.cellCount - (before.recordFirstCell[to] - before.recordFirstCell[from]),
    );
  return { recordCount, cellCount };
}

/** Assembles the scan of `text`, which equals `before` except for the stretches. */
export function spliceScan(before: Scan, stretches: readonly Stretch[], text: string): Scan {
  // Problems that were not stored are unknown, including the next one to store.
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
    const firstCell = source.recordFirstCell[from],
      endCell = source.recordFirstCell[to];
    copyShifted(source.cellStart.subarray(firstCell, endCell), units, cellStart, cells);
    copyShifted(source.recordFirstCell.subarray(from, to), cells - firstCell, recordFirstCell, records);
    copyShifted(source.recordEnd.subarray(from, to), units, recordEnd, records);
    copyShifted(source.recordLine.subarray(from, to), lines, recordLine, records);
    cells += endCell - firstCell;
    records += to - from;
  };
  let record = 0,
    units = 0,
    lines = 0;
  for (const { from, to, start, end, scan: replacement } of stretches) {
    append(before, record, from, units, lines);
    const line = from < before.recordCount ? before.recordLine[from] + lines : 0;
    append(replacement, 0, replacement.recordCount, start + units, line);
    units += replacement.text.length - (end - start);
    if (to < before.recordCount) lines = line + lineEnds(replacement.text) - before.recordLine[to];
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
    ...spliceProblems(before, stretches),
  };
}

/** Copies values plus a shift to `out`, from index `at` on. */
function copyShifted(values: Uint32Array, shift: number, out: Uint32Array, at: number): void {
  out.set(values, at);
  if (shift === 0) return;
  for (let i = at; i < at + values.length; i++) out[i] += shift;
}

/** Counts the lines that end in a text. */
function lineEnds(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LF || (code === CR && text.charCodeAt(at + 1) !== LF)) count++;
  }
  return count;
}

/** Returns the problems of a scan with some of its stretches replaced; `before` must have stored all of its own. */
export function spliceProblems(before: Scan, stretches: readonly Stretch[]): Pick<Scan, 'problems' | 'problemCount'> {
  const stray: ScanProblem[] = [];
  const unclosed: ScanProblem[] = [];
  let next = 0,
    units = 0,
    problemCount = 0;
  const addProblem = (problem: ScanProblem, shift: number): void => {
    (problem.code === 'quote.unclosed' ? unclosed : stray).push({
      ...problem,
      start: problem.start + shift,
      end: problem.end + shift,
      ...(problem.reach !== undefined && { reach: problem.reach + shift }),
    });
  };
  for (const { start, end, to, scan: replacement } of stretches) {
    for (; next < before.problems.length && before.problems[next].start < start; next++, problemCount++)
      addProblem(before.problems[next], units);
    while (next < before.problems.length && (before.problems[next].start < end || to === before.recordCount)) next++;
    replacement.problems.forEach((problem) => addProblem(problem, start + units));
    problemCount += replacement.problemCount;
    units += replacement.text.length - (end - start);
  }
  for (; next < before.problems.length; next++, problemCount++) addProblem(before.problems[next], units);
  return { problems: [...stray.slice(0, PROBLEM_LIMIT - unclosed.length), ...unclosed], problemCount };
}
