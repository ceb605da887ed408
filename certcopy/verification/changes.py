"""What the last revision of a file has otherwise than an earlier one, object by object and place by place."""

from __future__ import annotations

from certcopy.verification import annotation_rules, catalog_rules, field_rules, form_rules, store_rules, tag_rules
from certcopy.verification.fields import Field
from certcopy.verification.noticed import Noticed
from certcopy.verification.objects import History
from certcopy.verification.places import Kind, Places
from certcopy.verification.walk import Rule, Walk

RULES: dict[Kind, Rule] = {
    Kind.CATALOG: catalog_rules.catalog,
    Kind.PAGES: catalog_rules.nothing,
    Kind.ANNOTATIONS: annotation_rules.annotation_list,
    Kind.ANNOTATION: annotation_rules.annotation,
    Kind.FORM: form_rules.form,
    Kind.FIELDS: form_rules.fields,
    Kind.FIELD: field_rules.field,
    Kind.VALUE: field_rules.value,
    Kind.APPEARANCE: field_rules.appearance,
    Kind.DRAWING: annotation_rules.drawing,
    Kind.FONTS: catalog_rules.fonts,
    Kind.STORE: store_rules.store,
    Kind.METADATA: store_rules.metadata,
    Kind.EXTENSIONS: catalog_rules.extensions,
    Kind.PERMISSIONS: catalog_rules.permissions,
    Kind.TAGS: tag_rules.tags,
    Kind.CONTENT: catalog_rules.frozen,
    Kind.FROZEN: catalog_rules.frozen,
}


def changes(history: History, before: int, places: Places, after: dict[str, Field]) -> frozenset[Noticed]:
    """Every change since the revision ``before`` (from 0), once; ``places`` and ``after`` are the last revision's.

    Raises:
        RuntimeError: there is more to compare than in any honest file.
    """
    return Walk(history, before, places, after, RULES).changes()
