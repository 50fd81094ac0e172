# SPDX-License-Identifier: Apache-2.0
"""The other systems, each a whole process: python peers.py NAME FILE, the answer as JSON on stdout.

Every one minimises the unpenalised mean loss with an intercept, and is asked for a tolerance at
which it reaches the optimum to about nine digits of the objective, so that none is timed for a
worse answer. Imports are inside the functions: a user pays for what the script imports, no more.
"""

import json
import pathlib
import sys
import typing

Answer = tuple[list[str], typing.Any, float]


def read_pandas(path: str) -> typing.Any:
    import pandas

    table = pandas.read_csv(path)
    return table.drop(columns="y"), table["y"]


def read_pandas_pyarrow(path: str) -> typing.Any:
    import pandas

    table = pandas.read_csv(path, engine="pyarrow")
    return table.drop(columns="y"), table["y"]


def read_polars(path: str) -> typing.Any:
    import polars

    table = polars.read_csv(path)
    return table.drop("y").to_numpy(), table["y"].to_numpy()


def read_pyarrow(path: str) -> typing.Any:
    import numpy
    import pyarrow.csv

    table = pyarrow.csv.read_csv(path)
    features = table.drop_columns(["y"])
    return (numpy.column_stack([column.to_numpy() for column in features.columns]),
            table["y"].to_numpy())


def fit_sklearn_cholesky(features: typing.Any, target: typing.Any) -> tuple[typing.Any, float]:
    import numpy
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=numpy.inf, solver="newton-cholesky", tol=1e-8, max_iter=100)
    model.fit(features, target)
    return model.coef_[0], float(model.intercept_[0])


def fit_sklearn_lbfgs(features: typing.Any, target: typing.Any) -> tuple[typing.Any, float]:
    import numpy
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=numpy.inf, solver="lbfgs", tol=1e-8, max_iter=1000)
    model.fit(features, target)
    return model.coef_[0], float(model.intercept_[0])


def fit_glum(features: typing.Any, target: typing.Any) -> tuple[typing.Any, float]:
    from glum import GeneralizedLinearRegressor

    model = GeneralizedLinearRegressor(family="binomial", alpha=0, gradient_tol=1e-8)
    model.fit(features, target)
    return model.coef_, float(model.intercept_)


def fit_statsmodels(features: typing.Any, target: typing.Any) -> tuple[typing.Any, float]:
    import numpy
    import statsmodels.api

    design = statsmodels.api.add_constant(numpy.asarray(features))
    result = statsmodels.api.Logit(numpy.asarray(target), design).fit(disp=0)
    assert numpy.isfinite(result.bse).all()
    return result.params[1:], float(result.params[0])


# name -> (reader, fit, packages, gives standard errors)
PEERS: dict[str, tuple[typing.Any, typing.Any, list[str], bool]] = {
    "pandas + scikit-learn newton-cholesky":
        (read_pandas, fit_sklearn_cholesky, ["pandas", "sklearn"], False),
    "pandas(pyarrow) + scikit-learn newton-cholesky":
        (read_pandas_pyarrow, fit_sklearn_cholesky, ["pandas", "pyarrow", "sklearn"], False),
    "polars + scikit-learn newton-cholesky":
        (read_polars, fit_sklearn_cholesky, ["polars", "sklearn"], False),
    "pyarrow + scikit-learn newton-cholesky":
        (read_pyarrow, fit_sklearn_cholesky, ["pyarrow", "sklearn"], False),
    "polars + scikit-learn lbfgs":
        (read_polars, fit_sklearn_lbfgs, ["polars", "sklearn"], False),
    "polars + glum": (read_polars, fit_glum, ["polars", "glum"], False),
    "polars + statsmodels": (read_polars, fit_statsmodels, ["polars", "statsmodels"], True),
}
FIRST_PEER = "pandas + scikit-learn newton-cholesky"


def available() -> list[str]:
    """The peers whose packages are all installed."""
    from importlib.util import find_spec

    return [name for name, (_, _, packages, _) in PEERS.items()
            if all(find_spec(package) is not None for package in packages)]


def command(name: str, path: pathlib.Path) -> list[str]:
    return [sys.executable, __file__, name, str(path)]


def main() -> None:
    name, path = sys.argv[1:]
    reader, fit, _, _ = PEERS[name]
    coefficients, intercept = fit(*reader(path))
    print(json.dumps([intercept, *map(float, coefficients)]))


if __name__ == "__main__":
    main()
