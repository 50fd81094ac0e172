# SPDX-License-Identifier: Apache-2.0
"""Runs whole processes and measures them: wall time, peak resident memory, processor time."""

import os
import pathlib
import statistics
import subprocess
import tempfile
import time

THREAD_VARIABLES = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
                    "NUMEXPR_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS",
                    "VECLIB_MAXIMUM_THREADS"]


def environment(threads: int) -> dict[str, str]:
    """The caller's environment with every library held to the same number of threads."""
    return {**os.environ, **{name: str(threads) for name in THREAD_VARIABLES}}


def run_once(command: list[str], threads: int) -> dict:
    """One process from start to exit. Fails loudly: a failed run has no time."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as messages:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=messages,
                                   stdin=subprocess.DEVNULL, env=environment(threads))
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode()
        if process.returncode != 0:
            messages.seek(0)
            raise RuntimeError(f"{command} ended with {process.returncode}: "
                               + messages.read().decode()[-2000:])
    return {"seconds": seconds, "peak_rss_bytes": usage.ru_maxrss * 1024,
            "cpu_seconds": usage.ru_utime + usage.ru_stime, "output": text}


def warm(path: pathlib.Path) -> None:
    """Reads the file once, so that every system finds it in the page cache."""
    with path.open("rb") as data:
        while data.read(1 << 24):
            pass


def measure(command: list[str], threads: int, runs: int) -> dict:
    """Median of several runs. The first run, which proved the answer, was the warm-up."""
    results = [run_once(command, threads) for _ in range(runs)]
    seconds = [result["seconds"] for result in results]
    return {"seconds": statistics.median(seconds), "seconds_min": min(seconds),
            "seconds_max": max(seconds), "runs": runs,
            "cpu_seconds": statistics.median(result["cpu_seconds"] for result in results),
            "peak_rss_bytes": max(result["peak_rss_bytes"] for result in results)}
