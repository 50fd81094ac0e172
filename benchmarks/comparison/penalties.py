# SPDX-License-Identifier: Apache-2.0
"""Penalised fits: the cases, the proof of answers, the clock and the report.

Every system climbs a ladder of tolerances, from loose to tight. The objective of each answer is
recomputed here; the loosest rung within LARGEST_GAP of the lowest objective known, at each point of
a path, is the one that is timed. So nobody is charged for digits that nobody asked for.
"""

import argparse
import concurrent.futures
import dataclasses
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import time

import numpy as np

from comparison import clock, penalty_data, penalty_peers, penalty_proof, report
from comparison.penalty_cases import CASES, Case

LARGEST_GAP = 1e-6
# A ladder is climbed until the objective no longer changes by this share.
SETTLED = 1e-9
# Two curves of cross-validation agree within this share: the same fits, judged on other rows.
LARGEST_CURVE_ERROR = 1e-4
HERE = pathlib.Path(__file__).resolve().parent
LADDERS = {
    "odds": [1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10],
    "glmnet": [1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14],
    "celer": [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9],
    "skglm": [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9],
    "LIBLINEAR": [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7],
    "scikit-learn": [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8],
}


def say(message: str) -> None:
    print("compare: " + message, file=sys.stderr, flush=True)


@dataclasses.dataclass
class Prepared:
    """A case with its files in place."""
    case: Case
    arrays: penalty_data.Arrays
    paths: dict[str, str]  # arrays, penalties, answers, folds
    penalties: list[tuple[float, float]]


def prepare(case: Case, chosen: argparse.Namespace) -> Prepared | None:
    """None where the data set is not there."""
    folder, where = chosen.data_directory, chosen.public_data
    stem = case.data + ("_quick" if chosen.quick and case.shrinks else "")
    path = folder / f"{stem}.arrays"
    try:
        penalty_data.write(path, lambda: case.make(where, chosen.quick))
    except FileNotFoundError as missing:
        say(f"{case.name} is left out: no {missing.filename}")
        return None
    arrays = penalty_data.read(path)
    penalties = case.penalties(arrays)
    paths = {"arrays": str(path), "penalties": str(folder / f"{case.name}.penalties"),
             "answers": str(folder / f"{case.name}.answers"), "folds": "-"}
    pathlib.Path(paths["penalties"]).write_text(
        "".join(f"{l1!r} {l2!r}\n" for l1, l2 in penalties), encoding="ascii")
    if case.folds:
        paths["folds"] = str(folder / f"{case.name}.folds")
        folds = np.empty(len(arrays.target), dtype=int)
        for label in (0, 1):  # dealt within each class
            rows = np.flatnonzero(arrays.target == label)
            np.random.default_rng(label).shuffle(rows)
            folds[rows] = np.arange(len(rows)) % case.folds
        np.savetxt(paths["folds"], folds + 1, fmt="%d")
    return Prepared(case, arrays, paths, penalties)


def family(system: str) -> str:
    return next(name for name in LADDERS if system.startswith(name))


def command(system: str, ready: Prepared, tolerance: float, runs: int,
            chosen: argparse.Namespace) -> list[str]:
    paths = ready.paths
    words = [paths["arrays"], paths["penalties"], str(int(ready.case.intercept)), repr(tolerance),
             str(runs), paths["answers"]]
    if system == "odds":
        return [str(chosen.program), *words, paths["folds"], str(chosen.threads)]
    if system.startswith("glmnet"):
        processes = chosen.threads if system.endswith("processes") else 1
        return ["Rscript", str(HERE / "penalty_glmnet.R"), *words, paths["folds"], str(processes)]
    return [sys.executable, penalty_peers.__file__, system, *words]


def run(system: str, ready: Prepared, tolerance: float, runs: int,
        chosen: argparse.Namespace) -> tuple[list[float], np.ndarray] | None:
    """The times of the fits and the answer of the last; None where it failed or took too long."""
    environment = clock.environment(chosen.threads)
    try:
        done = subprocess.run(command(system, ready, tolerance, runs, chosen), text=True,
                              capture_output=True, env=environment, check=False,
                              timeout=chosen.timeout * (runs + 1))
    except subprocess.TimeoutExpired:
        say(f"{system} at {tolerance:g}: longer than {chosen.timeout} s")
        return None
    if done.returncode != 0:
        say(f"{system} at {tolerance:g} failed: {done.stderr[-500:]}")
        return None
    answers = np.fromfile(ready.paths["answers"])
    return json.loads(done.stdout)["seconds"], answers.reshape(len(ready.penalties), -1)


def judge(ready: Prepared, answers: np.ndarray) -> np.ndarray:
    """The objective at each point; of cross-validation the curve itself."""
    if ready.case.folds:
        return answers[:, 0]
    shaped = answers.reshape(len(ready.penalties), ready.case.classes, -1)
    return penalty_proof.objectives(ready.arrays, shaped, ready.penalties)


def climb(system: str, ready: Prepared, chosen: argparse.Namespace) -> list[dict]:
    """The rungs from loose to tight, until the answer has settled."""
    rungs: list[dict] = []
    for tolerance in LADDERS[family(system)]:
        result = run(system, ready, tolerance, 1, chosen)
        if result is None:
            break
        seconds, answers = result
        values = judge(ready, answers)
        say(f"{ready.case.name}: {system} at {tolerance:g}: {seconds[0]:.3f} s, "
            f"objective {values[-1]:.12g}")
        rungs.append({"tolerance": tolerance, "seconds": seconds[0], "values": values})
        if len(rungs) > 1:
            change = np.max(np.abs(rungs[-2]["values"] - values) / values)
            if 0.0 < change < SETTLED or (change == 0.0 and len(rungs) > 3):
                break
        if seconds[0] > chosen.timeout / 2:
            break
    return rungs


