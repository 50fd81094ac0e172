# SPDX-License-Identifier: Apache-2.0
"""Proves penalised answers: one objective, recomputed from the coefficients of every system.

    F(b, theta) = (1/n) sum_i loss_i + l1 |theta|_1 + (l2/2) |theta|_2^2
    loss_i = log(1 + exp(-s_i z_i)), s_i = +1 or -1;  classes: log sum_k exp(z_ik) - z_(i,y_i)

The intercepts are free. An answer is (b, theta), by class where there are several.
"""

import math
import typing

import numpy as np

from comparison.penalty_data import Arrays

BLOCK_ROWS = 16_384


def losses(predictors: np.ndarray, target: np.ndarray) -> np.ndarray:
    if predictors.shape[1] == 1:
        return np.logaddexp(0.0, (1.0 - 2.0 * target) * predictors[:, 0])
    largest = predictors.max(axis=1)
    total = np.log(np.exp(predictors - largest[:, None]).sum(axis=1))
    return total + largest - predictors[np.arange(len(target)), target.astype(int)]


def mean_losses(arrays: Arrays, answers: np.ndarray) -> np.ndarray:
    """Of each of the answers: points x classes x (1 + columns). Sums by math.fsum."""
    points, classes, _ = answers.shape
    sums: list[list[float]] = [[] for _ in range(points)]
    slopes = answers[:, :, 1:].reshape(points * classes, -1).T
    for first in range(0, len(arrays.target), BLOCK_ROWS):
        rows = slice(first, first + BLOCK_ROWS)
        z = np.asarray(arrays.features[rows] @ slopes).reshape(-1, points, classes)
        z = z + answers[:, :, 0]
        for point in range(points):
            sums[point].append(math.fsum(losses(z[:, point], arrays.target[rows])))
    return np.array([math.fsum(parts) for parts in sums]) / len(arrays.target)


def objectives(arrays: Arrays, answers: np.ndarray,
               penalties: typing.Sequence[tuple[float, float]]) -> np.ndarray:
    values = mean_losses(arrays, answers)
    for point, (l1, l2) in enumerate(penalties):
        theta = answers[point, :, 1:].ravel()
        values[point] += l1 * math.fsum(np.abs(theta)) + 0.5 * l2 * math.fsum(theta * theta)
    return values


def relative_gaps(values: np.ndarray, lowest: np.ndarray) -> np.ndarray:
    return (values - lowest) / lowest


def largest_l1(arrays: Arrays, intercept: bool) -> float:
    """The smallest l1 at which every coefficient is zero: max_j |x_j'(p - y)| / n."""
    start = arrays.target.mean() if intercept else 0.5
    gradient = arrays.features.T @ (start - arrays.target)
    return float(np.max(np.abs(gradient))) / len(arrays.target)
