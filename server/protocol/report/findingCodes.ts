/** Codes of findings, with their titles and their severities: one rule for the editor and the command line. */

/** Severities, the gravest first. A hint describes how a file is read; it is no finding of `mixture-lens check`. */
export const SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;

export type Severity = (typeof SEVERITIES)[number];

interface CodeFacts {
  /** Severity; for unlikely rows, that of a row whose tail probability is between the thresholds. */
  readonly severity: Severity;
  /** Short description, a phrase without a full stop. */
  readonly title: string;
}

/** Codes in the order of docs/findings.md. */
export const FINDING_CODES = {
  'cell.unlikely': { severity: 'warning', title: "Cell that does not fit its row's other cells" },
  'cell.slip': { severity: 'warning', title: 'Unlikely number with a recognised typing error' },
  'cell.sentinel': { severity: 'warning', title: 'Unlikely number that stands for a missing value' },
  'row.low-likelihood': { severity: 'warning', title: 'Row whose cells do not go together' },
  'group.small': { severity: 'information', title: 'Few rows that resemble each other and no others' },
  'column.repeated-value': { severity: 'warning', title: 'Number repeated far from all others of its column' },
  'column.top-code': { severity: 'information', title: 'Number that stands for all numbers from a limit on' },
  'column.heavy-tailed': { severity: 'information', title: 'Column with a heavy tail' },
  'column.left-out': { severity: 'information', title: 'Column that is not checked although it should be' },
  'column.follows': { severity: 'hint', title: 'Column that follows from others' },
  'cell.broken-relation': { severity: 'warning', title: 'Cell that breaks a formula between columns' },
  'cell.out-of-sequence': { severity: 'warning', title: 'Cell that breaks the sequence of its column' },
  'cell.duplicate-key': { severity: 'warning', title: 'Repeated value of a key' },
  'cell.bad-date': { severity: 'warning', title: "Cell that is not a date of its column's form" },
  'cell.far-date': { severity: 'warning', title: 'Date far from all others of its column' },
  'cell.date-order': { severity: 'warning', title: 'Date before the one that it follows elsewhere' },
  'line.passed-over': { severity: 'hint', title: 'Line that is not a row' },
  'line.total': { severity: 'hint', title: 'Line that is a total of the rows above it' },
  'row.ragged': { severity: 'warning', title: 'Row with more or fewer cells than the table has columns' },
  'row.empty': { severity: 'information', title: 'Row without a filled cell' },
  'delimiter.mixed': { severity: 'warning', title: 'Row divided by another delimiter' },
  'cell.bad-number': { severity: 'warning', title: 'Cell that is not a number in a column of numbers' },
  'cell.unsuitable-number': { severity: 'warning', title: "Number that its column's kind cannot hold" },
  'cell.misspelt': { severity: 'warning', title: 'Misspelt word' },
  'cell.variant': { severity: 'information', title: 'Word in several spellings' },
  'cell.pattern': { severity: 'warning', title: 'Text unlike the other cells of its column' },
  'cell.blanks': { severity: 'information', title: 'Blanks at the ends of a cell' },
  'cell.missing-mark': { severity: 'information', title: 'Mark for a missing value among filled cells' },
  'cell.dependency': { severity: 'warning', title: 'Cell that contradicts other cells of its row' },
  'cell.misplaced': { severity: 'warning', title: 'Cell in the wrong column' },
  'row.near-duplicate': { severity: 'warning', title: 'Row that repeats an earlier one except for a cell or two' },
  'row.duplicate': { severity: 'warning', title: 'Row that repeats an earlier one' },
  'cell.unknown-level': { severity: 'warning', title: 'Value that the model does not know' },
  'quote.unclosed': { severity: 'error', title: 'Quotation mark that is never closed' },
  'quote.stray': { severity: 'warning', title: 'Text after a closing quotation mark' },
  'quote.text': { severity: 'warning', title: 'Quotation mark that counts as text' },
  'fit.impossible': { severity: 'warning', title: 'File that cannot be fitted' },
  'not-shown': { severity: 'information', title: 'Further findings that are not listed' },
} as const satisfies Readonly<Record<string, CodeFacts>>;

export type FindingCode = keyof typeof FINDING_CODES;

/** Returns the severity of a finding that is not about an unlikely row. */
export function severityOfCode(code: FindingCode): Severity {
  return FINDING_CODES[code].severity;
}

/** Tail probabilities below which unlikely rows are errors, and warnings; all others are information. */
export interface SeverityThresholds {
  readonly errorBelow: number;
  readonly warningBelow: number;
}

export const DEFAULT_THRESHOLDS: SeverityThresholds = { errorBelow: 0, warningBelow: 0.001 };

/** Returns the severity of an unlikely row. @param tail smallest tail probability of the row and its cells */
export function severityOfTail(
  tail: number,
  { errorBelow, warningBelow }: SeverityThresholds = DEFAULT_THRESHOLDS,
): Severity {
  if (tail < errorBelow) return 'error';
  return tail < warningBelow ? 'warning' : 'information';
}

/** Returns the severity of a break of a sequence: rows may be missing on purpose, so a gap is information. */
export function severityOfBreak(isGap: boolean): Severity {
  return isGap ? 'information' : severityOfCode('cell.out-of-sequence');
}

/** Whether a code is one of a finding. */
export function isFindingCode(code: string): code is FindingCode {
  return Object.hasOwn(FINDING_CODES, code);
}
