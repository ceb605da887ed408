"""Whether every locked dependency has a wheel on every platform and Python that CertCopy promises.

uv resolves ``requirements/run.txt`` anew for each target: markers as there, hashes required, wheels only.
"""

from __future__ import annotations

import os
import pathlib
import re
import subprocess
import sys
import tempfile

from rich.console import Console
from rich.table import Table

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements" / "run.txt"
MACOS = "15.0"
PLATFORMS = {
    "win_amd64": "x86_64-pc-windows-msvc",
    f"macOS {MACOS} arm64": "aarch64-apple-darwin",
    "manylinux_2_28 x86_64": "x86_64-manylinux_2_28",
}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
LACKING = re.compile(r"Because (\S+) has no usable wheels")


def lacking(lock: pathlib.Path, platform: str, python: str) -> str | None:
    """The first package of the lock without a wheel for the target, or None where all have one.

    Raises:
        RuntimeError: uv failed for another reason.
    """
    with tempfile.TemporaryDirectory() as nowhere:
        done = subprocess.run(
            [*_resolve(nowhere), "--python-platform", platform, "--python-version", python, "-r", str(lock)],
            env={**os.environ, "MACOSX_DEPLOYMENT_TARGET": MACOS, "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode == 0:
        return None
    found = LACKING.search(" ".join(done.stderr.split()))
    if found is None:
        raise RuntimeError(done.stderr)
    return found[1]


def _resolve(target: str) -> list[str]:
    checks = ["--dry-run", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    return [sys.executable, "-m", "uv", "pip", "install", "--no-config", *checks, "--target", target]


def main(lock: pathlib.Path = LOCK) -> int:
    """Print the table and return the exit code: 0 where every cell is complete."""
    table = Table("platform", *PYTHONS)
    complete = True
    for name, platform in PLATFORMS.items():
        holes = [lacking(lock, platform, python) for python in PYTHONS]
        complete = complete and not any(holes)
        table.add_row(name, *(f"no wheel: {hole}" if hole else "complete" for hole in holes))
    Console(width=None if sys.stdout.isatty() else 140).print(table)
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main(*map(pathlib.Path, sys.argv[1:2])))
