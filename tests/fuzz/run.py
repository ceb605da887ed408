"""Fuzz one target with atheris: ``python -m tests.fuzz.run TARGET [libFuzzer options]`` (see ``make fuzz``)."""

from __future__ import annotations

import sys

import atheris


def main() -> None:
    """Fuzz until a finding or the limits given; libFuzzer writes a finding beside where it runs."""
    with atheris.instrument_imports(include=["certcopy.verification"]):
        from tests.fuzz.targets import TARGETS, ward
    ward()
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
