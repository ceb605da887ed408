"""On PostgreSQL, authorities apart by row level security, and journal numbers of 64 bits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OURS = "coalesce(current_setting('certcopy.authority', true), '') IN ('', authority)"
WHOLLY = {
    **dict.fromkeys(
        ("dossier", "request", "counter", "book", "amendment", "outbox", "leaf", "log_node", "log_state"), OURS
    ),
    **dict.fromkeys(("scan", "page"), "EXISTS (SELECT FROM dossier AS owner WHERE owner.id = dossier)"),
}
"""Tables of which a connection sees and changes the rows of its own authority only."""


def upgrade() -> None:
    """Bring the schema here."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.alter_column("journal", "seq", type_=sa.BigInteger(), existing_type=sa.Integer(), existing_nullable=False)
    for table, condition in WHOLLY.items():
        _secure(table)
        op.execute(f"CREATE POLICY authority ON {table} USING ({condition})")
    _secure("entry")
    op.execute("CREATE POLICY seen ON entry FOR SELECT USING (true)")
    for verb, clause in (("INSERT", "WITH CHECK"), ("UPDATE", "USING"), ("DELETE", "USING")):
        op.execute(f"CREATE POLICY authority_{verb.lower()} ON entry FOR {verb} {clause} ({OURS})")


def _secure(table: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
