"""StepMix, its measurement model alone: normal and categorical columns, missing cells marginalised.

The `_nan` models are taken throughout, because `gaussian_diag` adds scikit-learn's reg_covar = 1e-6 to the variances.
"""
import numpy as np
import stepmix

version = stepmix.__version__


def blocks_of(columns):
    """Indices of columns by model: the normal ones, and those of each number of levels (StepMix would pad them to the largest)."""
    blocks = {}
    for d, column in enumerate(columns):
        blocks.setdefault(column.get("levels", 0), []).append(d)
    return blocks


def fit(data, k, seed, **options):
    blocks = blocks_of(data.columns)
    measurement = {str(levels): {"model": "categorical_nan" if levels else "gaussian_diag_nan", "n_columns": len(ds)} for levels, ds in blocks.items()}
    matrix = data.matrix[:, [d for ds in blocks.values() for d in ds]]
    mixture = stepmix.StepMix(n_components=k, measurement=measurement, random_state=seed, progress_bar=0, **options).fit(matrix)
    fitted = mixture.get_parameters()
    columns = {}
    for levels, ds in blocks.items():
        for i, d in enumerate(ds):
            columns[data.columns[d]["name"]] = parameters(fitted["measurement"][str(levels)], i, levels)
    return data.outcome(-float(mixture.score(matrix)) * len(matrix), fitted["weights"], columns)


def parameters(fitted, i, levels):
    if levels:
        return {"probabilities": np.asarray(fitted["pis"])[:, i * levels:(i + 1) * levels].tolist()}
    return {"mean": fitted["means"][:, i].tolist(), "sd": np.sqrt(fitted["covariances"][:, i]).tolist()}


def fit_default(data, k):
    return fit(data, k, data.seed)


def fit_many(data, k):
    return data.best_of(data.starts, lambda i: fit(data, k, data.seed + i, max_iter=10000))
