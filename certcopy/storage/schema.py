"""The tables. Names are the field's terms (``docs/glossary.md``); files are named by their SHA-256."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Digest = sa.String(64)
Moment = sa.String(25)
"""ISO 8601 with the Vietnamese zone, to the second: sorts as text, reads the same in every database."""

BigKey = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

dossier = sa.Table(
    "dossier",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("authority", sa.String(35), nullable=False),
    sa.Column("request_key", sa.String(200)),
    sa.Column("content_digest", Digest, nullable=False, index=True),
    sa.Column("requester", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False, server_default=""),
    sa.Column("compared_by", sa.Text),
    sa.Column("state", sa.String(20), nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("changed_by", sa.Text, nullable=False, server_default=""),
    sa.Column("ground", sa.String(20)),
    sa.Column("reason", sa.Text),
    sa.Column("reading_digest", Digest),
    sa.Column("former_digest", Digest),
    sa.Column("edits", sa.Integer, nullable=False, server_default="0"),
    sa.Column("poor_pages", sa.Integer, nullable=False, server_default="0"),
    sa.Column("suspicions", sa.String(200), nullable=False, server_default=""),
    sa.Column("accepted_by", sa.Text),
    sa.Column("accepted_for", sa.Text),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_try_at", Moment),
    sa.Column("failure", sa.JSON(none_as_null=True)),
    sa.Column("legal_hold", sa.Text),
    sa.Column("erased_at", Moment),
    sa.UniqueConstraint("authority", "request_key"),
)

"""``former_digest`` names the reading before the last edit; ``edits`` the edit list in force (0: none). The quality
gate stopped at ``poor_pages``, which ``accepted_by`` let pass for the reason in ``accepted_for``.
``suspicions`` are the warnings about the paper that stand, parted by spaces."""

scan = sa.Table(
    "scan",
    metadata,
    sa.Column("dossier", sa.ForeignKey("dossier.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("digest", Digest, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
)

page = sa.Table(
    "page",
    metadata,
    sa.Column("dossier", sa.ForeignKey("dossier.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("digest", Digest, nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("dpi", sa.Float, nullable=False),
    sa.Column("grey", sa.Boolean, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
)

"""The scans, page by page: they never change."""

edit_list = sa.Table(
    "edit_list",
    metadata,
    sa.Column("dossier", sa.ForeignKey("dossier.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("before", sa.Integer, nullable=False),
    sa.Column("pages", sa.JSON, nullable=False),
)
"""What was done to the scanned pages, each list whole; ``before`` is the one that undoing goes back to (0: none)."""

sheet = sa.Table(
    "sheet",
    metadata,
    sa.Column("dossier", sa.ForeignKey("dossier.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("digest", Digest, nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("dpi", sa.Float, nullable=False),
    sa.Column("grey", sa.Boolean, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
)
"""The pages of the copy, where the scanned pages were edited; where they were not, those are the pages of the copy."""

request = sa.Table(
    "request",
    metadata,
    sa.Column("authority", sa.String(35), primary_key=True),
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("verb", sa.String(20), nullable=False),
    sa.Column("dossier", sa.ForeignKey("dossier.id"), nullable=False, index=True),
    sa.Column("digest", Digest, nullable=False),
)
"""What was asked for under which key (Idempotency-Key), in the transaction that did it."""

counter = sa.Table(
    "counter",
    metadata,
    sa.Column("authority", sa.String(35), primary_key=True),
    sa.Column("symbol", sa.String(30), primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("n", sa.Integer, nullable=False),
)

entry = sa.Table(
    "entry",
    metadata,
    sa.Column("authority", sa.String(35), primary_key=True),
    sa.Column("symbol", sa.String(30), primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("volume", sa.String(20), nullable=False),
    sa.Column("digits", sa.Integer, nullable=False),
    sa.Column("dossier", sa.ForeignKey("dossier.id"), nullable=False, unique=True),
    sa.Column("certified_at", Moment, nullable=False),
    sa.Column("requester", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("certifier", sa.JSON, nullable=False),
    sa.Column("converter", sa.JSON, nullable=False),
    sa.Column("pages", sa.Integer, nullable=False),
    sa.Column("copies", sa.Integer, nullable=False),
    sa.Column("fee", sa.Integer, nullable=False),
    sa.Column("search", sa.Text, nullable=False, server_default=""),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("code", sa.String(20), nullable=False, unique=True),
    sa.Column("copy_digest", Digest),
    sa.Index("ix_entry_certified_at", "authority", "symbol", "certified_at", "number"),
)
"""``search`` is the finding aid: requester and title, folded; words of corrections are added to it, and only to it."""

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("seq", BigKey, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("event", sa.String(40), nullable=False),
    sa.Column("dossier", sa.String(32), index=True),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("chain", Digest, nullable=False),
)

book = sa.Table(
    "book",
    metadata,
    sa.Column("authority", sa.String(35), primary_key=True),
    sa.Column("symbol", sa.String(30), primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("volume", sa.String(20), primary_key=True),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("opened_by", sa.Text, nullable=False),
    sa.Column("first_number", sa.Integer, nullable=False),
    sa.Column("closed_at", Moment),
    sa.Column("closed_by", sa.Text),
    sa.Column("last_number", sa.Integer),
)

amendment = sa.Table(
    "amendment",
    metadata,
    sa.Column("authority", sa.String(35), primary_key=True),
    sa.Column("symbol", sa.String(30), primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("changes", sa.JSON, nullable=False),
)
"""What was said of an entry later: a correction, a void, a revocation. The entry itself never changes."""

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", BigKey, primary_key=True, autoincrement=True),
    sa.Column("authority", sa.String(35), nullable=False),
    sa.Column("dossier", sa.ForeignKey("dossier.id"), nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_try_at", Moment),
    sa.Column("failure", sa.JSON(none_as_null=True)),
    sa.Column("done_at", Moment, index=True),
)
"""Effects that a committed transaction still owes the world; ``kind`` is ``log`` or ``deliver``."""

leaf = sa.Table(
    "leaf",
    metadata,
    sa.Column("authority", sa.String(35), primary_key=True),
    sa.Column("position", BigKey, primary_key=True, autoincrement=False),
    sa.Column("outbox", sa.ForeignKey("outbox.id"), nullable=False, unique=True),
    sa.Column("dossier", sa.ForeignKey("dossier.id"), nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("salt", sa.String(64), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("hash", Digest, nullable=False),
)
"""The leaves of the public log, in order; ``content`` is what a salted commitment commits to: no personal data."""

log_state = sa.Table(
    "log_state",
    metadata,
    sa.Column("authority", sa.String(35), primary_key=True),
    sa.Column("origin", sa.Text, primary_key=True),
    sa.Column("size", BigKey, nullable=False),
    sa.Column("root", Digest, nullable=False),
    sa.Column("checkpoint", sa.Text, nullable=False),
    sa.Column("edge", sa.Text),
    sa.Column("at", Moment, nullable=False),
)
"""The head of an authority's log, with its right ``edge``, and the last heads seen of the logs it witnesses."""

log_node = sa.Table(
    "log_node",
    metadata,
    sa.Column("authority", sa.String(35), primary_key=True),
    sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("position", BigKey, primary_key=True, autoincrement=False),
    sa.Column("hash", Digest, nullable=False),
)
"""The hashes of the log's tiles above the leaves: the root of each full tile of the level below."""

hold = sa.Table(
    "hold",
    metadata,
    sa.Column("id", BigKey, primary_key=True, autoincrement=True),
    sa.Column("reason", sa.String(40), nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("lifted_at", Moment),
    sa.Column("lifted_by", sa.Text),
)
"""While one is not lifted no number is taken: after a restore, until the numbers are reconciled."""


def is_table_of_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a name in the database stands in this file (for Alembic's comparison): the word index stands only in
    the migrations, since each kind of database has its own."""
    return kind not in ("table", "index") or not (name or "").startswith("search")
