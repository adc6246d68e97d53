"""The whole job as one would write it: python3 job.py FILE K [N_INIT TOL], python3 job.py FILE auto

Reads a CSV, fits its columns of numbers, and finds posteriors and log densities of all rows; prints {"k", "nlml", "iterations"}.
`auto` takes the K from 1 to 10 of the lowest BIC.
"""
import json
import sys
import warnings

import pandas as pd
from sklearn.mixture import GaussianMixture


def fitted(x, k, n_init=1, tolerance=1e-3):
    # The default of 100 iterations is raised only for a tolerance that would not be met within them.
    iterations = 100 if tolerance == 1e-3 else 5000
    return GaussianMixture(k, covariance_type="diag", random_state=0, n_init=n_init, tol=tolerance, max_iter=iterations).fit(x)


def main(file, k, n_init="1", tolerance="1e-3"):
    warnings.simplefilter("ignore")
    x = pd.read_csv(file).select_dtypes("number").to_numpy()
    if k == "auto":
        mixture = min((fitted(x, count) for count in range(1, 11)), key=lambda one: one.bic(x))
    else:
        mixture = fitted(x, int(k), int(n_init), float(tolerance))
    posteriors = mixture.predict_proba(x)
    log_densities = mixture.score_samples(x)
    assert posteriors.shape == (len(x), mixture.n_components)
    print(json.dumps({"k": mixture.n_components, "nlml": -float(log_densities.sum()), "iterations": mixture.n_iter_}))


main(*sys.argv[1:])
