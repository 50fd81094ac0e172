# SPDX-License-Identifier: Apache-2.0
"""The settings of other programs, taken at their word: run as printed, coefficients compared.

A setting that is printed as a bare name (P1, penalty.factor, weights) stands for what the user has
under that name; it is handed over as `name=name`.
"""

import json
import pathlib
import re
import subprocess
import tempfile
import typing
import warnings

import numpy as np
import pandas

LARGEST_DIFFERENCE = 1e-5
COLUMNS = ["x1", "x2", "x3", "x4", "g[b]", "g[c]"]  # as odds encodes them
# Options of odds fit, and what else the tools must be told: weights, offset, factors, bounds.
CASES: dict[str, list[str]] = {
    "l2": ["--l2", "0.05"],
    "l1": ["--l1", "0.02"],
    "elastic net": ["--l1", "0.01", "--l2", "0.03"],
    "penalty factors": ["--l1", "0.01", "--l2", "0.03", "--penalty-factor", "x1=0",
                        "--penalty-factor", "x3=2.5"],
    "standardised": ["--l1", "0.01", "--l2", "0.02", "--standardize"],
    "bounds": ["--l2", "0.02", "--bounds", "x2:0:inf", "--bounds", "x1:-0.2:0.2"],
    "weights": ["--l1", "0.01", "--freq-weights", "f"],
    "offset": ["--l1", "0.01", "--l2", "0.01", "--offset", "o"],
    "no intercept": ["--l2", "0.05", "--no-intercept"],
    "no intercept, l1": ["--l1", "0.02", "--no-intercept"],
}


def data() -> pandas.DataFrame:
    generator = np.random.default_rng(20_240_601)
    rows = 600
    table = pandas.DataFrame({f"x{j + 1}": generator.standard_normal(rows) * (1.0 + j)
                              for j in range(4)})
    table["x2"] += 0.5 * table["x1"]
    table["g"] = generator.choice(list("abc"), rows)
    table["f"] = generator.integers(1, 4, rows)
    table["o"] = 0.3 * generator.standard_normal(rows)
    z = 0.8 * table["x1"] - 0.3 * table["x2"] + 0.7 * (table["g"] == "b") - 0.2
    table.insert(0, "y", (generator.random(rows) < 1 / (1 + np.exp(-z))).astype(int))
    return table.round(5)


def with_names(settings: str) -> str:
    """f(a=1, P1, P2) -> f(a=1, P1=P1, P2=P2)"""
    return re.sub(r"(?<=[(,])\s*([A-Za-z][\w.]*)(?=\s*[,)])", r" \1=\1", settings)


def named(options: list[str], option: str) -> dict[str, list[float]]:
    """The values of an option that may be repeated: COL=F or COL:LOW:HIGH."""
    values = [options[i + 1] for i, word in enumerate(options) if word == option]
    pairs = [re.split("[=:]", value) for value in values]
    return {column: [float(number) for number in numbers] for column, *numbers in pairs}


class Question:
    """What the tools get beside the settings."""

    def __init__(self, table: pandas.DataFrame, options: list[str]) -> None:
        self.features = np.column_stack([
            table[["x1", "x2", "x3", "x4"]], table["g"] == "b", table["g"] == "c"]).astype(float)
        self.target = table["y"].to_numpy()
        self.weights = table["f"].to_numpy(float) if "--freq-weights" in options else None
        self.offset = table["o"].to_numpy(float) if "--offset" in options else None
        factors = named(options, "--penalty-factor")
        bounds = named(options, "--bounds")
        self.factors = np.array([factors.get(name, [1.0])[0] for name in COLUMNS])
        self.low = np.array([bounds.get(name, [-np.inf])[0] for name in COLUMNS])
        self.high = np.array([bounds.get(name, [0.0, np.inf])[1] for name in COLUMNS])


def fit_sklearn(settings: str, question: Question) -> np.ndarray:
    from sklearn.linear_model import LogisticRegression

    model = eval(settings.split(" with ")[0], {"LogisticRegression": LogisticRegression})
    model.set_params(tol=1e-11, max_iter=200_000, random_state=1)
    model.fit(question.features, question.target, sample_weight=question.weights)
    return np.append(model.intercept_, model.coef_)


def fit_glum(settings: str, question: Question) -> np.ndarray:
    from glum import GeneralizedLinearRegressor

    names = {"GeneralizedLinearRegressor": GeneralizedLinearRegressor, "P1": question.factors,
             "P2": question.factors, "lower_bounds": question.low, "upper_bounds": question.high}
    model = eval(with_names(settings.split(" with ")[0]), names)
    model.set_params(gradient_tol=1e-11, max_iter=10_000)
    model.fit(question.features, question.target, sample_weight=question.weights,
              offset=question.offset)
    return np.append(model.intercept_, model.coef_)


