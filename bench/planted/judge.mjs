// What findings are worth beside what was planted. Cells that a finding names are told apart from rows that it only
// doubts.
import { GROSS } from './errors.mjs';

const CELLS = ['cell.unlikely', 'cell.slip', 'cell.sentinel'];
const COLUMN = 'column.repeated-value';
const GROUP = 'group.small';

const key = (row, column) => `${row}\t${column}`;

/** Essence of a report: enough to judge it again. */
export function essence({ k, findings, seconds }) {
  return {
    k,
    fitSeconds: Object.values(seconds).reduce((sum, part) => sum + part, 0),
    findings: findings.map(essenceOf),
  };
}

function essenceOf({ code, row, cells, column, value, rows }) {
  return { code, row, cells: cells?.map((cell) => cell.column), column, value, rows };
}

/** Cells and rows that findings name; builds without codes name the first cell of a row alone. */
export function named(findings) {
  const cells = new Set();
  const rows = { cell: new Set(), low: new Set(), group: new Set() };
  let groups = 0;
  for (const { code, row, cells: listed = [], column, rows: several = [] } of findings) {
    if (code === COLUMN) several.forEach((one) => cells.add(key(one, column)));
    else if (code === GROUP) {
      groups += 1;
      several.forEach((one) => rows.group.add(one));
    } else if (CELLS.includes(code) || code === undefined) {
      (CELLS.includes(code) ? listed : listed.slice(0, 1)).forEach((one) => cells.add(key(row, one)));
    } else if (row !== undefined) rows.low.add(row);
  }
  cells.forEach((cell) => rows.cell.add(Number(cell.split('\t')[0])));
  return { cells, rows, groups };
}

/** Numbers to be added up over files; `missed` and `wrong` tell which files are the worst. */
export function judged({ spec, k, planted, columns }, report) {
  const { cells, rows, groups } = named(report.findings);
  const isLevel = new Set(columns.filter(({ kind }) => kind === 'level').map(({ name }) => name));
  const isPlanted = new Set(planted.map(({ row, column }) => key(row, column)));
  const wrongRows = new Set(planted.map(({ row }) => row));
  const found = ({ row, column }) => cells.has(key(row, column));
  const gross = planted.filter(({ sd }) => sd !== null && sd >= GROSS);
  const levels = planted.filter(({ sd }) => sd === null);
  const list = [...cells].map((cell) => ({ level: isLevel.has(cell.split('\t')[1]), right: isPlanted.has(cell) }));
  const flagged = new Set([...rows.cell, ...rows.low]);
  const told = new Set([...flagged, ...rows.group]);
  return {
    files: 1,
    k: report.k,
    kRight: Number(report.k === k),
    rows: spec.n,
    flagged: flagged.size,
    seconds: report.seconds,
    gross: gross.length,
    grossFound: count(gross, found),
    grossTold: count(gross, ({ row }) => told.has(row)),
    levels: levels.length,
    levelsFound: count(levels, found),
    numbersNamed: count(list, ({ level }) => !level),
    numbersRight: count(list, ({ level, right }) => !level && right),
    levelsNamed: count(list, ({ level }) => level),
    levelsRight: count(list, ({ level, right }) => level && right),
    lowRows: rows.low.size,
    lowRowsRight: count([...rows.low], (row) => wrongRows.has(row)),
    groups,
    groupRows: rows.group.size,
    groupRowsRight: count([...rows.group], (row) => wrongRows.has(row)),
    ...byKind(planted, found),
  };
}

/** `kind moved` and `found moved`, and so on for each kind that was planted. */
function byKind(planted, found) {
  const sums = {};
  for (const cell of planted) {
    add(sums, `kind ${cell.kind}`, 1);
    add(sums, `found ${cell.kind}`, Number(found(cell)));
  }
  return sums;
}

const count = (list, test) => list.filter(test).length;

function add(sums, name, value) {
  sums[name] = (sums[name] ?? 0) + value;
}

/** The numbers of several files, added up. */
export function total(judgements) {
  const sums = {};
  for (const one of judgements) for (const [name, value] of Object.entries(one)) add(sums, name, value);
  return sums;
}

/** Regret: number of cells missed or wrongly named for each planted cell, and a tenth if K is wrong. */
export function regret({ gross, grossFound, numbersNamed, numbersRight, levelsNamed, levelsRight, kRight }) {
  const wrong = numbersNamed - numbersRight + levelsNamed - levelsRight;
  return (gross - grossFound + wrong) / Math.max(1, gross) + 0.1 * (1 - kRight);
}
