"""scikit-learn with its data in memory: a line of JSON answers each line of JSON.

{"do": "about"}                                       versions and threads
{"do": "load", "doubles", "rows", "columns"}          one column after another
{"do": "em", "start", "iterations": [few, many]}      seconds of one iteration, NLML after many
{"do": "auto", "most"}                                K by BIC: seconds, k, nlml
"""
import json
import sys
import time
import warnings
from importlib.metadata import version

import numpy as np
import sklearn
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_info

matrix = None


def about(_):
    threads = max(pool["num_threads"] for pool in threadpool_info())
    return {"version": f"scikit-learn {sklearn.__version__} (numpy {np.__version__}, pandas {version('pandas')}, {threads} threads)"}


def load(request):
    global matrix
    matrix = np.ascontiguousarray(np.fromfile(request["doubles"]).reshape(request["columns"], request["rows"]).T)
    return {}


def em(request):
    start = {name: np.array(value) for name, value in request["start"].items()}
    few, many = request["iterations"]

    def run(iterations):
        # Before it takes the parameters given, this version computes some of its own: "random" is its cheapest way.
        mixture = GaussianMixture(
            len(start["weights"]), covariance_type="diag", reg_covar=0, tol=0, max_iter=iterations, init_params="random", random_state=0,
            weights_init=start["weights"], means_init=start["means"], precisions_init=start["sds"] ** -2.0)
        began = time.perf_counter()
        mixture.fit(matrix)
        return mixture, time.perf_counter() - began

    _, short = run(few)
    mixture, long = run(many)
    return {"seconds": (long - short) / (many - few), "nlml": -float(mixture.score_samples(matrix).sum())}


def auto(request):
    began = time.perf_counter()
    fits = [GaussianMixture(k, covariance_type="diag", random_state=0).fit(matrix) for k in range(1, request["most"] + 1)]
    bics = [mixture.bic(matrix) for mixture in fits]
    best = fits[int(np.argmin(bics))]
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "k": best.n_components, "nlml": -float(best.score_samples(matrix).sum())}


def main():
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"about": about, "load": load, "em": em, "auto": auto}[request["do"]](request)
        except Exception as error:  # told to whoever asked
            answer = {"error": " ".join(f"{type(error).__name__}: {error}".split())}
        print(json.dumps(answer), flush=True)


main()
