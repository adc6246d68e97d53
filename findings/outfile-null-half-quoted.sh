#!/usr/bin/env bash
# MariaDB doubles quotes in CSV, as RFC 4180 wants them, if the quote is told to be the escape character: ENCLOSED BY '"' ESCAPED BY '"'. A NULL is
# then written as the escape character with an N behind it: "N, a quote that nothing closes. To other programs the rest of the line, and the next
# ones up to a quote, are one cell: rows are lost. Without an escape character NULL is the word NULL without quotes, which other programs can tell
# from a text; but then quotes in texts are not doubled. No clause gives valid CSV of a table that has both. One expects that it is valid CSV,
# or a warning: there is none about it.
# Run by hand: findings/outfile-null-half-quoted.sh. Needs MariaDB and Python (Debian: mariadb-server 10.11, python3). Fails when the behaviour changes.
set -euo pipefail
for program in mariadbd mariadb mariadb-install-db python3; do
  command -v "$program" >/dev/null || { echo "$program is not installed: apt-get install mariadb-server python3"; exit 1; }
done
folder=$(mktemp -d)
server=''
# The server ends first: its files are in the folder.
trap '[ -z "$server" ] || { kill "$server" && wait "$server" || true; }; rm -rf "$folder"' EXIT
chmod 755 "$folder"
mkdir "$folder/data"
as=()
# The server does not run as root.
if [ "$(id -u)" = 0 ]; then
  chown nobody "$folder/data"
  as=(--user=nobody)
fi
mariadb-install-db --no-defaults --datadir="$folder/data" --auth-root-authentication-method=normal --skip-test-db "${as[@]}" >/dev/null
mariadbd --no-defaults --datadir="$folder/data" --socket="$folder/data/socket" --skip-networking --skip-grant-tables "${as[@]}" 2>"$folder/log" &
server=$!
for _ in $(seq 300); do [ -S "$folder/data/socket" ] && break; sleep 0.1; done
ask() { mariadb --no-defaults --socket="$folder/data/socket" -u root -N -B -e "$1"; }
ask 'SELECT VERSION()'
ask "CREATE DATABASE e; USE e; CREATE TABLE given (id INT, remark VARCHAR(40), mass DOUBLE);
INSERT INTO given VALUES (1, 'a 3\" pipe', 2.5), (2, NULL, 3.5), (3, 'none', NULL), (4, 'spare', 4.5);
SELECT * INTO OUTFILE '$folder/data/doubled.csv' FIELDS TERMINATED BY ',' ENCLOSED BY '\"' ESCAPED BY '\"' FROM given;
SHOW WARNINGS;
SELECT * INTO OUTFILE '$folder/data/unescaped.csv' FIELDS TERMINATED BY ',' ENCLOSED BY '\"' ESCAPED BY '' FROM given;"
printf '\nENCLOSED BY %s ESCAPED BY %s:\n' "'\"'" "'\"'"
cat "$folder/data/doubled.csv"
printf '\nENCLOSED BY %s ESCAPED BY %s:\n' "'\"'" "''"
cat "$folder/data/unescaped.csv"
python3 - "$folder/data/doubled.csv" "$folder/data/unescaped.csv" <<'PYTHON'
import csv
import sys
doubled, unescaped = [open(path, newline='').read() for path in sys.argv[1:]]
rows = list(csv.reader(doubled.splitlines(keepends=True)))
print('\nThe first of them by the csv module of Python,', len(rows), 'of 4 rows:')
for row in rows:
    print(row)
same = doubled == '"1","a 3"" pipe","2.5"\n"2","N,"3.5"\n"3","none","N\n"4","spare","4.5"\n' and len(rows) == 3
other = unescaped == '"1","a 3" pipe","2.5"\n"2",NULL,"3.5"\n"3","none",NULL\n"4","spare","4.5"\n'
if not (same and other):
    sys.exit('The behaviour is another one now.')
PYTHON
