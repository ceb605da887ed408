"""Errors and their exit codes."""

from __future__ import annotations

import pytest

from certcopy.cli import exits
from certcopy.errors import CertCopyError, DuplicateUpload, NoSuchFile, OutputExists, every_error


@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: kind.__name__)
def test_every_error_has_an_exit_code_that_is_no_verdict(kind: type[CertCopyError]) -> None:
    assert exits.exit_code(kind.__new__(kind)) not in (exits.OK, exits.INVALID, exits.INCONCLUSIVE)


def test_a_file_that_cannot_be_read_is_3_although_it_is_a_bad_request() -> None:
    assert exits.exit_code(NoSuchFile(name="x")) == 3
    assert exits.exit_code(OutputExists(name="x")) == 4
    assert exits.exit_code(DuplicateUpload(dossier="x")) == 3
