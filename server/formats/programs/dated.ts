/** Program code that derives days, hours and weekdays from the texts of dates. */
import { CLOCK_FORM, MONTHS, ZONE } from '../../core/csv/cells/writtenDate';
import { WEEKDAYS } from '../../core/schema/dates/dateParts';
import { isEpoch } from '../../core/schema/epoch';
import type { ExportedColumn, ExportedFit } from '../exports/exported';
import { wrappedList, quoted, quotedForR } from './literals';

/** A column of dates, with the columns derived from it. */
interface DatedColumn {
  readonly name: string;
  readonly form: string;
  readonly from: number;
  readonly to: number;
  readonly parts: readonly { readonly name: string; readonly of: string; readonly cut: number }[];
}

function datedColumns({ model }: ExportedFit, columns: readonly ExportedColumn[]): readonly DatedColumn[] {
  return model.schema.flatMap(({ name, index, dates }): readonly DatedColumn[] => {
    const parts = columns.flatMap(({ name: partName, index: partIndex, part }) =>
      partIndex === index && part !== undefined ? [{ name: partName, of: part.of, cut: part.cut ?? 0 }] : [],
    );
    return dates === undefined || parts.length === 0 || isEpoch(dates) ? [] : [{ name, ...dates, parts }];
  });
}

/** Pattern of a word, in the syntax that both Python and R read: named groups, no Unicode classes. */
const WORD = String.raw`[^\s\d.,/:-]{3,10}`;
const TIME = String.raw`(?P<hours>\d{1,2})[:.](?P<minutes>\d{2})(?:[:.](?P<seconds>\d{2})(?:[.,]\d+)?)?(?:\s?(?P<half>[AaPp])\.?[Mm]\.?)?${ZONE}`;
const DATES: Readonly<Record<string, string>> = {
  'D Month YYYY': String.raw`(?P<day>\d{1,2})\.?[-\s/]?(?P<name>${WORD})\.?[-\s/,]*(?P<year>\d{4}|\d{2})`,
  'Month D, YYYY': String.raw`(?P<name>${WORD})\.?[-\s](?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<year>\d{4})`,
  'YYYY-MM': String.raw`(?P<year>\d{4})-(?P<month>\d{2})`,
  YYYYMMDD: String.raw`(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})`,
};
const FIELDS: Readonly<Record<string, string>> = {
  YYYY: String.raw`(?P<year>\d{4})`,
  YY: String.raw`(?P<year>\d{2})`,
  MM: String.raw`(?P<month>\d{1,2})`,
  DD: String.raw`(?P<day>\d{1,2})`,
};

/** Returns a regular expression that matches whole texts of a form. */
function patternOf(form: string): string {
  const weekday = String.raw`\s*(?:[^\W\d_]{2,10}\.?,?\s+)?`;
  if (form === CLOCK_FORM) return `^${weekday}${TIME}$`;
  const isTimed = form.endsWith(` ${CLOCK_FORM}`);
  const date = isTimed ? form.slice(0, -CLOCK_FORM.length - 1) : form;
  const datePattern = DATES[date] ?? date.replace(/[-./]/g, '[$&]').replace(/YYYY|YY|MM|DD/g, (field) => FIELDS[field]);
  return `^${weekday}${datePattern}${isTimed ? String.raw`(?:[T:]|,?\s+)${date === 'YYYYMMDD' ? COMPACT_TIME : TIME}` : String.raw`\s*`}$`;
}

const COMPACT_TIME = String.raw`(?P<hours>\d{2})(?P<minutes>\d{2})(?P<seconds>\d{2})?(?:[.,]\d+)?${ZONE}`;

export function datesInPython(
  fit: ExportedFit,
  columns: readonly ExportedColumn[],
): { readonly lines: readonly string[]; readonly modules: readonly string[] } {
  const dated = datedColumns(fit, columns);
  if (dated.length === 0) return { lines: [], modules: [] };
  const months = MONTHS.flatMap((names, month) => names.map((name) => `${quoted(name)}: ${month + 1}`));
  const limit = (value: number): string => (Number.isFinite(value) ? String(value) : `${value < 0 ? '-' : ''}np.inf`);
  const entries = dated.map(
    ({ name, form, from, to, parts }) =>
      `(${quoted(name)}, ${quoted(patternOf(form))}, ${limit(from)}, ${limit(to)}, ${wrappedList(
        '[',
        parts.map((part) => `(${quoted(part.name)}, "${part.of}", ${part.cut})`),
        ']',
      )})`,
  );
  return {
    modules: ['re'],
    lines: [
      '# Dates: days since 1970-01-01, hours of the day from an hour ' +
        'on, weekdays. Each with the ends of its usual dates, in seconds.',
      wrappedList('months = {', months, '}'),
      wrappedList('weekdays = [', WEEKDAYS.map(quoted), ']'),
      wrappedList('dates = [', entries, ']'),
      '',
      '',
      PYTHON_SECONDS,
      '',
      '',
      PYTHON_PART,
      '',
      '',
      'for name, pattern, low, high, parts in dates:',
      '    times = [seconds(text, pattern) for text in data[name]]',
      '    for own, part, cut in parts:',
      '        data[own] = pd.Series([part_of(time, part, cut) if part != "day" or low <= time <= high ' +
        'else pd.NA for time in times], index=data.index, dtype="string").fillna("")',
    ],
  };
}

