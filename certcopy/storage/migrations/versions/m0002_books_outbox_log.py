"""Books, amendments, outbox, public log and holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from certcopy.domain.toneless import toneless

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema here."""
    op.create_table(
        "amendment",
        sa.Column("authority", sa.String(length=35), nullable=False),
        sa.Column("symbol", sa.String(length=30), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.String(length=25), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("authority", "symbol", "year", "number", "seq", name=op.f("pk_amendment")),
    )
    op.create_table(
        "book",
        sa.Column("authority", sa.String(length=35), nullable=False),
        sa.Column("symbol", sa.String(length=30), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("volume", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.String(length=25), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.String(length=25), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("last_number", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("authority", "symbol", "year", "volume", name=op.f("pk_book")),
    )
    op.create_table(
        "hold",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("since", sa.String(length=25), nullable=False),
        sa.Column("lifted_at", sa.String(length=25), nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    op.create_table(
        "log_state",
        sa.Column("authority", sa.String(length=35), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("checkpoint", sa.Text(), nullable=False),
        sa.Column("edge", sa.Text(), nullable=True),
        sa.Column("at", sa.String(length=25), nullable=False),
        sa.PrimaryKeyConstraint("authority", "origin", name=op.f("pk_log_state")),
    )
    op.create_table(
        "log_node",
        sa.Column("authority", sa.String(length=35), nullable=False),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("authority", "level", "position", name=op.f("pk_log_node")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("authority", sa.String(length=35), nullable=False),
        sa.Column("dossier", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.String(length=25), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try_at", sa.String(length=25), nullable=True),
        sa.Column("failure", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("done_at", sa.String(length=25), nullable=True),
        sa.ForeignKeyConstraint(["dossier"], ["dossier.id"], name=op.f("fk_outbox_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_done_at"), "outbox", ["done_at"], unique=False)
    op.create_index(op.f("ix_outbox_dossier"), "outbox", ["dossier"], unique=False)
    op.create_table(
        "leaf",
        sa.Column("authority", sa.String(length=35), nullable=False),
        sa.Column(
            "position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("outbox", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dossier", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossier.id"], name=op.f("fk_leaf_dossier")),
        sa.ForeignKeyConstraint(["outbox"], ["outbox.id"], name=op.f("fk_leaf_outbox")),
        sa.PrimaryKeyConstraint("authority", "position", name=op.f("pk_leaf")),
        sa.UniqueConstraint("outbox", name=op.f("uq_leaf_outbox")),
    )
    op.create_index(op.f("ix_leaf_dossier"), "leaf", ["dossier"], unique=False)
    op.create_table(
        "request",
        sa.Column("authority", sa.String(length=35), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("dossier", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossier.id"], name=op.f("fk_request_dossier")),
        sa.PrimaryKeyConstraint("authority", "key", name=op.f("pk_request")),
    )
    op.create_index(op.f("ix_request_dossier"), "request", ["dossier"], unique=False)
    op.add_column("dossier", sa.Column("ground", sa.String(length=20), nullable=True))
    op.add_column("dossier", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("dossier", sa.Column("search", sa.Text(), server_default="", nullable=False))
    op.add_column("dossier", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("dossier", sa.Column("changed_by", sa.Text(), server_default="", nullable=False))
    op.add_column("dossier", sa.Column("legal_hold", sa.Text(), nullable=True))
    op.add_column("dossier", sa.Column("erased_at", sa.String(length=25), nullable=True))
    op.add_column("entry", sa.Column("search", sa.Text(), server_default="", nullable=False))
    op.execute("UPDATE dossier SET state = 'reading' WHERE state = 'received'")
    op.create_index(
        op.f("ix_entry_certified_at"), "entry", ["authority", "symbol", "certified_at", "number"], unique=False
    )
    for statement in WORD_INDEX[op.get_bind().dialect.name]:
        op.execute(statement)
    _fold_known_entries(op.get_bind())
    op.execute(BOOKS_OF_KNOWN_ENTRIES)


WORD_INDEX = {
    "sqlite": (
        """
        CREATE TABLE search_series (
            id INTEGER PRIMARY KEY, authority TEXT NOT NULL, symbol TEXT NOT NULL, UNIQUE (authority, symbol)
        )
        """,
        """
        CREATE VIRTUAL TABLE search USING fts5(
            words, content='', contentless_delete=1, detail=none, tokenize='ascii', prefix='1 2 3 4 5 6 7'
        )
        """,
        """
        CREATE TRIGGER search_enter AFTER INSERT ON entry BEGIN
            INSERT INTO search_series (authority, symbol) SELECT NEW.authority, NEW.symbol WHERE NOT EXISTS
                (SELECT 1 FROM search_series WHERE authority = NEW.authority AND symbol = NEW.symbol);
            INSERT INTO search (rowid, words)
                SELECT (id << 48) | (NEW.year << 32) | NEW.number, NEW.search FROM search_series
                WHERE authority = NEW.authority AND symbol = NEW.symbol;
        END
        """,
        """
        CREATE TRIGGER search_again AFTER UPDATE OF search ON entry BEGIN
            INSERT OR REPLACE INTO search (rowid, words)
                SELECT (id << 48) | (NEW.year << 32) | NEW.number, NEW.search FROM search_series
                WHERE authority = NEW.authority AND symbol = NEW.symbol;
        END
        """,
    ),
    "postgresql": (
        """
        CREATE FUNCTION search_prefixes(authority text, words text) RETURNS text[]
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT coalesce(array_agg(DISTINCT authority || ':' || left(word, size)), '{}')
            FROM unnest(string_to_array(words, ' ')) AS word, generate_series(1, least(length(word), 7)) AS size
        $$
        """,
        "CREATE INDEX search_words ON entry USING gin (search_prefixes(authority, search))",
    ),
}
"""Every database finds words by their beginnings. SQLite: an index of its own, kept by triggers in the same
transaction; its row numbers say series (authority and symbol), year and number, so that it answers newest first.
PostgreSQL: every beginning of up to seven letters stands in the index, with its authority, so that one authority never
reads through another's."""

BOOKS_OF_KNOWN_ENTRIES = """
INSERT INTO book (authority, symbol, year, volume, opened_at, opened_by, first_number)
SELECT authority, symbol, year, volume, min(certified_at), '', min(number) FROM entry
GROUP BY authority, symbol, year, volume
"""

ENTRY = sa.table("entry", *map(sa.column, ("authority", "symbol", "year", "number", "requester", "title", "search")))


def _fold_known_entries(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        op.execute(
            "INSERT OR IGNORE INTO search_series (authority, symbol) SELECT DISTINCT authority, symbol FROM entry"
        )
    key = (ENTRY.c.authority, ENTRY.c.symbol, ENTRY.c.year, ENTRY.c.number)
    for row in connection.execute(sa.select(ENTRY)).all():
        connection.execute(
            ENTRY.update()
            .where(*(column == value for column, value in zip(key, row, strict=False)))
            .values(search=toneless(f"{row.requester} {row.title}"))
        )
