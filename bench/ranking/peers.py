"""Ranks the rows of a CSV by other methods: python3 peers.py FILE

Prints a line of JSON for each method: {"name", "seconds", "scores"}, greater where a row is stranger, or {"name", "failed"}.
Text columns become one column of zeros and ones for each text, but for HBOS, which counts texts. Missing numbers become medians.
"""
import json
import sys
import time
import warnings

import numpy as np
import pandas as pd
from sklearn.covariance import MinCovDet
from sklearn.ensemble import IsolationForest

SEED = 0


def isolation_forest(x, _):
    return -IsolationForest(random_state=SEED).fit(x).score_samples(x)


def hbos(_, table):
    """Goldstein & Dengel 2012: the sum of log(1 / height) over histograms of sqrt(n) bins of one width, the highest bin of height 1."""
    bins = max(2, int(np.sqrt(len(table))))
    scores = np.zeros(len(table))
    for _, column in table.items():
        if pd.api.types.is_numeric_dtype(column):
            places = np.digitize(column, np.linspace(column.min(), column.max(), bins + 1)[1:-1])
        else:
            places = pd.factorize(column)[0]
        counts = np.bincount(places)
        scores -= np.log(counts[places] / counts.max())
    return scores


def ecod(x, _):
    """Li et al. 2022, as the authors' program in PyOD has it: the sum of the greater of -log of the left and of the right tail.

    Algorithm 1 of the paper compares the sums instead, which ranks a little worse. The tail on the side of the skew is one of the two.
    """
    return np.maximum(tails(x), tails(-x)).sum(axis=1)


def tails(x):
    """-log of the share of rows that are not above each cell."""
    return np.stack([-np.log(np.searchsorted(np.sort(column), column, side="right") / len(x)) for column in x.T], axis=1)


def mcd(x, _):
    return MinCovDet(random_state=SEED).fit(x).mahalanobis(x)


def read(file):
    """The numbers of all columns that vary, and the table with its texts."""
    table = pd.read_csv(file)
    table = table.loc[:, table.nunique(dropna=False) > 1]
    numbers = table.select_dtypes("number").columns
    table[numbers] = table[numbers].astype(float).fillna(table[numbers].median())
    table = table.fillna("")
    return pd.get_dummies(table).to_numpy(float), table


def answer(name, method, x, table):
    began = time.perf_counter()
    try:
        scores = method(x, table)
        if not np.isfinite(scores).all():
            raise ValueError("some scores are not finite")
        return {"name": name, "seconds": time.perf_counter() - began, "scores": scores.tolist()}
    except (ValueError, np.linalg.LinAlgError) as error:
        return {"name": name, "failed": str(error).split("\n")[0]}


def main(file):
    warnings.simplefilter("ignore")
    x, table = read(file)
    # The slowest comes last: what is printed before a limit of time counts.
    for name, method in {"forest": isolation_forest, "hbos": hbos, "ecod": ecod, "mcd": mcd}.items():
        print(json.dumps(answer(name, method, x, table)), flush=True)


main(*sys.argv[1:])
