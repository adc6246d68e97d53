"""Cells that dBoost (Mariet, Harding & Madden 2016) tells: python dboost.py DIR FILE MODEL..., DIR a copy of its repository. Prints a row and a column a line, from 0."""
import contextlib
import csv
import io
import sys

directory, file, *model = sys.argv[1:]
sys.path.insert(0, directory)
import dboost
from dboost import cli
from dboost.utils.printing import expand_hints
from dboost.utils.autoconv import autoconv

parser = cli.get_stdin_parser()
sys.argv = ["dboost", "-F", ",", "--statistical", "0.5", *model, file]
args, models, analyzers, rules = cli.parsewith(parser)


def typed(column):
    """Its own reader drops rows in which a number is none, and counts on without them; here such a column is one of texts."""
    converted = [autoconv(cell, args.floats_only) for cell in column]
    kinds = {type(cell) for cell in converted}
    if kinds <= {int, float} and len(kinds) == 2:
        return [float(cell) for cell in converted]
    return converted if len(kinds) == 1 else column


table = list(zip(*map(typed, zip(*csv.reader(open(file, newline=""))))))
rows = lambda: iter(table)
quiet = io.StringIO()
with contextlib.redirect_stderr(quiet), contextlib.redirect_stdout(quiet):
    found = list(dboost.outliers(rows, rows, analyzers[0], models[0], rules, args.runtime_progress, args.maxrecords))
for line, (_, _, discrepancies) in found:
    for group in discrepancies:
        for column, _ in expand_hints(group, analyzers[0].hints):
            print(line, column)
