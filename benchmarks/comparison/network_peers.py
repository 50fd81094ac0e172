# SPDX-License-Identifier: Apache-2.0
"""Networks of PyTorch and scikit-learn: python network_peers.py PEER CASE FILE COUNTS OUTPUT.

Fits once for each of COUNTS (10,60): passes over the rows, or iterations of L-BFGS. Prints their
times as one JSON object. OUTPUT, if not empty, gets the probabilities of the last fit, as doubles.
"""

import json
import os
import pathlib
import sys
import time
import typing

if typing.TYPE_CHECKING:
    from comparison.network import Case

Predictor = typing.Callable[[], typing.Any]


def torch_adam(case: "Case", features: typing.Any, target: typing.Any, epochs: int,
               single: bool, way: dict) -> Predictor:
    """Tensors in memory, one permutation per epoch, Adam in its fastest form."""
    import torch

    torch.manual_seed(1)
    dtype = torch.float32 if single else torch.float64
    x, y = torch.from_numpy(features).to(dtype), torch.from_numpy(target).to(dtype)[:, None]
    sizes = [features.shape[1], *case.hidden]
    layers: list = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(inputs, outputs, dtype=dtype), torch.nn.Sigmoid()]
    model = torch.nn.Sequential(*layers, torch.nn.Linear(sizes[-1], 1, dtype=dtype))
    loss_of = torch.nn.BCEWithLogitsLoss()
    optimiser = torch.optim.Adam(model.parameters(), lr=case.step, **way)
    for _ in range(epochs):
        order = torch.randperm(len(x))
        # Gathering an epoch at once is faster than a batch at a time.
        for batch_x, batch_y in zip(x[order].split(case.batch), y[order].split(case.batch)):
            optimiser.zero_grad()
            loss_of(model(batch_x), batch_y).backward()
            optimiser.step()

    def probabilities() -> typing.Any:
        with torch.no_grad():
            return torch.sigmoid(model(x)).to(torch.float64).numpy()

    return probabilities


def sklearn_network(case: "Case", features: typing.Any, target: typing.Any,
                    epochs: int) -> Predictor:
    """As many passes as are asked for: no tolerance, no early stopping, no penalty."""
    import warnings

    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        hidden_layer_sizes=case.hidden, activation="logistic", solver=case.solver, alpha=0.0,
        batch_size=case.batch, learning_rate_init=case.step, max_iter=epochs, shuffle=True,
        random_state=1, tol=0.0, n_iter_no_change=10**9, max_fun=10**9)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it did not converge
        model.fit(features, target)
    if model.n_iter_ != epochs:
        sys.exit(f"scikit-learn stopped after {model.n_iter_} of {epochs}")
    return lambda: model.predict_proba(features)[:, 1].copy()


def torch_way(single: bool, way: dict) -> typing.Callable:
    return lambda case, features, target, epochs: torch_adam(case, features, target, epochs,
                                                             single, way)


PEERS: dict[str, typing.Callable] = {
    "PyTorch float64, fused": torch_way(False, {"fused": True}),
    "PyTorch float64, foreach": torch_way(False, {"foreach": True}),
    "PyTorch float64": torch_way(False, {"foreach": False}),
    "PyTorch float32, fused": torch_way(True, {"fused": True}),
    "PyTorch float32, foreach": torch_way(True, {"foreach": True}),
    "PyTorch float32": torch_way(True, {"foreach": False}),
    "scikit-learn": sklearn_network,
}


def available(solver: str, quick: bool) -> list[str]:
    """Peers that are installed. PyTorch's L-BFGS searches no line by default: another method."""
    from importlib.util import find_spec

    found = ["scikit-learn"]
    if solver == "adam" and find_spec("torch"):
        forms = [name for name in PEERS if name.startswith("PyTorch")]
        found = [name for name in forms if not quick or name.endswith("fused")] + found
    return found


def main() -> None:
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
    from comparison import data, network

    name, case, path = sys.argv[1], network.CASES[sys.argv[2]], pathlib.Path(sys.argv[3])
    if name.startswith("PyTorch"):
        import torch

        torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    features, target = (values.copy() for values in data.read(path))
    seconds = []
    for epochs in map(int, sys.argv[4].split(",")):
        start = time.perf_counter()
        probabilities = PEERS[name](case, features, target, epochs)
        seconds.append(time.perf_counter() - start)
    if sys.argv[5]:
        probabilities().tofile(sys.argv[5])
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
