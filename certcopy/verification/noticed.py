"""What may be noticed between two revisions of a file, by what it means to a reader."""

from __future__ import annotations

import enum
from typing import NamedTuple


class Change(enum.StrEnum):
    """What happened, by what it means to a reader; the first ones are harmless."""

    VALIDATION = "validation"
    METADATA = "metadata"
    DESCRIPTION = "description"
    UNUSED = "unused"
    SIGNED = "signed"
    EMPTY_FIELD = "empty_field"
    TAGS = "tags"
    FILLED = "filled"
    RESHOWN = "reshown"
    ANNOTATED = "annotated"
    FORM = "form"
    CERTIFIED = "certified"
    UNKNOWN = "unknown"
    PAGE = "page"
    PAGES = "pages"
    ACTIVE = "active"
    ALTERED_SIGNATURE = "altered_signature"
    STORE_REMOVED = "store_removed"


class Noticed(NamedTuple):
    """A change and whose: a page's number, a field's name, a key."""

    change: Change
    owner: str = ""
