#!/usr/bin/env bash
# R's write.table() quotes texts, since the default delimiter is a blank, and it does not quote date-times, which have a blank in them. A column of POSIXct
# thus becomes two fields under one name. Where the row names are left out, each row has one field more than the header, and that is just how
# read.table() recognises row names: it takes the dates away as row names, reads the times as the column, and says nothing. With row names it stops with
# an error. Whoever knows that write.table() quotes what needs quotes expects that the defaults of the two functions fit each other.
# Run by hand: findings/write-table-date-times.sh. Needs R (Debian: r-base-core 4.2.2). Fails when the behaviour changes.
set -euo pipefail
command -v Rscript >/dev/null || { echo 'R is not installed: apt-get install r-base-core'; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > rooms.R <<'R'
cat(R.version.string, "\n")
given <- data.frame(taken = as.POSIXct("2024-05-01 08:00:00", tz = "UTC") + 86400 * 0:3, room = c("north wing", "attic", "north wing", "cellar"), celsius = c(18.1, 18.4, 19.5, 11.2))

write.table(given, "without-names.txt", row.names = FALSE)
cat("\nwrite.table(given, row.names = FALSE):", readLines("without-names.txt", 3), sep = "\n")
back <- withCallingHandlers(read.table("without-names.txt", header = TRUE), warning = function(w) stop("a warning now: ", conditionMessage(w)))
cat("\nread.table(header = TRUE) of that, without a warning:\n")
print(back)

write.table(given, "with-names.txt")
failure <- tryCatch({ read.table("with-names.txt", header = TRUE); "none" }, error = conditionMessage)
cat("\nread.table() of write.table() with row names fails:", failure, "\n")

is_shifted <- identical(names(back), names(given)) && identical(back$taken, rep("08:00:00", 4)) && identical(rownames(back), format(given$taken, "%Y-%m-%d"))
is_quoted_text <- identical(back$room, given$room)
if (!(is_shifted && is_quoted_text && failure != "none")) { cat("The behaviour is another one now.\n"); quit(status = 1) }
R
Rscript rooms.R
