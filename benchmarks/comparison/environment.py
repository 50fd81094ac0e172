# SPDX-License-Identifier: Apache-2.0
"""The virtual environment of the peers, and the release build. Needs only Python itself."""

import os
import pathlib
import subprocess
import sys
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / "build" / "bench-venv"
PYTHON = ENVIRONMENT / "bin" / "python"


def install(packages: list[str]) -> bool:
    """Installs packages into the virtual environment. False where that fails."""
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet"]
    return subprocess.run(pip + packages, check=False).returncode == 0


def prepare(required: list[str], optional: list[str]) -> None:
    """Creates the environment and tries each package once. Optional ones may be missing."""
    marker = ENVIRONMENT / "tried"
    tried = marker.read_text().split() if marker.exists() else []
    if set(required + optional) <= set(tried):
        return
    print(f"compare: installing the peers into {ENVIRONMENT}", file=sys.stderr)
    if not PYTHON.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    if not install(required):
        sys.exit("compare: pip could not install " + ", ".join(required))
    missing = [package for package in optional if not install([package])]
    if missing:
        print("compare: left out, not installable: " + ", ".join(missing), file=sys.stderr)
    marker.write_text("\n".join(sorted({*tried, *required, *optional})) + "\n")


def enter(required: list[str], optional: list[str]) -> None:
    """Goes on inside the environment: runs the program again with its Python."""
    prepare(required, optional)
    if pathlib.Path(sys.prefix).resolve() != ENVIRONMENT.resolve():
        os.execv(PYTHON, [str(PYTHON), *sys.argv])


def release_program(name: str) -> pathlib.Path:
    """Builds the release preset and returns one of its programs."""
    for command in (["cmake", "--preset", "release"], ["cmake", "--build", "--preset", "release"]):
        if subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode:
            sys.exit("compare: the release build failed: " + " ".join(command))
    found = [path for path in (ROOT / "build" / "release").rglob(name)
             if path.is_file() and os.access(path, os.X_OK)]
    if not found:
        sys.exit(f"compare: the release build left no {name}; name one with --program")
    return found[0]
