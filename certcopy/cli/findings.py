"""How findings of the doctor and the audit are shown: a line each, or one JSON document."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from certcopy.cli import streams
from certcopy.errors import by_code
from certcopy.i18n import gettext as _
from certcopy.i18n import language
from certcopy.workflow.doctor import Finding, Level


@dataclasses.dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words, still to be translated, for levels, checks and codes; a code without one is an error's."""

    levels: Mapping[Level, str]
    checks: Mapping[str, str]
    sentences: Mapping[str, str]

    def show(self, findings: Sequence[Finding], *, as_json: bool) -> None:
        """Answer with the findings."""
        if as_json:
            streams.answer_json({"findings": [self._document(finding) for finding in findings]})
            return
        for finding in findings:
            level, check = _(self.levels[finding.level]), _(self.checks[finding.check])
            streams.answer_beside(f"{level:<9} {check:<24} ", self._sentence(finding))

    def _sentence(self, finding: Finding) -> str:
        if finding.code in self.sentences:
            return _(self.sentences[finding.code]).format(**finding.facts)
        return by_code(finding.code)(**finding.facts).sentence(language())

    def _document(self, finding: Finding) -> dict[str, Any]:
        return {
            "check": finding.check,
            "level": finding.level,
            "code": finding.code,
            "facts": finding.facts,
            "sentence": self._sentence(finding),
        }


def any_fault(findings: Sequence[Finding]) -> bool:
    """Whether something is wrong, not merely to be watched."""
    return any(finding.level is Level.FAULT for finding in findings)
