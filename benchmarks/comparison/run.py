# SPDX-License-Identifier: Apache-2.0
"""The order of a comparison: write the data, prove every answer, then time, then report.

numbers: whole processes from the file to the fit. memory: the fit alone, from arrays. categories:
from a file with categorical columns. prediction: from CSV to CSV. passes: what the machine allows.
"""

import argparse
import json
import pathlib
import sys

import numpy as np

from comparison import (categories, clock, data, in_memory, peers, prediction, proof, report)

# A system further than this from the optimum has solved another problem and is not timed.
LARGEST_GAP = 1e-8
SMALL_ROWS = 1_000
SMALL_RUNS = 21


def say(message: str) -> None:
    print("compare: " + message, file=sys.stderr, flush=True)


def odds_command(program: pathlib.Path, path: pathlib.Path, threads: int) -> list[str]:
    return [str(program), "fit", str(path), "--target", "y", "--json", "--threads", str(threads)]


def odds_answer(text: str, columns: int) -> np.ndarray:
    """Intercept and coefficients in the file's order. Demands standard errors with them."""
    result = json.loads(text)
    if not result["converged"]:
        raise RuntimeError("odds did not converge")
    terms = {term["term"]: term for term in result["terms"]}
    names = ["(Intercept)"] + [f"x{j + 1}" for j in range(columns)]
    if any(terms[name]["std_error"] is None for name in names):
        raise RuntimeError("odds gave no standard errors")
    return np.array([terms[name]["estimate"] for name in names])


def prove(systems: dict[str, list[str]], path: pathlib.Path, chosen: argparse.Namespace) -> list:
    """Runs every system once and recomputes its objective. Nothing is timed here."""
    say("reading the data once for the proof")
    features, target = data.read(path)
    best = proof.minimum(features, target)
    lowest = proof.objective(features, target, best)
    proved = []
    for name, command in systems.items():
        say("proving " + name)
        try:
            text = clock.run_once(command, chosen.threads)["output"]
            answer = (odds_answer(text, chosen.columns) if name == "odds"
                      else np.array(json.loads(text)))
        except (RuntimeError, KeyError, ValueError) as problem:
            if name == "odds":
                raise
            say(f"{name} is left out: {problem}")
            continue
        value = proof.objective(features, target, answer)
        proved.append({
            "system": name, "command": command, "objective": value,
            "relative_gap": (value - lowest) / lowest,
            "worst_coefficient_error": float(np.max(np.abs(answer - best) / np.abs(best)))})
    return proved


def systems_to_run(chosen: argparse.Namespace, program: pathlib.Path,
                   path: pathlib.Path) -> dict[str, list[str]]:
    systems = {"odds": odds_command(program, path, chosen.threads)}
    if not chosen.only_odds:
        systems |= {name: peers.command(name, path) for name in peers.available()}
    return systems


def small_table(chosen: argparse.Namespace, program: pathlib.Path) -> list[dict]:
    """Whole-process time for a table of 1,000 rows: what a person waits for."""
    path = chosen.data_directory / f"numbers_{SMALL_ROWS}x{chosen.columns}.csv"
    data.write(path, SMALL_ROWS, chosen.columns)
    commands = {"odds": odds_command(program, path, chosen.threads)}
    if not chosen.only_odds:
        commands[peers.FIRST_PEER] = peers.command(peers.FIRST_PEER, path)
    for command in commands.values():
        clock.run_once(command, chosen.threads)
    quick = clock.measure({"odds": commands.pop("odds")}, chosen.threads, SMALL_RUNS)
    slow = clock.measure(commands, chosen.threads, chosen.runs)
    return [{"system": name, **result} for name, result in (quick | slow).items()]


def time_proved(proved: list[dict], path: pathlib.Path, chosen: argparse.Namespace) -> None:
    """Adds measurements to the systems that reached the optimum."""
    for result in proved:
        result["timed"] = abs(result["relative_gap"]) <= LARGEST_GAP
        if not result["timed"]:
            say(f"{result['system']} is not timed: it missed the optimum")
    timed = {result["system"]: result["command"] for result in proved if result["timed"]}
    say(f"timing {len(timed)} systems, {chosen.runs} rounds")
    clock.warm(path)
    measured = clock.measure(timed, chosen.threads, chosen.runs)
    for result in proved:
        result |= measured.get(result["system"], {})


def prove_in_memory(name: str, command: list[str], path: pathlib.Path, threads: int) -> dict:
    say("fit alone: " + name)
    result = json.loads(clock.run_once(command, threads)["output"])
    features, target = data.read(path)
    value = proof.objective(features, target, np.array(result["coefficients"]))
    read = {"read_seconds": float(np.median(result["read_seconds"]))} if name == "odds" else {}
    return {"system": name, **read, "objective": value,
            "seconds": float(np.median(result["seconds"])), "seconds_min": min(result["seconds"]), "seconds_max": max(result["seconds"])}


