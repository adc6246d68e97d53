/**
 * Program code for numbers: converts thousands marks, typographic signs and units to plain notation, and divides
 * columns of many zeros.
 */
import type { ExportedColumn, ExportedFit } from '../exports/exported';
import { wrappedList, quoted, quotedForR } from './literals';

interface WrittenColumn {
  readonly name: string;
  readonly unit: string;
}

/** Returns the columns of numbers with cells that are not in plain notation. */
function writtenColumns(columns: readonly ExportedColumn[]): readonly WrittenColumn[] {
  return columns.flatMap(({ name, unit }) => (unit === undefined ? [] : [{ name, unit }]));
}

/** Returns a pattern of thousands marks, without the decimal mark, and of blanks around the digits. */
function markPattern({ decimal, thousands }: Pick<ExportedFit['dialect'], 'decimal' | 'thousands'>): string {
  const otherMark = decimal === '.' ? ',' : '.';
  const groupMarks =
    thousands === undefined ? `${otherMark}'\\u2019` : thousands === "'" ? "'\\u2019" : thousands.trim();
  return `[${groupMarks} \\u00a0\\u202f\\u2009]`;
}

export function plainNumbersInPython(
  { dialect }: Pick<ExportedFit, 'dialect'>,
  columns: readonly ExportedColumn[],
): readonly string[] {
  const written = writtenColumns(columns);
  if (written.length === 0) return [];
  return [
    '# Numbers that are written with thousands marks, signs of accountants or units.',
    wrappedList(
      'units = {',
      written.map(({ name, unit }) => `${quoted(name)}: ${quoted(unit)}`),
      '}',
    ),
    'for name, unit in units.items():',
    '    cells = data[name].str.strip().str.replace("[\\u2212\\u2013\\ufe63\\uff0d]", "-", regex=True)',
    '    if unit:',
    '        cells = cells.str.replace(unit, "", regex=False)',
    '    # Before an exponent either mark is a decimal one.',
    `    cells = cells.str.replace(r"^([-+(]?\\d*)[.,](\\d+[eEdD][-+]?\\d)", r"\\1${dialect.decimal}\\2", regex=True)`,
    `    cells = cells.str.replace("${markPattern(dialect)}", "", ` +
      'regex=True).str.replace(r"^\\((.*)\\)$", r"-\\1", regex=True)',
    '    data[name] = cells.str.replace(r"^([^-].*)-$", r"-\\1", regex=True).str.replace("[dD]", "e", regex=True)',
  ];
}

/** Returns the columns of numbers that are two: the part that is a level, and the part that says how large they are. */
function twoPartColumns(
  columns: readonly ExportedColumn[],
  of: 'zero' | 'sign',
): readonly { readonly name: string; readonly amount: string }[] {
  return columns.flatMap(({ name, index, part }) =>
    part?.of === of
      ? [
          {
            name,
            amount:
              columns.find((candidate) => candidate.index === index && candidate.part?.isOwn === true)?.name ?? '',
          },
        ]
      : [],
  );
}

export function signsInPython(columns: readonly ExportedColumn[]): readonly string[] {
  const signs = twoPartColumns(columns, 'sign');
  if (signs.length === 0) return [];
  return [
    '# Amounts of either sign: their signs, and their sizes, are two columns.',
    `for name, sign in ${wrappedList(
      '{',
      signs.map(({ name, amount }) => `${quoted(amount)}: ${quoted(name)}`),
      '}',
    )}.items():`,
    '    x = numbers(data[name])[:, 0]',
    '    data[sign] = np.select([x < 0, x == 0, x > 0], ["negative", "zero", "positive"], "")',
    '    data[name] = data[name].str.strip().str.replace(r"^[-+]", "", regex=True).mask(~(np.abs(x) > 0))',
  ];
}

export function signsInR(columns: readonly ExportedColumn[]): readonly string[] {
  const signs = twoPartColumns(columns, 'sign');
  if (signs.length === 0) return [];
  return [
    '# Amounts of either sign: their signs, and their sizes, are two columns.',
    `for (part in ${wrappedList(
      'list(',
      signs.map(({ name, amount }) => `list(amount = ${quotedForR(amount)}, sign = ${quotedForR(name)})`),
      ')',
    )}) {`,
    '  x <- numbers(data[[part$amount]])',
    '  data[[part$sign]] <- c("negative", "zero", "positive")[sign(x) + 2]',
    '  data[[part$amount]] <- sub("^[-+]", "", trimws(data[[part$amount]]))',
    '  data[[part$amount]][is.na(x) | x == 0] <- NA',
    '}',
  ];
}

export function zerosInPython(columns: readonly ExportedColumn[]): readonly string[] {
  const zeros = twoPartColumns(columns, 'zero');
  if (zeros.length === 0) return [];
  return [
    '# Of these numbers many are zero: whether one is, and how large the others are, are two columns.',
    `for name, zero in ${wrappedList(
      '{',
      zeros.map(({ name, amount }) => `${quoted(amount)}: ${quoted(name)}`),
      '}',
    )}.items():`,
    '    x = numbers(data[name])[:, 0]',
    '    data[zero] = np.where(x == 0, "zero", np.where(x > 0, "more", ""))',
    '    data[name] = data[name].mask(~(x > 0))',
  ];
}

export function zerosInR(columns: readonly ExportedColumn[]): readonly string[] {
  const zeros = twoPartColumns(columns, 'zero');
  if (zeros.length === 0) return [];
  return [
    '# Of these numbers many are zero: whether one is, and how large the others are, are two columns.',
    `for (part in ${wrappedList(
      'list(',
      zeros.map(({ name, amount }) => `list(amount = ${quotedForR(amount)}, zero = ${quotedForR(name)})`),
      ')',
    )}) {`,
    '  x <- numbers(data[[part$amount]])',
    '  data[[part$zero]] <- ifelse(x == 0, "zero", ifelse(x > 0, "more", NA))',
    '  data[[part$amount]][is.na(x) | x <= 0] <- NA',
    '}',
  ];
}

export function plainNumbersInR(
  { dialect }: Pick<ExportedFit, 'dialect'>,
  columns: readonly ExportedColumn[],
): readonly string[] {
  const written = writtenColumns(columns);
  if (written.length === 0) return [];
  return [
    '# Numbers that are written with thousands marks, signs of accountants or units.',
    `for (written in ${wrappedList(
      'list(',
      written.map(({ name, unit }) => `list(name = ${quotedForR(name)}, unit = ${quotedForR(unit)})`),
      ')',
    )}) {`,
    '  cells <- gsub("[\\u2212\\u2013\\ufe63\\uff0d]", "-", trimws(data[[written$name]]))',
    '  if (nzchar(written$unit)) cells <- gsub(written$unit, "", cells, fixed = TRUE)',
    '  # Before an exponent either mark is a decimal one.',
    `  cells <- sub("^([-+(]?\\\\d*)[.,](\\\\d+[eEdD][-+]?\\\\d)", "\\\\1${dialect.decimal}\\\\2", cells)`,
    `  cells <- sub("^\\\\((.*)\\\\)$", "-\\\\1", gsub("${markPattern(dialect)}", "", cells))`,
    '  data[[written$name]] <- gsub("[dD]", "e", sub("^([^-].*)-$", "-\\\\1", cells))',
    '}',
  ];
}
