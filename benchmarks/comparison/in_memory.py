# SPDX-License-Identifier: Apache-2.0
"""The fit alone, from arrays in memory: python in_memory.py PEER FILE RUNS, one JSON object out.

The clock of each system runs inside its process, around the call that fits.
"""

import json
import pathlib
import sys
import time

PEERS = ["scikit-learn newton-cholesky", "scikit-learn lbfgs", "glum"]


def available() -> list[str]:
    from importlib.util import find_spec

    return [name for name in PEERS if find_spec("glum" if name == "glum" else "sklearn")]


def command(name: str, path: pathlib.Path, runs: int) -> list[str]:
    return [sys.executable, __file__, name, str(path), str(runs)]


def main() -> None:
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
    from comparison import data, peers

    name, path, runs = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
    fit = {"scikit-learn newton-cholesky": peers.fit_sklearn_cholesky,
           "scikit-learn lbfgs": peers.fit_sklearn_lbfgs, "glum": peers.fit_glum}[name]
    features, target = data.read(path)
    seconds = []
    for i in range(runs + 1):  # the first is the warm-up
        start = time.perf_counter()
        coefficients, intercept = fit(features, target)
        if i > 0:
            seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": seconds, "converged": True,
                      "coefficients": [intercept, *map(float, coefficients)]}))


if __name__ == "__main__":
    main()
