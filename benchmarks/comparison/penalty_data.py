# SPDX-License-Identifier: Apache-2.0
"""Arrays of the penalised comparisons, generated or taken from a folder of public data sets.

A file of arrays, little-endian, for every system to read:
    4 x int64   storage (0 dense, 1 sparse), rows, columns, stored values
    rows x f64  target: 0 and 1, or the class
    dense       columns x rows x f64, column by column
    sparse      (rows + 1) x int64 starts, values x int32 column (padded to 8 bytes), values x f64
"""

import dataclasses
import gzip
import pathlib
import typing

import numpy as np

SEED = 20_240_517
LIBSVM = {"a9a": ("a9a.gz", 123), "w8a": ("w8a.gz", 300),
          "reuters_moneyfx": ("money-fx.trn.gz", 8315)}


@dataclasses.dataclass(frozen=True)
class Arrays:
    features: typing.Any  # numpy.ndarray in column order, or scipy.sparse.csr_array
    target: np.ndarray

    @property
    def is_sparse(self) -> bool:
        return not isinstance(self.features, np.ndarray)


def correlated(rows: int, columns: int, true_columns: int) -> Arrays:
    """Neighbours correlated by 0.5; the first `true_columns` by a fixed stride have an effect."""
    generator = np.random.default_rng(SEED)
    features = np.empty((rows, columns), order="F")
    features[:, 0] = generator.standard_normal(rows)
    for j in range(1, columns):
        noise = generator.standard_normal(rows)
        features[:, j] = 0.5 * features[:, j - 1] + np.sqrt(0.75) * noise
    effects = np.zeros(columns)
    chosen = np.arange(true_columns) * (columns // true_columns)
    effects[chosen] = np.where(np.arange(true_columns) % 2 == 0, 0.6, -0.4)
    z = features @ effects - 0.3
    return Arrays(features, (generator.random(rows) < 1.0 / (1.0 + np.exp(-z))).astype(float))


def text_like(rows: int, columns: int, values: int) -> Arrays:
    """Documents: shares of the words fall like 1/(k + 50), rows have length 1 (tf-idf, rcv1)."""
    import scipy.sparse as sparse

    generator = np.random.default_rng(SEED)
    share = 1.0 / (np.arange(columns) + 50.0)
    cumulative = np.cumsum(share / share.sum())
    rarity = np.log(1.0 + 1.0 / share)
    effects = generator.normal(0.0, 1.5, columns)
    spread = generator.permutation(columns).astype(np.int32)  # frequent words anywhere
    parts, targets = [], []
    per_row = 1.03 * values / rows  # some words are drawn twice
    for first in range(0, rows, 50_000):
        count = min(50_000, rows - first)
        lengths = np.maximum(4, generator.lognormal(np.log(per_row) - 0.125, 0.5, count))
        row = np.repeat(np.arange(count, dtype=np.int64), lengths.astype(np.int64))
        word = np.searchsorted(cumulative, generator.random(len(row))).clip(0, columns - 1)
        keys, repeats = np.unique(row * columns + word, return_counts=True)
        row, word = keys // columns, keys % columns
        weight = (1.0 + np.log(repeats)) * rarity[word]
        norms = np.sqrt(np.bincount(row, weight * weight, count))
        starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=count))])
        block = sparse.csr_array((weight / norms[row], word, starts), shape=(count, columns))
        z = 2.0 * (block @ effects)
        targets.append((generator.random(count) < 1.0 / (1.0 + np.exp(-z))).astype(float))
        block = sparse.csr_array((block.data, spread[block.indices], block.indptr), block.shape)
        block.sort_indices()
        parts.append(block)
    return Arrays(sparse.vstack(parts, format="csr"), np.concatenate(targets))


def libsvm(folder: pathlib.Path, name: str) -> Arrays:
    from sklearn.datasets import load_svmlight_file

    file, columns = LIBSVM[name]
    features, target = load_svmlight_file(str(folder / name / file), n_features=columns)
    features.sort_indices()
    return Arrays(features, (target > 0).astype(float))


def arcene(folder: pathlib.Path) -> Arrays:
    with gzip.open(folder / "arcene" / "arcene_train.data.gz", "rt") as text:
        features = np.loadtxt(text, dtype=float)
    labels = np.loadtxt(folder / "arcene" / "arcene_train.labels")
    varies = features.max(axis=0) > features.min(axis=0)
    return Arrays(np.asfortranarray(features[:, varies]), (labels > 0).astype(float))


def colon(folder: pathlib.Path) -> Arrays:
    table = np.loadtxt(folder / "colon" / "colon.csv", delimiter=",", skiprows=1)
    return Arrays(np.asfortranarray(table[:, 1:]), table[:, 0])


def mnist(folder: pathlib.Path) -> Arrays:
    """Pixels as shares of the brightest; pixels that never vary are left out."""
    with gzip.open(folder / "mnist" / "train-images-idx3-ubyte.gz") as images:
        pixels = np.frombuffer(images.read(), np.uint8, offset=16).reshape(-1, 784)
    with gzip.open(folder / "mnist" / "train-labels-idx1-ubyte.gz") as labels:
        target = np.frombuffer(labels.read(), np.uint8, offset=8)
    varies = pixels.max(axis=0) > pixels.min(axis=0)
    return Arrays(np.asfortranarray(pixels[:, varies] / 255.0), target.astype(float))


def write(path: pathlib.Path, make: typing.Callable[[], Arrays]) -> None:
    """Written to a temporary name first: a file that has its name is complete."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = make()
    rows, columns = arrays.features.shape
    stored = arrays.features.nnz if arrays.is_sparse else rows * columns
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("wb") as output:
        np.array([int(arrays.is_sparse), rows, columns, stored], np.int64).tofile(output)
        arrays.target.astype(np.float64).tofile(output)
        if arrays.is_sparse:
            arrays.features.indptr.astype(np.int64).tofile(output)
            np.append(arrays.features.indices.astype(np.int32),
                      np.zeros(stored % 2, np.int32)).tofile(output)
            arrays.features.data.astype(np.float64).tofile(output)
        else:
            arrays.features.ravel(order="F").tofile(output)
    unfinished.rename(path)


def read(path: pathlib.Path) -> Arrays:
    with path.open("rb") as data:
        is_sparse, rows, columns, stored = np.fromfile(data, np.int64, 4).tolist()
        target = np.fromfile(data, np.float64, rows)
        if not is_sparse:
            return Arrays(np.fromfile(data, np.float64).reshape((rows, columns), order="F"),
                          target)
        import scipy.sparse as sparse

        starts = np.fromfile(data, np.int64, rows + 1)
        column = np.fromfile(data, np.int32, stored + stored % 2)[:stored]
        values = np.fromfile(data, np.float64, stored)
    if stored < 2**31:
        starts = starts.astype(np.int32)  # as SciPy and its users have it
    return Arrays(sparse.csr_array((values, column, starts), (rows, columns)), target)
