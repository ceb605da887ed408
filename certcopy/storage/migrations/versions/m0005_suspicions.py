"""What the machine suspects a dossier's paper of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema here."""
    op.add_column("dossier", sa.Column("suspicions", sa.String(length=200), server_default="", nullable=False))
