# SPDX-License-Identifier: Apache-2.0
"""Categorical columns with 5 to 300 levels beside numbers: data, peers, and the proof of answers.

As a program: python categories.py PEER FILE, the answer as JSON {term: coefficient} on stdout, with
the terms named as odds names them: "(Intercept)", "x1", "c1[a007]".
"""

import json
import math
import pathlib
import sys
import typing

LEVELS = {"c1": 5, "c2": 12, "c3": 30, "c4": 75, "c5": 150, "c6": 300}
NUMBERS = ["x1", "x2", "x3", "x4"]
SEED = 20_240_301


def level(column: str, index: int) -> str:
    return f"{column[-1]}a{index:03d}"


def write(path: pathlib.Path, rows: int) -> None:
    """Levels with shares that fall like 1/k, an effect for each, and four numbers."""
    import numpy as np

    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(SEED)
    columns, predictor = [], np.full(rows, -0.5)
    for name, count in LEVELS.items():
        share = 1.0 / np.arange(1, count + 1)
        codes = generator.choice(count, rows, p=share / share.sum())
        predictor += generator.normal(0.0, 0.4, count)[codes]
        columns.append(np.array([level(name, k) for k in range(count)], dtype=object)[codes])
    for j in range(len(NUMBERS)):
        values = generator.standard_normal(rows).round(5)
        predictor += values * (0.5 if j % 2 == 0 else -0.3)
        columns.append(values)
    labels = (generator.random(rows) < 1.0 / (1.0 + np.exp(-predictor))).astype(int)
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("w", encoding="ascii", newline="\n") as output:
        output.write(",".join(["y", *LEVELS, *NUMBERS]) + "\n")
        line = "%d" + ",%s" * len(LEVELS) + ",%.5f" * len(NUMBERS) + "\n"
        output.writelines(line % row for row in zip(labels.tolist(), *columns))
    unfinished.rename(path)


def read(path: pathlib.Path) -> typing.Any:
    import pandas

    return pandas.read_csv(path, dtype={name: "category" for name in LEVELS},
                           float_precision="round_trip")


def objective(table: typing.Any, answer: dict[str, float]) -> float:
    """The mean negative log-likelihood of an answer; a level without a term has coefficient 0."""
    import numpy as np

    z = np.full(len(table), answer["(Intercept)"])
    for name in LEVELS:
        categories = table[name].cat.categories
        effects = np.array([answer.get(f"{name}[{category}]", 0.0) for category in categories])
        z += effects[table[name].cat.codes.to_numpy()]
    for name in NUMBERS:
        z += answer[name] * table[name].to_numpy()
    sign = 1.0 - 2.0 * table["y"].to_numpy()
    return math.fsum(np.logaddexp(0.0, sign * z)) / len(table)


def fit_glum(table: typing.Any, target: typing.Any) -> dict[str, float]:
    from glum import GeneralizedLinearRegressor

    model = GeneralizedLinearRegressor(family="binomial", alpha=0, gradient_tol=1e-8,
                                       drop_first=True)
    model.fit(table, target)
    names = [name.replace("__", "[") + "]" if "__" in name else name
             for name in map(str, model.feature_names_)]
    return {"(Intercept)": float(model.intercept_), **dict(zip(names, map(float, model.coef_)))}


def pandas_glum(path: str) -> dict[str, float]:
    import pandas

    table = pandas.read_csv(path, dtype={name: "category" for name in LEVELS})
    return fit_glum(table.drop(columns="y"), table["y"])


def polars_glum(path: str) -> dict[str, float]:
    import polars

    table = polars.read_csv(path, schema_overrides={name: polars.Categorical for name in LEVELS})
    return fit_glum(table.drop("y").to_pandas(), table["y"].to_numpy())


def pandas_sklearn(path: str) -> dict[str, float]:
    import numpy
    import pandas
    from sklearn.compose import ColumnTransformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import OneHotEncoder

    table = pandas.read_csv(path, dtype={name: "category" for name in LEVELS})
    encoder = ColumnTransformer([("c", OneHotEncoder(drop="first"), list(LEVELS)),
                                 ("x", "passthrough", NUMBERS)])
    features = encoder.fit_transform(table)
    model = LogisticRegression(C=numpy.inf, solver="newton-cholesky", tol=1e-8, max_iter=100)
    model.fit(features, table["y"])
    names = [f"{name}[{category}]" for name, categories in
             zip(LEVELS, encoder.named_transformers_["c"].categories_)
             for category in categories[1:]] + NUMBERS
    return {"(Intercept)": float(model.intercept_[0]),
            **dict(zip(names, map(float, model.coef_[0])))}


PEERS = {"pandas + glum": (pandas_glum, ["pandas", "glum"]),
         "polars + glum": (polars_glum, ["polars", "pyarrow", "glum"]),
         "pandas + scikit-learn newton-cholesky": (pandas_sklearn, ["pandas", "sklearn"])}


def available() -> list[str]:
    from importlib.util import find_spec

    return [name for name, (_, packages) in PEERS.items()
            if all(find_spec(package) is not None for package in packages)]


def command(name: str, path: pathlib.Path) -> list[str]:
    return [sys.executable, __file__, name, str(path)]


if __name__ == "__main__":
    print(json.dumps(PEERS[sys.argv[1]][0](sys.argv[2])))