const PYTHON_SECONDS = String.raw`def seconds(text, pattern):
    """Seconds since 1970, or of the day for a time alone; NaN where there is no such day."""
    found = re.match(pattern, text)
    if found is None:
        return np.nan
    said = found.groupdict()
    hours = int(said.get("hours") or 0)
    if said.get("half"):
        hours = hours % 12 + (12 if said["half"] in "pP" else 0)
    minutes, rest = int(said.get("minutes") or 0), int(said.get("seconds") or 0)
    if hours > 24 or minutes > 59 or rest > 60:
        return np.nan
    time = 3600 * hours + 60 * minutes + rest
    if said.get("year") is None:
        return time
    year = int(said["year"])
    if len(said["year"]) == 2:
        year += 2000 if year < 69 else 1900
    name = (said.get("name") or "").lower()
    month = next((number for begin, number in months.items() if name.startswith(begin)), 0) if name else int(said["month"])
    try:
        return 86400 * (np.datetime64(f"{year:04}-{month:02}-{int(said.get('day') or 1):02}") - np.datetime64("1970-01-01")).astype(int) + time
    except ValueError:
        return np.nan`;

const PYTHON_PART = `def part_of(time, part, cut):
    if np.isnan(time):
        return pd.NA
    if part == "day":
        return repr(float(time / 86400))
    return repr(float(cut + (time / 3600 - cut) % 24)) if part == "hour" else weekdays[int(time // 86400 + 3) % 7]`;

export function datesInR(fit: ExportedFit, columns: readonly ExportedColumn[]): readonly string[] {
  const dated = datedColumns(fit, columns);
  if (dated.length === 0) return [];
  const months = MONTHS.flatMap((names, month) => names.map((name) => `${quotedForR(name)} = ${month + 1}`));
  const limit = (value: number): string => (Number.isFinite(value) ? String(value) : `${value < 0 ? '-' : ''}Inf`);
  const entries = dated.map(({ name, form, from, to, parts }) =>
    wrappedList(
      'list(',
      [
        `name = ${quotedForR(name)}`,
        `pattern = ${quotedForR(patternOf(form))}`,
        `low = ${limit(from)}`,
        `high = ${limit(to)}`,
        `parts = ${wrappedList(
          'list(',
          parts.map((part) => `list(name = ${quotedForR(part.name)}, of = "${part.of}", cut = ${part.cut})`),
          ')',
        )}`,
      ],
      ')',
    ),
  );
  return [
    '# Dates: days since 1970-01-01, hours of the day from an hour ' +
      'on, weekdays. Each with the ends of its usual dates, in seconds.',
    wrappedList('months <- c(', months, ')'),
    wrappedList('weekdays <- c(', WEEKDAYS.map(quotedForR), ')'),
    R_SECONDS,
    R_PART,
    `for (dated in ${wrappedList('list(', entries, ')')}) {`,
    '  times <- vapply(data[[dated$name]], seconds, 0, pattern = dated$pattern, USE.NAMES = FALSE)',
    '  for (part in dated$parts) {',
    '    isFar <- part$of == "day" & !is.na(times) & (times < dated$low | times > dated$high)',
    '    data[[part$name]] <- part_of(ifelse(isFar, NA, times), part)',
    '  }',
    '}',
  ];
}

const R_SECONDS = String.raw`# Seconds since 1970, or of the day for a time alone; NA where there is no such day.
seconds <- function(text, pattern) {
  found <- regexpr(pattern, text, perl = TRUE)
  if (is.na(found) || found < 0) return(NA_real_)
  from <- attr(found, "capture.start")
  said <- substring(text, from, from + attr(found, "capture.length") - 1)
  names(said) <- attr(found, "capture.names")
  number <- function(name, otherwise) if (name %in% names(said) && nzchar(said[[name]])) as.numeric(said[[name]]) else otherwise
  hours <- number("hours", 0)
  if ("half" %in% names(said) && nzchar(said[["half"]])) hours <- hours %% 12 + if (said[["half"]] %in% c("p", "P")) 12 else 0
  if (hours > 24 || number("minutes", 0) > 59 || number("seconds", 0) > 60) return(NA_real_)
  time <- 3600 * hours + 60 * number("minutes", 0) + number("seconds", 0)
  if (!("year" %in% names(said))) return(time)
  year <- number("year", NA)
  if (nchar(said[["year"]]) == 2) year <- year + if (year < 69) 2000 else 1900
  month <- if ("name" %in% names(said)) unname(months[startsWith(tolower(said[["name"]]), names(months))][1]) else number("month", NA)
  day <- as.Date(sprintf("%04d-%02d-%02d", year, month, number("day", 1)), format = "%Y-%m-%d")
  86400 * as.numeric(day) + time
}`;

const R_PART = String.raw`part_of <- function(times, part) {
  if (part$of == "weekday") return(weekdays[(times %/% 86400 + 3) %% 7 + 1])
  value <- if (part$of == "day") times / 86400 else part$cut + (times / 3600 - part$cut) %% 24
  ifelse(is.na(value), NA, sprintf("%.17g", value))
}`;