def choose(ladders: dict[str, list[dict]], limit: float, lowest: np.ndarray) -> list[dict]:
    """For each system the loosest rung that reached the minimum; None where there was none."""
    results = []
    for system, rungs in ladders.items():
        for rung in rungs:
            rung["gap"] = float(np.max(np.abs(rung.pop("values") - lowest) / lowest))
        reached = [rung for rung in rungs if rung["gap"] <= limit]
        best = min(reached, key=lambda rung: rung["seconds"], default=None)
        results.append({"system": system, "rungs": rungs, "chosen": best, "seconds": []})
    return results


def reference(ladders: dict[str, list[dict]], case: Case) -> np.ndarray:
    """The lowest objective at each point; of cross-validation glmnet's tightest curve."""
    if case.folds:
        return ladders["glmnet"][-1]["values"]
    every = [rung["values"] for rungs in ladders.values() for rung in rungs]
    return np.min(np.array(every), axis=0)


def time_systems(results: list[dict], ready: Prepared, chosen: argparse.Namespace) -> None:
    """In rounds: a busy spell of the machine falls on all systems."""
    for _ in range(chosen.rounds):
        for result in results:
            if result["chosen"]:
                done = run(result["system"], ready, result["chosen"]["tolerance"], chosen.runs,
                           chosen)
                result["seconds"] += done[0] if done else []


def available(system: str, chosen: argparse.Namespace) -> bool:
    if system == "odds":
        return not chosen.only_peers
    if system.startswith("glmnet"):
        return subprocess.run(["Rscript", "-e", "library(glmnet)"], capture_output=True,
                              check=False).returncode == 0
    return penalty_peers.available(system)


def read_seconds(arrays: penalty_data.Arrays, threads: int) -> float:
    """The machine's limit: one read of the features by all threads, the best of five."""
    stored = arrays.features.data if arrays.is_sparse else arrays.features.ravel(order="K")
    parts = np.array_split(stored, threads)
    times = []
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        for _ in range(5):
            start = time.perf_counter()
            list(pool.map(np.max, parts))
            times.append(time.perf_counter() - start)
    return min(times)


def compare_case(case: Case, chosen: argparse.Namespace) -> dict | None:
    ready = prepare(case, chosen)
    if ready is None:
        return None
    systems = [system for system in case.systems if available(system, chosen)]
    ladders = {system: rungs for system in systems if (rungs := climb(system, ready, chosen))}
    if not ladders:
        return None
    results = choose(ladders, LARGEST_CURVE_ERROR if case.folds else LARGEST_GAP,
                     reference(ladders, case))
    time_systems(results, ready, chosen)
    return {"case": case.name, "title": case.title, "results": results,
            "read_seconds": read_seconds(ready.arrays, chosen.threads)}


def row(result: dict) -> str:
    if not result["seconds"]:
        best = min(rung["gap"] for rung in result["rungs"])
        return f"| {result['system']} | not reached ({best:.1e}) | | |"
    chosen = result["chosen"]
    return (f"| {result['system']} | {chosen['gap']:.1e} | {chosen['tolerance']:g} "
            f"| {statistics.median(result['seconds']):.4g} "
            f"({min(result['seconds']):.4g}-{max(result['seconds']):.4g}) |")


def table(case: Case, outcome: dict) -> list[str]:
    lines = ["", f"**{case.title}**", "", "| system | gap | tolerance | seconds (min-max) |",
             "|---|---|---|---|", *map(row, outcome["results"])]
    medians = {result["system"]: statistics.median(result["seconds"])
               for result in outcome["results"] if result["seconds"]}
    own = medians.pop("odds", math.nan)
    if not math.isnan(own):
        read = outcome["read_seconds"]
        lines += ["", f"One read of the features by all threads takes {1e3 * read:.3g} ms here: "
                      f"odds takes as long as {own / read:.3g} of them."]
    for peer, wanted in case.wanted.items():
        times = {name: time for name, time in medians.items() if name.startswith(peer)}
        if times and not math.isnan(own):
            name = min(times, key=times.__getitem__)
            lines += ["", f"odds is {times[name] / own:.2f} times as fast as {name}; wanted: "
                          f"{wanted} times."]
    return lines


def compare(chosen: argparse.Namespace, output: pathlib.Path) -> int:
    load = os.getloadavg()[0]
    summary = {"schema": "odds.benchmark_penalties/1", "machine": report.machine(chosen.threads),
               "versions": report.package_versions(), "cases": []}
    lines = [f"{chosen.threads} threads, load before {load:.1f}, relative gap {LARGEST_GAP:g}."]
    missing = False
    for name in chosen.case:
        outcome = compare_case(CASES[name], chosen)
        if outcome is None:
            continue
        summary["cases"].append(outcome)
        lines += table(CASES[name], outcome)
        print("\n".join(table(CASES[name], outcome)), flush=True)
        missing |= any(result["system"] == "odds" and not result["seconds"]
                       for result in outcome["results"])
        output.mkdir(parents=True, exist_ok=True)
        (output / "compare_penalties.json").write_text(json.dumps(summary, indent=1) + "\n")
        (output / "compare_penalties.md").write_text("\n".join(lines) + "\n")
    return 1 if missing else 0
