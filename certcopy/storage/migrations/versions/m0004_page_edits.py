"""Edits of the scanned pages, the pages they make, and the quality gate."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OF_OUR_DOSSIERS = "EXISTS (SELECT FROM dossier AS owner WHERE owner.id = dossier)"


def upgrade() -> None:
    """Bring the schema here."""
    op.add_column("dossier", sa.Column("former_digest", sa.String(length=64), nullable=True))
    op.add_column("dossier", sa.Column("edits", sa.Integer(), server_default="0", nullable=False))
    op.add_column("dossier", sa.Column("poor_pages", sa.Integer(), server_default="0", nullable=False))
    op.add_column("dossier", sa.Column("accepted_by", sa.Text(), nullable=True))
    op.add_column("dossier", sa.Column("accepted_for", sa.Text(), nullable=True))
    op.create_table(
        "edit_list",
        sa.Column("dossier", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("pages", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossier.id"], name=op.f("fk_edit_list_dossier")),
        sa.PrimaryKeyConstraint("dossier", "number", name=op.f("pk_edit_list")),
    )
    op.create_table(
        "sheet",
        sa.Column("dossier", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("dpi", sa.Float(), nullable=False),
        sa.Column("grey", sa.Boolean(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossier.id"], name=op.f("fk_sheet_dossier")),
        sa.PrimaryKeyConstraint("dossier", "number", name=op.f("pk_sheet")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("edit_list", "sheet"):
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY authority ON {table} USING ({OF_OUR_DOSSIERS})")
