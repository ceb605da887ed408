"""The bell: a verb that leaves a dossier to the machine rings it, and the engine in charge of the register hears it."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

OPTION = "certcopy_wake"
Wake = Callable[[sa.Connection, str], None]


def hang(engine: sa.Engine, wake: Wake | None) -> None:
    """Whom to call from now on for every connection to this register; nobody where ``wake`` is None."""
    engine.update_execution_options(**{OPTION: wake})


def ring(connection: sa.Connection, dossier_id: str) -> None:
    """A dossier is due once the caller's transaction commits. Where nobody listens, the register still says so."""
    wake: Wake | None = connection.get_execution_options().get(OPTION)
    if wake is not None:
        wake(connection, dossier_id)
