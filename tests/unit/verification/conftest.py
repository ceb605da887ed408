"""One small certified copy, shared by every test of verification."""

from __future__ import annotations

import pytest

from tests.unit.verification.ward import Ward, build_ward


@pytest.fixture(scope="session")
def ward() -> Ward:
    return build_ward()
