# SPDX-License-Identifier: Apache-2.0
"""A table from a logistic model, the same bytes on every machine with the same numpy."""

import pathlib
import typing

import numpy as np

SEED = 20_240_229
BLOCK_ROWS = 10_000


def coefficients(columns: int) -> np.ndarray:
    """The truth: alternating signs, shrinking sizes, so that both large and small ones occur."""
    index = np.arange(columns)
    return np.where(index % 2 == 0, 1.0, -1.0) * 0.8 / (1.0 + index / 4.0)


def linear(values: np.ndarray) -> np.ndarray:
    return values @ coefficients(values.shape[1]) - 0.5


def with_products(values: np.ndarray) -> np.ndarray:
    """What one logistic unit can't learn: products of neighbours beside a small linear part."""
    products = values[:, 0] * values[:, 1] + values[:, 2] * values[:, 3]
    return 0.4 * linear(values) + 1.2 * products


def write(path: pathlib.Path, rows: int, columns: int,
          log_odds: typing.Callable[[np.ndarray], np.ndarray] = linear) -> None:
    """Writes y,x1,...: standard normal values with five decimals, P(y = 1) = sigma(log_odds(x)).

    Written to a temporary name first: a file that has its name is complete.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(SEED)
    line = "%d" + ",%.5f" * columns
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("w", encoding="ascii", newline="\n") as output:
        output.write("y," + ",".join(f"x{j + 1}" for j in range(columns)) + "\n")
        for first in range(0, rows, BLOCK_ROWS):
            count = min(BLOCK_ROWS, rows - first)
            values = generator.standard_normal((count, columns))
            probability = 1.0 / (1.0 + np.exp(-log_odds(values)))
            labels = (generator.random(count) < probability).astype(int)
            output.write("\n".join(line % (label, *row)
                                   for label, row in zip(labels.tolist(), values.tolist())))
            output.write("\n")
    unfinished.rename(path)


def read(path: pathlib.Path) -> tuple[np.ndarray, np.ndarray]:
    """The table as the harness sees it: features and target in float64.

    pandas with float_precision="round_trip" promises the nearest double.
    """
    import pandas

    table = pandas.read_csv(path, float_precision="round_trip")
    return table.drop(columns="y").to_numpy(dtype=np.float64), table["y"].to_numpy(np.float64)
