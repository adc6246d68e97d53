"""Outliers by scikit-learn: a line of JSON answers each line of JSON.

{"do": "about"}                                          its version
{"do": "judge", "file", "numbers", "levels", "most"}     the `most` strangest rows by each program, and of each the strangest cell

Both programs take no missing cells: medians stand in for numbers, and the forest sees levels as indicators.
"""
import csv
import json
import os
import sys
import time
import warnings

# The other core has other work; and small tables are quicker on one thread.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import sklearn
from sklearn.covariance import MinCovDet
from sklearn.ensemble import IsolationForest

TREES = 100


def about(_):
    return {"version": f"scikit-learn {sklearn.__version__}"}


def read(file, numbers, levels):
    with open(file, newline="") as lines:
        records = list(csv.DictReader(lines))
    x = np.array([[float(record[name] or "nan") for name in numbers] for record in records])
    texts = [np.array([record[name] for record in records]) for name in levels]
    indicators = [(text == level)[:, None] for text in texts for level in sorted(set(text) - {""})]
    return x, np.hstack([x[:, :0], *indicators])


def robust_z(x):
    middle = np.nanmedian(x, axis=0)
    width = 1.4826 * np.nanmedian(np.abs(x - middle), axis=0)
    width = np.where(width > 0, width, np.nanstd(x, axis=0))
    # A missing cell is nobody's error.
    return np.nan_to_num(np.abs(x - middle) / np.where(width > 0, width, 1))


def strangest(scores, z, numbers, most):
    rows = np.argsort(-scores, kind="stable")[:most]
    return {"rows": rows.tolist(), "columns": [numbers[column] for column in z[rows].argmax(axis=1)]}


def forest(filled, indicators):
    x = np.hstack([filled, indicators])
    return -IsolationForest(n_estimators=TREES, random_state=0).fit(x).score_samples(x)


def determinant(filled, _):
    if len(filled) <= 5 * filled.shape[1]:
        raise ValueError("too few rows")
    return MinCovDet(random_state=0).fit(filled).mahalanobis(filled)


def judge(request):
    x, indicators = read(request["file"], request["numbers"], request["levels"])
    filled = np.where(np.isnan(x), np.nanmedian(x, axis=0), x)
    z = robust_z(x)
    answers = {}
    for name, scorer in {"Isolation Forest": forest, "MCD": determinant}.items():
        began = time.perf_counter()
        try:
            found = strangest(scorer(filled, indicators), z, request["numbers"], request["most"])
            answers[name] = {**found, "seconds": time.perf_counter() - began}
        except ValueError as error:
            answers[name] = {"failed": str(error)}
    return answers


def main():
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"about": about, "judge": judge}[request["do"]](request)
        except Exception as error:  # told to whoever asked
            answer = {"error": " ".join(f"{type(error).__name__}: {error}".split())}
        print(json.dumps(answer), flush=True)


main()
