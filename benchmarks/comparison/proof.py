# SPDX-License-Identifier: Apache-2.0
"""Proves answers: the objective, recomputed from the coefficients that each system returned.

    F(b, theta) = (1/n) sum_i [ log(1 + exp(z_i)) - y_i z_i ],   z_i = x_i'theta + b

Independent of every system compared: plain float64 numpy and its own Newton iteration.
"""

import math

import numpy as np

BLOCK_ROWS = 65_536


def objective(features: np.ndarray, target: np.ndarray, answer: np.ndarray) -> float:
    """F at answer = (b, theta). Blocks are summed by math.fsum, so its error is far below 1e-14."""
    sums = []
    for first in range(0, len(target), BLOCK_ROWS):
        z = features[first:first + BLOCK_ROWS] @ answer[1:] + answer[0]
        sign = 1.0 - 2.0 * target[first:first + BLOCK_ROWS]
        sums.append(math.fsum(np.logaddexp(0.0, sign * z)))
    return math.fsum(sums) / len(target)


def minimum(features: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Newton's method until the squared decrement of the mean loss is below 1e-28."""
    answer = np.zeros(features.shape[1] + 1)
    for _ in range(50):
        gradient = np.zeros_like(answer)
        curvature = np.zeros((len(answer), len(answer)))
        for first in range(0, len(target), BLOCK_ROWS):
            block = features[first:first + BLOCK_ROWS]
            block = np.column_stack([np.ones(len(block)), block])
            probability = 1.0 / (1.0 + np.exp(-(block @ answer)))
            gradient += block.T @ (probability - target[first:first + BLOCK_ROWS])
            curvature += (block * (probability * (1.0 - probability))[:, None]).T @ block
        step = np.linalg.solve(curvature, gradient)
        answer -= step
        if gradient @ step / len(target) < 1e-28:
            break
    return answer