def fits_in_memory(chosen: argparse.Namespace, program: pathlib.Path,
                   path: pathlib.Path) -> list[dict]:
    """The fit alone, from arrays; every system proves its answer in the run that is timed."""
    bench = program.parent / "benchmarks" / "odds-bench-array_fit"
    if not bench.exists():
        say("the fit alone is left out: odds-bench-array_fit is not built (tools/setup bench)")
        return []
    commands = {"odds": [str(bench), str(path), "y", str(chosen.threads), str(chosen.runs)]}
    if not chosen.only_odds:
        commands |= {name: in_memory.command(name, path, chosen.runs)
                     for name in in_memory.available()}
    results = [prove_in_memory(name, command, path, chosen.threads)
               for name, command in commands.items()]
    lowest = min(result["objective"] for result in results)
    for result in results:
        result["relative_gap"] = (result["objective"] - lowest) / lowest
        result["timed"] = result["relative_gap"] <= LARGEST_GAP
    return results


def odds_terms(text: str) -> dict[str, float]:
    result = json.loads(text)
    if not result["converged"]:
        raise RuntimeError("odds did not converge")
    return {term["term"]: term["estimate"] for term in result["terms"]}


def fits_of_categories(chosen: argparse.Namespace, program: pathlib.Path) -> list[dict]:
    path = chosen.data_directory / f"categories_{chosen.rows}.csv"
    categories.write(path, chosen.rows)
    table = categories.read(path)
    commands = {"odds": odds_command(program, path, chosen.threads)}
    if not chosen.only_odds:
        commands |= {name: categories.command(name, path) for name in categories.available()}
    results = []
    for name, command in commands.items():
        say("proving on categories: " + name)
        try:
            text = clock.run_once(command, chosen.threads)["output"]
        except RuntimeError as problem:
            if name == "odds":
                raise
            say(f"{name} is left out: {problem}")
            continue
        answer = odds_terms(text) if name == "odds" else json.loads(text)
        results.append({"system": name, "command": command,
                        "objective": categories.objective(table, answer)})
    lowest = min(result["objective"] for result in results)
    for result in results:
        result["relative_gap"] = (result["objective"] - lowest) / lowest
        result["timed"] = result["relative_gap"] <= LARGEST_GAP
    timed = {result["system"]: result["command"] for result in results if result["timed"]}
    clock.warm(path)
    measured = clock.measure(timed, chosen.threads, chosen.runs)
    return [result | measured.get(result["system"], {}) for result in results]


def passes(chosen: argparse.Namespace, program: pathlib.Path) -> list[dict]:
    """Each kind of pass beside the machine's bandwidth and multiply-add rate, in one run."""
    bench = program.parent / "benchmarks" / "odds-bench-passes"
    if not bench.exists():
        return []
    sizes = {"ODDS_BENCH_ROWS": chosen.rows, "ODDS_BENCH_COLUMNS": chosen.columns,
             "ODDS_BENCH_THREADS": chosen.threads}
    command = ["env", *(f"{name}={value}" for name, value in sizes.items()), str(bench),
               "--benchmark_format=json"]
    say("passes")
    return json.loads(clock.run_once(command, chosen.threads)["output"])["benchmarks"]


def compare(chosen: argparse.Namespace, program: pathlib.Path, output: pathlib.Path) -> int:
    path = chosen.data_directory / f"numbers_{chosen.rows}x{chosen.columns}.csv"
    say(f"data: {path}")
    data.write(path, chosen.rows, chosen.columns)
    proved = prove(systems_to_run(chosen, program, path), path, chosen)
    time_proved(proved, path, chosen)
    summary = {
        "schema": "odds.benchmark/1", "machine": report.machine(chosen.threads),
        "versions": report.versions(program),
        "data": {"rows": chosen.rows, "columns": chosen.columns, "bytes": path.stat().st_size,
                 "matrix_bytes": chosen.rows * chosen.columns * 8},
        "systems": proved, "small_table": small_table(chosen, program),
        "in_memory": fits_in_memory(chosen, program, path),
        "categories": fits_of_categories(chosen, program),
        "prediction": prediction.compare(chosen, program, path),
        "passes": passes(chosen, program)}
    output.mkdir(parents=True, exist_ok=True)
    (output / "compare.json").write_text(json.dumps(summary, indent=1) + "\n")
    text = report.markdown(summary)
    (output / "compare.md").write_text(text)
    print(text)
    return 0 if proved[0]["timed"] else 1
