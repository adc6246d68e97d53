"""One program in Python: python3 run.py PROGRAM IN.json OUT.json

In and out are those of ../r/run.R. PROGRAM.py defines `version`, `fit_default(data, k)` and `fit_many(data, k)`.
"""
import importlib
import json
import sys
import time
import warnings

import numpy as np


class Data:
    """The columns as one matrix of doubles, missing cells NaN, log-normal columns as their logarithms."""

    def __init__(self, given):
        self.seed, self.starts, self.columns = given["seed"], given["starts"], given["columns"]
        self.matrix = np.array([[np.nan if v is None else v for v in c["values"]] for c in self.columns], dtype=float).T
        logs = [d for d, c in enumerate(self.columns) if c["kind"] == "lognormal"]
        self.matrix[:, logs] = np.log(self.matrix[:, logs])
        # What the logarithms add to the NLML in the data's own units.
        self.jacobian = float(np.nansum(self.matrix[:, logs]))

    def outcome(self, reported, weights, columns):
        return {"reported": reported + self.jacobian, "weights": list(map(float, weights)), "columns": columns}

    def is_spike(self, fitted):
        return any(min(fitted["columns"][c["name"]]["sd"]) ** 2 < c["floor"] for c in self.columns if "floor" in c)

    def best_of(self, count, attempt):
        """The best of many attempts, spikes and failures left out and counted."""
        best, spikes, failed = None, [], 0
        for i in range(count):
            try:
                fitted = attempt(i)
            except (ValueError, FloatingPointError, np.linalg.LinAlgError):
                fitted = None
            if fitted is None or not np.isfinite(fitted["reported"]):
                failed += 1
            elif self.is_spike(fitted):
                spikes.append(fitted["reported"])
            elif best is None or fitted["reported"] < best["reported"]:
                best = fitted
        if best is None:
            raise ValueError(f"of {count} starts {len(spikes)} ended in spikes and {failed} failed")
        return {**best, "starts": count, "spikes": len(spikes), "failed": failed, **({"lowestSpike": min(spikes)} if spikes else {})}


def timed(data, k, mode, fit):
    began = time.perf_counter()
    try:
        run = fit(data, k)
    except Exception as error:  # whatever a program raises is what it ended with
        run = {"error": " ".join(str(error).split())}
    return {"k": k, "mode": mode, "seconds": time.perf_counter() - began, **run}


def main(name, source, target):
    warnings.simplefilter("ignore")
    program = importlib.import_module(f"fit_{name}")
    with open(source, encoding="utf-8") as file:
        given = json.load(file)
    data = Data(given)
    modes = (("default", program.fit_default), ("many", program.fit_many))
    runs = [timed(data, k, mode, fit) for k in given["k"] for mode, fit in modes]
    with open(target, "w", encoding="utf-8") as file:
        json.dump({"version": program.version, "runs": runs}, file)


main(*sys.argv[1:])