def fit_liblinear(settings: str, question: Question) -> np.ndarray:
    from liblinear import liblinearutil

    words = settings.removeprefix("train ") + " -q -e 1e-9"
    bias = "-B 1" in words
    model = liblinearutil.train(2.0 * question.target - 1.0, question.features, words)
    weights = np.array(model.w[:len(COLUMNS) + bias])
    if model.get_labels()[0] < 0:
        weights = -weights
    return np.append(weights[-1] if bias else 0.0, weights[:len(COLUMNS)])


def fit_glmnet(settings: str, question: Question) -> np.ndarray:
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory)
        np.savetxt(path / "x", question.features, fmt="%.17g")
        rows = len(question.target)
        by_row = [question.target, np.ones(rows) if question.weights is None else question.weights,
                  np.zeros(rows) if question.offset is None else question.offset]
        np.savetxt(path / "rows", np.column_stack(by_row), fmt="%.17g")
        np.savetxt(path / "columns", np.column_stack(
            [question.factors, question.low, question.high]), fmt="%.17g")
        call = with_names(settings).replace("glmnet(", "glmnet(x, y, thresh = 1e-15, "
                                            "maxit = 1e7, ", 1)
        code = f"""
            suppressMessages(library(glmnet))
            x <- as.matrix(read.table("{path}/x"))
            rows <- read.table("{path}/rows"); columns <- read.table("{path}/columns")
            y <- rows[[1]]; weights <- rows[[2]]; offset <- rows[[3]]
            penalty.factor <- columns[[1]]; lower.limits <- columns[[2]]
            upper.limits <- columns[[3]]
            fit <- {call}
            cat(sprintf("%.17g", c(fit$a0, as.vector(fit$beta))))
        """
        done = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, check=True)
    return np.array(done.stdout.split(), dtype=float)


TOOLS: dict[str, typing.Callable[[str, Question], np.ndarray]] = {
    "scikit-learn": fit_sklearn, "glmnet": fit_glmnet, "glum": fit_glum,
    "LIBLINEAR": fit_liblinear}


def ask(program: pathlib.Path, file: pathlib.Path, options: list[str]) -> dict:
    """The fitted model as JSON, with the settings of the other tools."""
    model = file.with_suffix(".json")
    roles = ["--features", "x1,x2,x3,x4,g"]
    fitted = subprocess.run([program, "fit", file, "--target", "y", *roles, *options, "-o", model],
                            capture_output=True, text=True, check=False)
    if fitted.returncode != 0:
        raise RuntimeError(fitted.stderr)
    shown = subprocess.run([program, "show", model, "--json"], capture_output=True, text=True,
                           check=True)
    return json.loads(shown.stdout)


def difference(answer: np.ndarray, wanted: np.ndarray) -> float:
    return float(np.max(np.abs(answer - wanted) / np.maximum(1.0, np.abs(wanted))))


def verify(program: pathlib.Path) -> int:
    warnings.simplefilter("ignore")
    failures = 0
    table = data()
    print("| fit | tool | largest difference |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as directory:
        file = pathlib.Path(directory) / "data.csv"
        table.to_csv(file, index=False)
        for name, options in CASES.items():
            shown = ask(program, file, options)
            estimates = {term["term"]: term["estimate"] for term in shown["terms"]}
            wanted = np.array([estimates.get(term, 0.0) for term in ["(Intercept)", *COLUMNS]])
            question = Question(table, options)
            for equivalent in shown["equivalents"]:
                tool, settings = equivalent["tool"], equivalent["settings"]
                if settings is None:
                    print(f"| {name} | {tool} | none: {equivalent['reason']} |")
                    continue
                if tool not in TOOLS:
                    print(f"| {name} | {tool} | not verified |")
                    failures += equivalent["verified"]
                    continue
                try:
                    off = difference(TOOLS[tool](settings, question), wanted)
                except (ImportError, FileNotFoundError) as missing:
                    print(f"| {name} | {tool} | not installed: {missing} |")
                    continue
                except (ValueError, TypeError, subprocess.CalledProcessError) as problem:
                    off = float("inf")
                    print(problem)
                failures += off > LARGEST_DIFFERENCE
                print(f"| {name} | {tool} | {off:.1e}"
                      + (" TOO FAR" if off > LARGEST_DIFFERENCE else "") + " |")
    return 1 if failures else 0
