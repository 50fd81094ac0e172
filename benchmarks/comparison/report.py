# SPDX-License-Identifier: Apache-2.0
"""The result as Markdown, and what it was measured on."""

import importlib.metadata
import os
import pathlib
import platform
import subprocess

PACKAGES = ["numpy", "pandas", "scikit-learn", "pyarrow", "polars", "glum", "statsmodels"]


def machine(threads: int) -> dict:
    model = platform.processor()
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return {"processor": model, "cores": os.cpu_count(), "threads": threads,
            "system": f"{platform.system()} {platform.release()}",
            "load_before": os.getloadavg()[0]}


def versions(program: pathlib.Path) -> dict:
    found = {}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    odds = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False)
    return {"python": platform.python_version(), "odds": odds.stdout.strip(), **found}


def system_row(result: dict, odds: dict, matrix_bytes: int) -> str:
    gap = f"{result['relative_gap']:.1e}"
    error = f"{result['worst_coefficient_error']:.1e}"
    if not result["timed"]:
        return f"| {result['system']} | {gap} | {error} | not timed | | | |"
    return (f"| {result['system']} | {gap} | {error} | {result['seconds']:.3f} "
            f"({result['seconds_min']:.3f}-{result['seconds_max']:.3f}) "
            f"| {result['seconds'] / odds['seconds']:.1f} | {result['cpu_seconds']:.2f} "
            f"| {result['peak_rss_bytes'] / matrix_bytes:.2f} |")


def sentence(odds: dict, data: dict) -> str:
    peak = odds["peak_rss_bytes"]
    return (f"odds: {data['bytes'] / odds['seconds'] / 1e9:.2f} GB of CSV a second, fit and "
            f"standard errors included; peak resident memory {peak / 1e6:.0f} MB = "
            f"{peak / data['matrix_bytes']:.2f} times the matrix in doubles.")


def small_row(small: dict) -> str:
    median, low, high = (1e3 * small[key] for key in ("seconds", "seconds_min", "seconds_max"))
    return f"| {small['system']} | {median:.1f} ({low:.1f}-{high:.1f}) |"


def markdown(summary: dict) -> str:
    """Tables a person reads: answers first, then times."""
    data, host, odds = summary["data"], summary["machine"], summary["systems"][0]
    lines = [
        f"# {data['rows']:,} x {data['columns']} numbers, CSV of {data['bytes'] / 1e6:.0f} MB", "",
        f"{host['processor']}, {host['cores']} cores, {host['threads']} threads, "
        f"{host['system']}; load before {host['load_before']:.1f}. "
        + ", ".join(f"{name} {version}" for name, version in summary["versions"].items()) + ".", "",
        "| system | objective above the minimum (relative) | worst coefficient (relative) "
        "| seconds, median (min-max) | times odds | processor seconds | peak memory / matrix |",
        "|---|---|---|---|---|---|---|"]
    lines += [system_row(result, odds, data["matrix_bytes"]) for result in summary["systems"]]
    if odds["timed"]:
        lines += ["", sentence(odds, data)]
    lines += ["", "| 1,000 rows, whole process | milliseconds, median (min-max) |", "|---|---|"]
    lines += [small_row(small) for small in summary["small_table"]]
    return "\n".join(lines) + "\n"
