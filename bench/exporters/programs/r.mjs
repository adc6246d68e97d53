// R and its packages that write tables.
import { join } from 'node:path';
import { plainR } from '../../interpreters.mjs';
import { call, versionOf } from '../call.mjs';
import { columns, literals, remarked, unbroken } from '../known.mjs';

const rNumber = (value) =>
  value === undefined ? 'NA' : value === Infinity ? 'Inf' : value === -Infinity ? '-Inf' : String(value);
const rText = (value) => (value === undefined ? 'NA' : JSON.stringify(value));
const rBoolean = (value) => (value === undefined ? 'NA' : value ? 'TRUE' : 'FALSE');

/** An expression for each column. */
const written = {
  member: (name) => `c(${literals(name, rBoolean)})`,
  day: (name) => `as.Date(c(${literals(name, rText)}))`,
  stamp: (name) => `as.POSIXct(c(${literals(name, rText)}), tz = "UTC")`,
  city: (name) => `c(${literals(name, rText)})`,
};
const frame = `d <- data.frame(${columns.map((name) => `${name} = ${written[name]?.(name) ?? `c(${literals(name, rNumber)})`}`).join(',\n')}, stringsAsFactors = FALSE)
r <- data.frame(id = d$id, remark = c(${literals('remark', rText)}), height = d$height)`;

