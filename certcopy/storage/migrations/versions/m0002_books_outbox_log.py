"""Books, amendments, outbox, public log and holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

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
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("checkpoint", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=25), nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_log_state")),
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
        sa.Column(
            "position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("authority", sa.String(length=35), nullable=False),
        sa.Column("outbox", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dossier", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossier.id"], name=op.f("fk_leaf_dossier")),
        sa.ForeignKeyConstraint(["outbox"], ["outbox.id"], name=op.f("fk_leaf_outbox")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_leaf")),
        sa.UniqueConstraint("outbox", name=op.f("uq_leaf_outbox")),
    )
    op.create_index(op.f("ix_leaf_dossier"), "leaf", ["dossier"], unique=False)
    op.add_column("dossier", sa.Column("search", sa.Text(), server_default="", nullable=False))
    op.add_column("dossier", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("dossier", sa.Column("changed_by", sa.Text(), server_default="", nullable=False))
    op.add_column("dossier", sa.Column("legal_hold", sa.Text(), nullable=True))
    op.add_column("dossier", sa.Column("erased_at", sa.String(length=25), nullable=True))
    op.add_column("entry", sa.Column("search", sa.Text(), server_default="", nullable=False))
