"""On PostgreSQL, the lines of another authority's register are not even read."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OURS = "coalesce(current_setting('certcopy.authority', true), '') IN ('', authority)"


def upgrade() -> None:
    """Bring the schema here."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP POLICY seen ON entry")
        op.execute(f"CREATE POLICY authority_select ON entry FOR SELECT USING ({OURS})")
