# SPDX-License-Identifier: Apache-2.0
"""Networks: the cases, the proof of answers, the clock and the report.

The time of an epoch is the difference of two fits that differ in their number of epochs alone, so
that nothing else counts: no start of a process, no reading, no set-up.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import statistics
import sys

import numpy as np

from comparison import clock, data, network_peers, report

COLUMNS = 28
# Of what the best system learned beyond a logistic regression, each must have learned this share.
LEAST_SHARE = 0.7


@dataclasses.dataclass(frozen=True)
class Case:
    title: str
    unit: str  # what is counted
    hidden: list[int]
    solver: str
    batch: int
    proving: int  # units of the fit that is proved
    timed: tuple[int, int]  # units of the two fits whose difference is measured
    targets: dict[str, float]  # how many times as fast as a peer odds wants to be
    step: float = 0.005


CASES = {
    "small": Case("hidden 16, Adam, batches of 256", "epoch", [16], "adam", 256, 20, (2, 12),
                  {"PyTorch float64": 5.0, "scikit-learn": 3.0}),
    "large": Case("hidden 256,256, Adam, batches of 4096", "epoch", [256, 256], "adam", 4096, 30,
                  (1, 4), {"PyTorch float64": 0.8}),
    "lbfgs": Case("hidden 16, L-BFGS", "iteration", [16], "lbfgs", 256, 150, (10, 60),
                  {"scikit-learn": 5.0}),
}


def say(message: str) -> None:
    print("compare: " + message, file=sys.stderr, flush=True)


def write_data(chosen: argparse.Namespace) -> pathlib.Path:
    path = chosen.data_directory / f"products_{chosen.rows}x{COLUMNS}.csv"
    say(f"data: {path}")
    data.write(path, chosen.rows, COLUMNS, data.with_products)
    return path


def command(system: str, name: str, program: pathlib.Path | None, path: pathlib.Path,
            units: list[int], chosen: argparse.Namespace, output: str = "") -> list[str]:
    """Fits once for each number of units; the probabilities of the last go to `output`."""
    counts = ",".join(map(str, units))
    if system != "odds":
        return [sys.executable, network_peers.__file__, system, name, str(path), counts, output]
    case = CASES[name]
    return [str(program), str(path), case.solver, ",".join(map(str, case.hidden)), str(case.batch),
            str(case.step), str(chosen.threads), counts, output]


def log_loss(probability: np.ndarray, target: np.ndarray) -> float:
    chance = np.where(target > 0, probability, 1.0 - probability)
    return float(-np.mean(np.log(np.maximum(chance, np.finfo(float).tiny))))


def logistic_regression_loss(features: np.ndarray, target: np.ndarray) -> float:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=np.inf).fit(features, target)
    return log_loss(model.predict_proba(features)[:, 1], target)


def prove(systems: list[str], name: str, program: pathlib.Path | None, path: pathlib.Path,
          chosen: argparse.Namespace) -> list[dict]:
    """Fits once with each system and recomputes the loss from its probabilities."""
    features, target = data.read(path)
    single = logistic_regression_loss(features, target)
    output = chosen.data_directory / "network_probabilities"
    losses = {}
    for system in systems:
        say(f"proving {system}, {name}")
        clock.run_once(command(system, name, program, path, [CASES[name].proving], chosen,
                               str(output)), chosen.threads)
        losses[system] = log_loss(np.fromfile(output), target)
    best = min(losses.values())
    proved = []
    for system, loss in losses.items():
        share = (single - loss) / (single - best)
        say(f"{system}: log-loss {loss:.4f} (one unit {single:.4f}), share {share:.2f}")
        proved.append({"system": system, "loss": loss, "single_unit_loss": single, "share": share,
                       "timed": share >= LEAST_SHARE})
    return proved


def measure(proved: list[dict], name: str, program: pathlib.Path | None, path: pathlib.Path,
            chosen: argparse.Namespace) -> None:
    """Seconds of one unit, in rounds: a busy spell of the machine falls on all systems."""
    short, long = CASES[name].timed
    for result in proved:
        result["seconds"] = []
    for round_number in range(chosen.runs):
        say(f"timing {name}, round {round_number + 1}")
        for result in proved:
            if not result["timed"]:
                continue
            words = command(result["system"], name, program, path, [short, short, long], chosen)
            output = clock.run_once(words, chosen.threads)["output"]
            _, first, second = json.loads(output)["seconds"]  # the first fit is the warm-up
            result["seconds"].append((second - first) / (long - short))


def fastest(results: list[dict], family: str) -> dict | None:
    """The fastest way to call a peer counts."""
    timed = [result for result in results
             if result["system"].startswith(family) and result["seconds"]]
    return min(timed, key=lambda result: statistics.median(result["seconds"]), default=None)


def table(name: str, results: list[dict]) -> list[str]:
    case = CASES[name]
    lines = [f"**{case.title}**", "",
             f"| system | log-loss after {case.proving} {case.unit}s | share "
             f"| ms per {case.unit} (min-max) | {case.unit}s/s |", "|---|---|---|---|---|"]
    for result in results:
        row = f"| {result['system']} | {result['loss']:.4f} | {result['share']:.2f} "
        if result["seconds"]:
            middle = statistics.median(result["seconds"])
            low, high = min(result["seconds"]), max(result["seconds"])
            row += f"| {1e3 * middle:.2f} ({1e3 * low:.2f}-{1e3 * high:.2f}) | {1 / middle:.2f} |"
        else:
            row += "| not timed | |"
        lines.append(row)
    odds = fastest(results, "odds")
    for family, target in case.targets.items():
        peer = fastest(results, family)
        if odds and peer:
            ratio = statistics.median(peer["seconds"]) / statistics.median(odds["seconds"])
            lines += ["", f"odds is {ratio:.2f} times as fast as {peer['system']}; "
                          f"wanted: {target} times."]
    return lines


def systems_to_run(chosen: argparse.Namespace, name: str) -> list[str]:
    peers = network_peers.available(CASES[name].solver, chosen.quick)
    return ([] if chosen.only_peers else ["odds"]) + peers


def compare(chosen: argparse.Namespace, program: pathlib.Path | None,
            output: pathlib.Path) -> int:
    load = os.getloadavg()[0]
    path = write_data(chosen)
    summary = {"schema": "odds.benchmark_network/1", "machine": report.machine(chosen.threads),
               "versions": report.package_versions(), "rows": chosen.rows, "columns": COLUMNS,
               "cases": {}}
    lines = [f"{chosen.rows:,} rows of {COLUMNS} numbers, {chosen.threads} threads, load before "
             f"{load:.1f}, medians of {chosen.runs}."]
    for name in chosen.case:
        results = prove(systems_to_run(chosen, name), name, program, path, chosen)
        measure(results, name, program, path, chosen)
        summary["cases"][name] = results
        lines += ["", *table(name, results)]
    output.mkdir(parents=True, exist_ok=True)
    (output / "compare_network.json").write_text(json.dumps(summary, indent=1) + "\n")
    text = "\n".join(lines) + "\n"
    (output / "compare_network.md").write_text(text)
    print(text)
    missing = any(result["system"] == "odds" and not result["timed"]
                  for results in summary["cases"].values() for result in results)
    return 1 if missing else 0
