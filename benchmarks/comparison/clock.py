# SPDX-License-Identifier: Apache-2.0
"""Runs whole processes and measures them: wall time, peak resident memory, processor time."""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

LAUNCHER = pathlib.Path(__file__).with_name("launcher.py")
THREAD_VARIABLES = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
                    "NUMEXPR_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS",
                    "VECLIB_MAXIMUM_THREADS"]


def environment(threads: int) -> dict[str, str]:
    """The caller's environment with every library held to the same number of threads."""
    return {**os.environ, **{name: str(threads) for name in THREAD_VARIABLES}}


def run_once(command: list[str], threads: int) -> dict:
    """One process from start to exit. Fails loudly: a failed run has no time."""
    with tempfile.TemporaryDirectory() as directory:
        output = pathlib.Path(directory) / "output"
        launched = subprocess.run(
            [sys.executable, "-I", "-S", str(LAUNCHER), str(output), *command],
            capture_output=True, text=True, env=environment(threads), check=False)
        if launched.returncode != 0:
            raise RuntimeError(f"{command} can't be run: {launched.stderr[-2000:]}")
        result = json.loads(launched.stdout)
        if result.pop("exit_code") != 0:
            raise RuntimeError(f"{command} failed: {launched.stderr[-2000:]}")
        return {**result, "output": output.read_text()}


def warm(path: pathlib.Path) -> None:
    """Reads the file once, so that every system finds it in the page cache."""
    with path.open("rb") as data:
        while data.read(1 << 24):
            pass


def measure(commands: dict[str, list[str]], threads: int, runs: int) -> dict[str, dict]:
    """Median of several runs of each command. The run that proved the answer was the warm-up.

    In rounds, one run of each at a time, so that a busy spell of the machine falls on all of them.
    """
    results: dict[str, list[dict]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            results[name].append(run_once(command, threads))
    return {name: summarise(measured) for name, measured in results.items()}


def summarise(results: list[dict]) -> dict:
    seconds = [result["seconds"] for result in results]
    return {"seconds": statistics.median(seconds), "seconds_min": min(seconds),
            "seconds_max": max(seconds), "runs": len(results),
            "cpu_seconds": statistics.median(result["cpu_seconds"] for result in results),
            "peak_rss_bytes": max(result["peak_rss_bytes"] for result in results)}
