#!/usr/bin/env bash
# csvsort of csvkit sorts a table by one column, and rewrites the others: it infers their types, and "Mon" and "Tue" are dates to it, in the first days
# of the year 1. Monday becomes the 8th of January and Sunday the 7th, so that the days of a week are not even in order; "May" is the 1st of May
# of that year. The country code NA (Namibia) and the word "none" become empty cells, also with --no-inference, and 01067 loses its zero. There is no
# warning. One expects of a sort that the lines are the same ones afterwards, in another order, as they are with --no-inference --blanks.
# Run by hand: findings/csvsort-changes-cells.sh. Needs csvkit (Debian: csvkit 1.0.7-1). Fails when the behaviour changes.
set -euo pipefail
command -v csvsort >/dev/null || { echo 'csvkit is not installed: apt-get install csvkit'; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export LC_ALL=C.UTF-8
cat > shifts.csv <<'CSV'
shift,day,month,country,zip,allergy
1,Mon,May,DE,01067,nuts
2,Tue,May,NA,10115,none
3,Sun,Jun,DE,80331,none
CSV
csvsort --version 2>&1
printf '\ncsvsort -c shift:\n'
csvsort -c shift shifts.csv | tee inferred.csv
printf '\ncsvsort -c shift --no-inference:\n'
csvsort -c shift --no-inference shifts.csv | tee untyped.csv
printf '\ncsvsort -c shift --no-inference --blanks:\n'
csvsort -c shift --no-inference --blanks shifts.csv | tee plain.csv
cat > expected.csv <<'CSV'
shift,day,month,country,zip,allergy
1,0001-01-08,0001-05-01,DE,1067,nuts
2,0001-01-02,0001-05-01,,10115,
3,0001-01-07,0001-06-01,DE,80331,
CSV
if ! cmp -s inferred.csv expected.csv || ! cmp -s <(sed 's/,NA,/,,/; s/,none$/,/' shifts.csv) untyped.csv || ! cmp -s plain.csv shifts.csv; then
  echo 'The behaviour is another one now.'
  exit 1
fi
