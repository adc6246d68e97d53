#!/usr/bin/env bash
# scikit-learn's GaussianMixture adds reg_covar, 1e-6 by default, to every variance in the squared units of the data, whatever their scale. The same
# measurements written in metres and in micrometres are thus fitted by different models: with a diagonal covariance two plain groups are one to BIC in
# metres, and the number of components that the lowest BIC takes depends on the unit. A statistician expects a mixture of normals to be
# equivariant: the log likelihoods of both should differ by n log 1e6 and nothing else, as they do with reg_covar=0.
# Run by hand: findings/gaussian-mixture-units.sh. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -qq --disable-pip-version-check scikit-learn==1.6.1 numpy==2.2.6
"$folder/venv/bin/python" - <<'PYTHON'
import math
import sys
import numpy as np
import sklearn
from sklearn.mixture import GaussianMixture

rng = np.random.default_rng(0)
# Thicknesses of two sorts of film, 100 and 160 micrometres, 10 micrometres either way.
metres = np.concatenate([rng.normal(100e-6, 10e-6, 200), rng.normal(160e-6, 10e-6, 200)])[:, None]

def chosen(x, **options):
    fits = [GaussianMixture(k, covariance_type='diag', n_init=5, random_state=0, **options).fit(x) for k in (1, 2, 3, 4)]
    return 1 + int(np.argmin([fit.bic(x) for fit in fits])), fits[1].score(x) * len(x)

in_metres, log_metres = chosen(metres)
in_micrometres, log_micrometres = chosen(1e6 * metres)
exact, log_exact = chosen(metres, reg_covar=0)
print('scikit-learn', sklearn.__version__)
print('components of the lowest BIC: in metres', in_metres, '- in micrometres', in_micrometres, '- in metres with reg_covar=0', exact)
shift = len(metres) * math.log(1e6)
print('log likelihood of two components, without the change of units: %.1f in metres, %.1f in micrometres, %.1f in metres with reg_covar=0' % (log_metres - shift, log_micrometres, log_exact - shift))
if not (in_metres == 1 and in_micrometres == 2 and exact == 2 and log_metres - shift < log_micrometres - 1000 and abs(log_exact - shift - log_micrometres) < 1):
    sys.exit('The behaviour is another one now.')
PYTHON
