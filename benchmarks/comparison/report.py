# SPDX-License-Identifier: Apache-2.0
"""The result as Markdown, and what it was measured on."""

import importlib.metadata
import os
import pathlib
import platform
import subprocess
import typing

PACKAGES = ["numpy", "pandas", "scikit-learn", "pyarrow", "polars", "glum", "statsmodels",
            "torch", "liblinear-official", "celer", "skglm"]


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


def package_versions() -> dict:
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def versions(program: pathlib.Path) -> dict:
    odds = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False)
    return {"odds": odds.stdout.strip(), **package_versions()}


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


def ratio_table(title: str, results: list[dict], column: str,
                entry: typing.Callable) -> list[str]:
    """Seconds and ratios to the first system, beside one more column that shows the answer."""
    if not results:
        return []
    lines = ["", f"## {title}", "",
             f"| system | {column} | seconds, median (min-max) | times odds |", "|---|---|---|---|"]
    for result in results:
        if "seconds" not in result:
            lines.append(f"| {result['system']} | {entry(result)} | not timed | |")
            continue
        lines.append(f"| {result['system']} | {entry(result)} | {result['seconds']:.3f} "
                     f"({result['seconds_min']:.3f}-{result['seconds_max']:.3f}) "
                     f"| {result['seconds'] / results[0]['seconds']:.1f} |")
    return lines


def pass_table(passes: list[dict]) -> list[str]:
    if not passes:
        return []
    lines = ["", "## One pass over the table in memory", ""]
    for entry in passes:
        if "GB/s" in entry:
            lines += [f"The machine on {entry['threads']:.0f} threads, in the same run: "
                      f"{entry['GB/s']:.1f} GB/s read, {entry['GFlop/s']:.0f} GFlop/s.", "",
                      "| pass | milliseconds | share of the bandwidth | share of the flop rate |",
                      "|---|---|---|---|"]
            continue
        shares = [f"{100 * entry[name]:.0f} %" if name in entry else ""
                  for name in ("bandwidth", "flops")]
        lines.append(f"| {entry['name'].split('/')[0]} | {entry['real_time']:.1f} | "
                     + " | ".join(shares) + " |")
    return lines


def more_tables(summary: dict) -> list[str]:
    def gap(result: dict) -> str:
        return f"{result['relative_gap']:.1e}"

    above = "objective above the lowest (relative)"
    lines = ratio_table("The fit alone, from arrays in memory", summary["in_memory"], above, gap)
    if summary["in_memory"]:
        seconds = summary["in_memory"][0]["read_seconds"]
        lines += ["", f"odds: file to table in {seconds:.3f} s, a parse rate of "
                      f"{summary['data']['bytes'] / seconds / 1e9:.2f} GB/s."]
    lines += ratio_table("Six categorical columns with 5 to 300 levels and four numbers, from CSV",
                         summary["categories"], above, gap)
    lines += ratio_table("Prediction, CSV to CSV", summary["prediction"],
                         "largest difference of a probability from odds",
                         lambda result: f"{result['worst_difference']:.1e}")
    if summary["prediction"]:
        odds = summary["prediction"][0]
        lines += ["", f"odds predict: {summary['data']['bytes'] / odds['seconds'] / 1e9:.2f} GB of "
                      f"CSV a second, peak memory {odds['peak_rss_bytes'] / 1e6:.0f} MB."]
    return lines + pass_table(summary["passes"])


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
    lines += more_tables(summary)
    return "\n".join(lines) + "\n"
