# SPDX-License-Identifier: Apache-2.0
"""Penalised fits of the peers that Python can call, timed around the call that fits.

    python penalty_peers.py SYSTEM ARRAYS PENALTIES INTERCEPT TOLERANCE RUNS ANSWERS

PENALTIES: a text file with a line "l1 l2" for each point, l1 + l2 falling. ANSWERS gets
points x classes x (1 + columns) doubles. Prints {"seconds": [...]}. A fit longer than a few seconds
is its own warm-up.
"""

import json
import pathlib
import sys
import time
import typing
import warnings

import numpy as np

if typing.TYPE_CHECKING:
    from comparison.penalty_data import Arrays

ENOUGH = 100_000  # iterations
WARM_UP_SECONDS = 5.0
Penalties = list[tuple[float, float]]
Fit = typing.Callable[[float], np.ndarray]  # tolerance -> answers


def sklearn_solver(solver: str) -> typing.Callable:
    def prepare(arrays: "Arrays", penalties: Penalties, intercept: bool) -> Fit:
        from sklearn.linear_model import LogisticRegression

        (l1, l2), = penalties
        features = arrays.features
        if isinstance(features, np.ndarray):
            features = np.ascontiguousarray(features)
        labels = arrays.target.astype(int)

        def fit(tolerance: float) -> np.ndarray:
            model = LogisticRegression(
                C=1.0 / (len(labels) * (l1 + l2)), l1_ratio=l1 / (l1 + l2), solver=solver,
                tol=tolerance, max_iter=ENOUGH, fit_intercept=intercept, random_state=1)
            model.fit(features, labels)
            return np.column_stack([model.intercept_, model.coef_])[None]

        return fit

    return prepare


def liblinear(solver: int) -> typing.Callable:
    """The library's own train(), on its own structures: -s solver -B 1 -R -c 1/(n l)."""

    def prepare(arrays: "Arrays", penalties: Penalties, intercept: bool) -> Fit:
        import scipy.sparse as sparse
        from liblinear import liblinear as library

        (l1, l2), = penalties
        features = sparse.csr_matrix(arrays.features)
        signs = 2.0 * arrays.target - 1.0
        problem = library.problem(signs, features, 1 if intercept else -1)

        def fit(tolerance: float) -> np.ndarray:
            words = f"-q -s {solver} -c {1.0 / (len(signs) * (l1 + l2)):.17g} -e {tolerance}"
            chosen = library.parameter(words + (" -B 1 -R" if intercept else ""))
            problem.set_bias(1 if intercept else -1)
            pointer = library.liblinear.train(problem, chosen)
            model = library.toPyModel(pointer)
            weights = np.array(model.w[:model.nr_feature + intercept], dtype=float)
            if model.get_labels()[0] < 0:
                weights = -weights
            bias = weights[-1:] if intercept else np.zeros(1)
            return np.concatenate([bias, weights[:model.nr_feature]])[None, None]

        return fit

    return prepare


def celer(arrays: "Arrays", penalties: Penalties, intercept: bool) -> Fit:
    """celer_path minimises the sum of the losses, with labels of -1 and +1, without intercept."""
    from celer import celer_path

    if intercept:
        sys.exit("celer has no intercept here")
    features, signs = arrays.features, 2.0 * arrays.target - 1.0
    strengths = np.array([l1 for l1, _ in penalties]) * len(signs)

    def fit(tolerance: float) -> np.ndarray:
        _, slopes, _ = celer_path(features, signs, "logreg", alphas=strengths, tol=tolerance,
                                  max_iter=ENOUGH, use_PN=True)
        return np.column_stack([np.zeros(len(strengths)), slopes.T])[:, None, :]

    return fit


def skglm(arrays: "Arrays", penalties: Penalties, intercept: bool) -> Fit:
    """One model with warm starts down the path."""
    from skglm import SparseLogisticRegression

    features, signs = arrays.features, 2.0 * arrays.target - 1.0

    def fit(tolerance: float) -> np.ndarray:
        model = SparseLogisticRegression(tol=tolerance, max_iter=1000, max_epochs=10_000,
                                         fit_intercept=intercept, warm_start=True)
        answers = []
        for l1, l2 in penalties:
            model.alpha, model.l1_ratio = l1 + l2, l1 / (l1 + l2)
            model.fit(features, signs)
            constant = float(np.ravel(model.intercept_)[0]) if intercept else 0.0
            answers.append(np.append(constant, model.coef_.ravel()))
        return np.array(answers)[:, None, :]

    return fit


SKLEARN = ["lbfgs", "newton-cg", "newton-cholesky", "sag", "saga"]
PEERS: dict[str, typing.Callable] = {
    **{f"scikit-learn {solver}": sklearn_solver(solver) for solver in SKLEARN},
    "LIBLINEAR -s 0": liblinear(0), "LIBLINEAR -s 6": liblinear(6), "LIBLINEAR -s 7": liblinear(7),
    "celer": celer, "skglm": skglm,
}
PACKAGES = {"scikit-learn": "sklearn", "LIBLINEAR": "liblinear", "celer": "celer",
            "skglm": "skglm"}


def available(name: str) -> bool:
    from importlib.util import find_spec

    return find_spec(PACKAGES[name.split()[0]]) is not None


def main() -> None:
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
    from comparison import penalty_data

    name, path, penalties, intercept, tolerance, runs, output = sys.argv[1:]
    arrays = penalty_data.read(pathlib.Path(path))
    strengths = [tuple(map(float, line.split())) for line in open(penalties, encoding="ascii")]
    warnings.simplefilter("ignore")  # the proof judges, not the tool's own test of convergence
    fit = PEERS[name](arrays, strengths, intercept == "1")
    seconds: list[float] = []
    for i in range(int(runs) + 1):
        start = time.perf_counter()
        answers = fit(float(tolerance))
        elapsed = time.perf_counter() - start
        if i > 0 or (elapsed > WARM_UP_SECONDS and not name.startswith(("celer", "skglm"))):
            seconds.append(elapsed)
        if len(seconds) == int(runs):
            break
    answers.astype(np.float64).tofile(output)
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
