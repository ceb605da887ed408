"""The error tree: stable codes, two languages, facts that fit the sentences."""

from __future__ import annotations

import dataclasses
import re

import pytest

from certcopy import errors

RAISED = [kind for kind in errors.every_error() if not kind.__subclasses__()]


def example(kind: type[errors.CertCopyError]) -> errors.CertCopyError:
    return kind(**{field.name: 7 if field.type == "int" else "x" for field in dataclasses.fields(kind)})


@pytest.mark.parametrize("kind", RAISED, ids=lambda kind: kind.__name__)
def test_every_error_says_in_both_languages_what_to_do(kind: type[errors.CertCopyError]) -> None:
    error = example(kind)
    for sentence in (error.sentence("vi"), error.sentence("en")):
        assert sentence.endswith((".", ")."))
        assert "{" not in sentence
        assert len(re.findall(r"[.;?!](?: |$)", sentence)) >= 2, "what happened, then what to do"


def test_codes_are_unique_and_find_their_error() -> None:
    codes = [kind.code for kind in RAISED]
    assert len(codes) == len(set(codes))
    assert all(errors.by_code(kind.code) is kind for kind in RAISED)


def test_the_drawing_names_every_error() -> None:
    assert errors.__doc__ is not None
    assert [kind.__name__ for kind in RAISED if kind.__name__ not in errors.__doc__] == []
