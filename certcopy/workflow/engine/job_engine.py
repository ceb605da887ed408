"""What every job engine does, and which one an office uses."""

from __future__ import annotations

from typing import Protocol

import sqlalchemy as sa

from certcopy.settings import EngineChoice
from certcopy.workflow.house import House


class JobEngine(Protocol):
    """Runs due steps at least once; ``steps.claim`` sees to it that two never run the same one at the same time.

    Due work is read off the register, so a wake-up that gets lost costs a delay and nothing else.
    """

    def start(self) -> None:
        """Begin to work, and to hear ``bell.ring``."""

    def stop(self) -> None:
        """Finish the steps at hand, then end."""

    def wake(self, connection: sa.Connection | None, dossier_id: str) -> None:
        """There is work on a dossier once the caller's transaction commits; without a connection, now."""


def engine_of(house: House, choice: EngineChoice) -> JobEngine:
    """The engine of a server: it runs the steps itself, or leaves them to ``certcopy worker``.

    Raises:
        NeedsPostgres: workers are asked for and the register is in another database.
    """
    if choice == "embedded":
        from certcopy.workflow.engine.embedded import EmbeddedEngine

        return EmbeddedEngine(house)
    from certcopy.workflow.engine.procrastinate import ProcrastinateEngine

    return ProcrastinateEngine(house)