function write(folder, library, statements) {
  const script = [
    ...(library === undefined ? [] : [`suppressPackageStartupMessages(library(${library}))`]),
    frame,
    ...statements,
  ];
  call(plainR(), ['-'], { input: `${script.join('\n')}\n`, cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
}

/** A program whose exports are single calls: `[what is told, call, more of the export]`. */
function ofCalls(name, library, install, calls) {
  const find = () => {
    const command = plainR();
    if (command === undefined) return undefined;
    return library === undefined
      ? versionOf(command)
      : versionOf(command, ['-e', `cat(format(packageVersion("${library}")))`]);
  };
  const exports = (folder) => {
    const file = (i) => `${name.replaceAll(/\W/g, '')}-${i}.csv`;
    write(
      folder,
      library,
      calls.map(([, said], i) => said.replace('FILE', `"${file(i)}"`)),
    );
    return calls.map(([told, , more], i) => ({ name: told, file: join(folder, file(i)), ...more }));
  };
  return { name, install, find, exports };
}

const rowNames = { before: 1 };
/** Strokes around a table make an empty column before the first. */
const bars = { before: 1 };
const withoutStamp = { names: columns.filter((name) => name !== 'stamp') };

/** Codes for "missing" and labels of values, as files of SPSS and Stata have them. */
const labelled = [
  `d$visits <- labelled(ifelse(is.na(d$visits), tagged_na("a"), d$visits), c(refused = tagged_na("a")))`,
  'd$member <- labelled(as.integer(d$member), c(no = 0L, yes = 1L))',
  'write_dta(d, "labelled.dta")',
  'd <- read_dta("labelled.dta")',
  'write.csv(d, FILE, row.names = FALSE)',
].join('\n');

const hard = { names: remarked };
const withoutBlanks = { names: unbroken };
const seven = { digits: { all: 7 } };

export default [
  ofCalls('R', undefined, 'apt-get install r-base-core', [
    ['write.csv', 'write.csv(d, FILE)', rowNames],
    ['write.csv, row.names = FALSE', 'write.csv(d, FILE, row.names = FALSE)'],
    ['write.csv, na = ""', 'write.csv(d, FILE, row.names = FALSE, na = "")'],
    ['write.csv, hard texts', 'write.csv(r, FILE, row.names = FALSE)', hard],
    ['write.table, hard texts', 'write.table(r, FILE, sep = ";", row.names = FALSE)', hard],
    ['write.csv2', 'write.csv2(d, FILE)', rowNames],
    ['write.table, tabs', 'write.table(d, FILE, sep = "\\t")', rowNames],
    ['write.table, tabs, no quotes', 'write.table(d, FILE, sep = "\\t", quote = FALSE, row.names = FALSE)'],
    ['write.table, row names', 'e <- d; rownames(e) <- paste("case", e$id); write.table(e, FILE, sep = ",")', rowNames],
    [
      'write.table, blanks, no date-times',
      'write.table(d[names(d) != "stamp"], FILE)',
      { ...rowNames, ...withoutStamp },
    ],
    [
      'write.table, blanks, dates as text',
      'e <- d; e$day <- format(e$day); e$stamp <- format(e$stamp); write.table(e, FILE, row.names = FALSE)',
    ],
    ['write.csv, Latin-1, CRLF', 'write.csv(d, FILE, row.names = FALSE, fileEncoding = "latin1", eol = "\\r\\n")'],
    ['write.table, UTF-16LE, tabs', 'write.table(d, FILE, row.names = FALSE, sep = "\\t", fileEncoding = "UTF-16")'],
    [
      'write.csv, factors, large numbers as they are',
      'e <- d; e$city <- factor(e$city); e$pop <- format(e$pop, scientific = FALSE); write.csv(e, FILE, row.names = FALSE)',
    ],
    ['write.csv of format(d, big.mark)', 'write.csv(format(d, big.mark = ",", digits = 15), FILE, row.names = FALSE)'],
    [
      'write.csv, German dates',
      'e <- d; e$day <- format(e$day, "%d.%m.%Y"); e$stamp <- format(e$stamp, "%d.%m.%Y %H:%M"); write.csv2(e, FILE, row.names = FALSE)',
      { as: { stamp: (value) => value?.replace(/\d\d$/, '00') } },
    ],
    [
      'write.csv, dates as asctime() and SAS have them',
      'e <- d; e$day <- toupper(format(e$day, "%d%b%Y")); e$stamp <- format(e$stamp, "%c"); write.csv(e, FILE, row.names = FALSE)',
    ],
    [
      'print, cells without blanks',
      'sink(FILE); options(width = 200); print(d[!names(d) %in% c("stamp", "city")]); sink()',
      { ...rowNames, ...withoutBlanks, digits: { all: 6 } },
    ],
    // Its cells are not in quotes, and are two between blanks.
    [
      'write.table, blanks, date-times',
      'write.table(d, FILE, row.names = FALSE)',
      { open: 'date-times are two cells under one name' },
    ],
    [
      'write.table, no header',
      'write.table(d, FILE, sep = ";", dec = ",", row.names = FALSE, col.names = FALSE)',
      { noHeader: true },
    ],
  ]),
  ofCalls('readr', 'readr', 'apt-get install r-cran-readr', [
    ['write_csv', 'write_csv(d, FILE)'],
    ['write_csv, hard texts', 'write_csv(r, FILE)', hard],
    ['write_csv2', 'write_csv2(d, FILE)'],
    ['write_excel_csv', 'write_excel_csv(d, FILE)'],
    ['write_excel_csv2', 'write_excel_csv2(d, FILE)'],
    ['write_tsv', 'write_tsv(d, FILE)'],
    ['write_delim', 'write_delim(d, FILE)'],
    ['write_csv, quote = "all"', 'write_csv(d, FILE, quote = "all", na = "")'],
    ['write_csv, escape = "backslash"', 'write_csv(d, FILE, escape = "backslash", eol = "\\r\\n")'],
  ]),
  ofCalls('data.table', 'data.table', 'apt-get install r-cran-data.table r-cran-yaml', [
    ['fwrite', 'fwrite(d, FILE)'],
    ['fwrite, hard texts', 'fwrite(r, FILE)', hard],
    ['fwrite, hard texts, qmethod = "escape"', 'fwrite(r, FILE, qmethod = "escape")', hard],
    ['fwrite, yaml = TRUE', 'fwrite(d, FILE, yaml = TRUE, bom = TRUE)'],
    ['fwrite, sep = ";", dec = ","', 'fwrite(d, FILE, sep = ";", dec = ",")'],
    ['fwrite, dec = ","', 'fwrite(d, FILE, sep = "|", dec = ",", na = "NA", quote = TRUE)'],
    [
      'fwrite, row.names, logical01',
      'fwrite(d, FILE, row.names = TRUE, logical01 = TRUE, dateTimeAs = "write.csv")',
      rowNames,
    ],
  ]),
  ofCalls('vroom', 'vroom', 'apt-get install r-cran-vroom', [
    ['vroom_write', 'vroom_write(d, FILE)'],
    ['vroom_write, bars', 'vroom_write(d, FILE, delim = "|", na = "")'],
  ]),
  ofCalls('knitr', 'knitr', 'apt-get install r-cran-knitr', [
    ['kable, pipe', 'writeLines(kable(d, "pipe", digits = 15), FILE)', { ...bars, ...seven }],
    [
      'kable, pipe, big.mark',
      'writeLines(kable(d, "pipe", digits = 15, format.args = list(big.mark = ",")), FILE)',
      { ...bars, ...seven },
    ],
  ]),
  ofCalls('haven', 'haven', 'apt-get install r-cran-haven', [
    ['read_dta, then write.csv', labelled, { infinities: 'missing' }],
  ]),
];
