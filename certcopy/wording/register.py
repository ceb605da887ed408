"""What columns and amendments of the register are called."""

from __future__ import annotations

from certcopy.i18n import gettext as _


def amendment_words(kind: str) -> str:
    """What was done to a line; an unknown kind keeps its name."""
    return {
        "correction": _("Corrected"),
        "void": _("Number voided"),
        "revocation": _("Copy revoked"),
        "lost": _("Line lost, number kept back"),
    }.get(kind, kind)


def column_words(name: str) -> str:
    """What a column of the register is called; an unknown one keeps its name."""
    return {"requester": _("Requester"), "title": _("Title of the original"), "note": _("Note")}.get(name, name)
