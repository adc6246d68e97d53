"""scikit-learn's GaussianMixture(covariance_type="diag").

Its default adds reg_covar = 1e-6, in squared data units, to every variance; `fit_many` sets it to 0. A start that runs into
a variance of 0 then raises ValueError and is counted as failed.
"""
import numpy as np
import sklearn
from sklearn.mixture import GaussianMixture

version = sklearn.__version__


def outcome(data, mixture):
    sds = np.sqrt(mixture.covariances_)
    columns = {c["name"]: {"mean": mixture.means_[:, d].tolist(), "sd": sds[:, d].tolist()} for d, c in enumerate(data.columns)}
    return data.outcome(-float(mixture.score_samples(data.matrix).sum()), mixture.weights_, columns)


def fit_default(data, k):
    return outcome(data, GaussianMixture(k, covariance_type="diag", random_state=data.seed).fit(data.matrix))


def fit_many(data, k):
    def attempt(i):
        # One start at a time: with n_init one spike would end all. Its k-means starts are often the same, so half are rows.
        init = ("kmeans", "random_from_data")[i % 2]
        mixture = GaussianMixture(k, covariance_type="diag", random_state=data.seed + i, init_params=init, reg_covar=0, tol=1e-11, max_iter=5000)
        return outcome(data, mixture.fit(data.matrix))

    return data.best_of(data.starts, attempt)
