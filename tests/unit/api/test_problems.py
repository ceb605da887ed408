"""Every refusal has its HTTP status."""

from __future__ import annotations

import pytest

from certcopy import errors
from certcopy.api.problems import problem_of, status_of
from certcopy.domain.dossier import State


@pytest.mark.parametrize("kind", [each for each in errors.every_error() if not each.__subclasses__()])
def test_every_refusal_has_a_status_of_its_nearest_ancestor(kind: type[errors.CertCopyError]) -> None:
    error = kind.__new__(kind)
    assert 400 <= status_of(error) < 600


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NoPages(), 422),
        (errors.FileTooLarge(limit_mib=1), 413),
        (errors.DuplicateUpload(dossier="x"), 409),
        (errors.NotAPdf(), 422),
        (errors.MissingValue(name="x"), 422),
        (errors.UnknownDossier(), 404),
        (errors.WrongState(state="a", wanted="b"), 409),
        (errors.AccessDenied(), 401),
        (errors.ForeignForm(), 403),
        (errors.DiskFull(), 507),
        (errors.KeyUnusable(role="agency"), 503),
        (errors.Overrun(task="x"), 422),
    ],
)
def test_the_table_says_what_the_one_stop_software_relies_on(error: errors.CertCopyError, status: int) -> None:
    assert status_of(error) == status


def test_a_refusal_names_states_and_roles_in_words_but_keeps_its_facts() -> None:
    problem = problem_of(errors.WrongState(state=State.ISSUED, wanted=State.COMPARING))
    assert "“đã cấp bản sao”" in problem.vi
    assert "“being compared”" in problem.en
    assert problem.facts == {"state": "issued", "wanted": "comparing"}
