"""The whole job as one would write it: python3 job.py FILE K [N_INIT TOL]

Reads a CSV of numbers, fits, and finds posteriors and log densities of all rows; prints {"nlml", "iterations"}.
"""
import json
import sys
import warnings

import pandas as pd
from sklearn.mixture import GaussianMixture


def main(file, k, n_init="1", tolerance="1e-3"):
    warnings.simplefilter("ignore")
    frame = pd.read_csv(file)
    # Its default of 100 iterations is raised only for a tolerance that would not be met within them.
    iterations = 100 if tolerance == "1e-3" else 5000
    mixture = GaussianMixture(int(k), covariance_type="diag", random_state=0, n_init=int(n_init), tol=float(tolerance), max_iter=iterations)
    mixture.fit(frame)
    posteriors = mixture.predict_proba(frame)
    log_densities = mixture.score_samples(frame)
    assert posteriors.shape == (len(frame), int(k))
    print(json.dumps({"nlml": -float(log_densities.sum()), "iterations": mixture.n_iter_}))


main(*sys.argv[1:])
