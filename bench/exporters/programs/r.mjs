// R and its packages that write tables.
import { join } from 'node:path';
import { plainR } from '../../interpreters.mjs';
import { call, versionOf } from '../call.mjs';
import { columns, literals } from '../known.mjs';

const rNumber = (value) => (value === undefined ? 'NA' : value === Infinity ? 'Inf' : value === -Infinity ? '-Inf' : String(value));
const rText = (value) => (value === undefined ? 'NA' : `"${value}"`);
const rBoolean = (value) => (value === undefined ? 'NA' : value ? 'TRUE' : 'FALSE');

/** An expression for each column. */
const written = {
  member: (name) => `c(${literals(name, rBoolean)})`,
  day: (name) => `as.Date(c(${literals(name, rText)}))`,
  stamp: (name) => `as.POSIXct(c(${literals(name, rText)}), tz = "UTC")`,
  city: (name) => `c(${literals(name, rText)})`,
};
const frame = `d <- data.frame(${columns.map((name) => `${name} = ${written[name]?.(name) ?? `c(${literals(name, rNumber)})`}`).join(',\n')}, stringsAsFactors = FALSE)`;

function write(folder, library, statements) {
  const script = [...(library === undefined ? [] : [`suppressPackageStartupMessages(library(${library}))`]), frame, ...statements];
  call(plainR(), ['-'], { input: `${script.join('\n')}\n`, cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
}

/** A program whose exports are single calls: `[what is told, call, more of the export]`. */
function ofCalls(name, library, install, calls) {
  const find = () => {
    const command = plainR();
    if (command === undefined) return undefined;
    return library === undefined ? versionOf(command) : versionOf(command, ['-e', `cat(format(packageVersion("${library}")))`]);
  };
  const exports = (folder) => {
    const file = (i) => `${name.replaceAll(/\W/g, '')}-${i}.csv`;
    write(folder, library, calls.map(([, said], i) => said.replace('FILE', `"${file(i)}"`)));
    return calls.map(([told, , more], i) => ({ name: told, file: join(folder, file(i)), ...more }));
  };
  return { name, install, find, exports };
}

const rowNames = { before: 1 };
const withoutStamp = { names: columns.filter((name) => name !== 'stamp') };

/** Codes for "missing" and labels of values, as files of SPSS and Stata have them. */
const labelled = [
  `d$visits <- labelled(ifelse(is.na(d$visits), tagged_na("a"), d$visits), c(refused = tagged_na("a")))`,
  'd$member <- labelled(as.integer(d$member), c(no = 0L, yes = 1L))',
  'write_dta(d, "labelled.dta")',
  'd <- read_dta("labelled.dta")',
  'write.csv(d, FILE, row.names = FALSE)',
].join('\n');

export default [
  ofCalls('R', undefined, 'apt-get install r-base-core', [
    ['write.csv', 'write.csv(d, FILE)', rowNames],
    ['write.csv, row.names = FALSE', 'write.csv(d, FILE, row.names = FALSE)'],
    ['write.csv, na = ""', 'write.csv(d, FILE, row.names = FALSE, na = "")'],
    ['write.csv2', 'write.csv2(d, FILE)', rowNames],
    ['write.table, tabs', 'write.table(d, FILE, sep = "\\t")', rowNames],
    ['write.table, tabs, no quotes', 'write.table(d, FILE, sep = "\\t", quote = FALSE, row.names = FALSE)'],
    ['write.table, row names', 'rownames(d) <- paste("case", d$id); write.table(d, FILE, sep = ",")', rowNames],
    ['write.table, blanks, no date-times', 'write.table(d[names(d) != "stamp"], FILE)', { ...rowNames, ...withoutStamp }],
    ['write.table, blanks, dates as text', 'e <- d; e$day <- format(e$day); e$stamp <- format(e$stamp); write.table(e, FILE, row.names = FALSE)'],
    ['write.table, no header', 'write.table(d, FILE, sep = ";", dec = ",", row.names = FALSE, col.names = FALSE)', { noHeader: true }],
  ]),
  ofCalls('readr', 'readr', 'apt-get install r-cran-readr', [
    ['write_csv', 'write_csv(d, FILE)'],
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
    ['fwrite, yaml = TRUE', 'fwrite(d, FILE, yaml = TRUE, bom = TRUE)'],
    ['fwrite, sep = ";", dec = ","', 'fwrite(d, FILE, sep = ";", dec = ",")'],
    ['fwrite, dec = ","', 'fwrite(d, FILE, sep = "|", dec = ",", na = "NA", quote = TRUE)'],
    ['fwrite, row.names, logical01', 'fwrite(d, FILE, row.names = TRUE, logical01 = TRUE, dateTimeAs = "write.csv")', rowNames],
  ]),
  ofCalls('haven', 'haven', 'apt-get install r-cran-haven', [
    ['read_dta, then write.csv', labelled, { infinities: 'missing' }],
  ]),
];
