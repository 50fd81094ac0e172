# SPDX-License-Identifier: Apache-2.0
"""The cases of benchmarks/compare_penalties: data, penalties, systems, and what odds wants to be.

Strengths are those of one number C = 1 as LIBLINEAR and scikit-learn have it: l = 1/(n C).
"""

import dataclasses
import pathlib
import typing

import numpy as np

from comparison import penalty_data, penalty_proof
from comparison.penalty_data import Arrays

POINTS = 100
Penalties = list[tuple[float, float]]
Maker = typing.Callable[[pathlib.Path, bool], Arrays]


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    title: str
    data: str
    make: Maker  # (folder of public data sets, quick)
    penalties: typing.Callable[[Arrays], Penalties]
    systems: list[str]
    wanted: dict[str, float]  # how many times as fast as a peer odds wants to be
    intercept: bool = True
    classes: int = 1
    folds: int = 0
    shrinks: bool = False  # with --quick


def path_of(ratio: float, intercept: bool) -> typing.Callable[[Arrays], Penalties]:
    """A lasso path: 100 penalties in equal ratios from the largest to `ratio` of it."""
    def penalties(arrays: Arrays) -> Penalties:
        largest = penalty_proof.largest_l1(arrays, intercept)
        return [(float(l1), 0.0) for l1 in largest * np.geomspace(1.0, ratio, POINTS)]

    return penalties


def one_over_rows(kind: str) -> typing.Callable[[Arrays], Penalties]:
    def penalties(arrays: Arrays) -> Penalties:
        strength = 1.0 / len(arrays.target)
        return [(strength, 0.0) if kind == "l1" else (0.0, strength)]

    return penalties


def dense(folder: pathlib.Path, quick: bool) -> Arrays:
    del folder
    return penalty_data.correlated(10_000 if quick else 100_000, 100, 20)


def text(folder: pathlib.Path, quick: bool) -> Arrays:
    del folder
    shrink = 10 if quick else 1
    return penalty_data.text_like(700_000 // shrink, 47_000, 50_000_000 // shrink)


def public(name: str) -> Maker:
    def make(folder: pathlib.Path, quick: bool) -> Arrays:
        del quick
        if name in penalty_data.LIBSVM:
            return penalty_data.libsvm(folder, name)
        return {"arcene": penalty_data.arcene, "colon": penalty_data.colon,
                "mnist": penalty_data.mnist}[name](folder)

    return make


def wide(name: str, intercept: bool) -> Case:
    systems = ["odds", "glmnet", "skglm"] + ([] if intercept else ["celer"])
    words = "" if intercept else ", without intercept"
    return Case(name + ("" if intercept else "_no_intercept"),
                f"{name}: lasso path of {POINTS} penalties{words}", name, public(name),
                path_of(1e-2, intercept), systems,
                {peer: 3.0 for peer in systems[1:]}, intercept)


def sparse(name: str, kind: str) -> Case:
    solvers = {"l1": ["LIBLINEAR -s 6", "scikit-learn saga"],
               "l2": ["LIBLINEAR -s 0", "scikit-learn lbfgs", "scikit-learn newton-cg",
                      "scikit-learn sag", "scikit-learn saga"]}[kind]
    if kind == "l2" and name in ("a9a", "w8a"):
        solvers.insert(3, "scikit-learn newton-cholesky")
    make, title = (text, "generated text") if name == "text" else (public(name), name)
    return Case(f"{name}_{kind}", f"{title}: {kind} = 1/n", name, make, one_over_rows(kind),
                ["odds", *solvers], {"LIBLINEAR": 3.0, "scikit-learn": 3.0},
                shrinks=name == "text")


LASSO = Case("lasso", f"dense 100,000 x 100: lasso path of {POINTS} penalties", "lasso", dense,
             path_of(1e-4, True), ["odds", "glmnet"], {"glmnet": 10.0}, shrinks=True)
LASSO_CV = dataclasses.replace(
    LASSO, name="lasso_cv", title="the same, 10-fold cross-validation", folds=10,
    systems=["odds", "glmnet", "glmnet, processes"], wanted={"glmnet": 15.0})
MNIST = Case("mnist", "mnist 60,000 x 717, 10 classes: l2 = 1e-4", "mnist", public("mnist"),
             lambda arrays: [(0.0, 1e-4)], ["odds", "scikit-learn lbfgs"],
             {"scikit-learn": 3.0}, classes=10)

CASES = {case.name: case for case in [
    LASSO, LASSO_CV, *[wide(name, intercept) for name in ("arcene", "colon")
                       for intercept in (True, False)],
    *[sparse(name, kind) for name in (*penalty_data.LIBSVM, "text") for kind in ("l1", "l2")],
    MNIST]}
