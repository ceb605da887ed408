"""The scaled engine: Procrastinate on PostgreSQL hands out steps to any number of workers on any number of machines."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Callable, Coroutine

import procrastinate
import procrastinate.exceptions
import sqlalchemy as sa
import structlog

from certcopy.errors import CertCopyError, NeedsPostgres
from certcopy.workflow import bell
from certcopy.workflow.engine import queue
from certcopy.workflow.house import House
from certcopy.workflow.steps import Outcome, due, run_step

HEARTBEAT = 5.0
"""Seconds between looks at the register for due work that no job stands for: retries, lost wake-ups, dead workers."""
SILENCE = 15.0
"""Seconds without a sign of life after which a worker counts as dead and its jobs go to the others."""
RETURN = 3.0
"""Seconds until a worker tries again to reach a database that was away."""
SWEPT = 500
"""How many dossiers one look takes up; the next look sees the rest."""

UNREACHABLE = (procrastinate.exceptions.ProcrastinateException, sa.exc.DBAPIError, CertCopyError, OSError)
"""What is raised while the database is away."""
Work = Callable[[asyncio.Event], Coroutine[None, None, None]]

log = structlog.get_logger(__name__)


class ProcrastinateEngine:
    """Defers a job with every state change; with ``concurrency``, it is a worker too and runs so many steps at once."""

    def __init__(
        self, house: House, concurrency: int = 0, heartbeat: float = HEARTBEAT, silence: float = SILENCE
    ) -> None:
        """Take the register in charge.

        Raises:
            NeedsPostgres: it is in another database.
        """
        if house.database.engine.dialect.name != "postgresql":
            raise NeedsPostgres
        self._house = house
        self._concurrency = concurrency
        self._heartbeat = heartbeat
        self._silence = silence
        self._stopped = False
        self._worker = _Thread(self._work) if concurrency else None

    def start(self) -> None:
        """Make the queue ready, hear the bell and, as a worker, begin to work."""
        queue.prepare(self._house.database)
        bell.hang(self._house.database.engine, self.wake)
        if self._worker is not None:
            self._worker.start()

    def stop(self) -> None:
        """Finish the steps at hand, then end."""
        self._stopped = True
        if self._worker is not None:
            self._worker.stop()
        bell.hang(self._house.database.engine, None)

    def wake(self, connection: sa.Connection | None, dossier_id: str) -> None:
        """Defer a job in the caller's transaction, or in one of its own.

        Where the queue is out of order the transaction goes on without: the sweep finds the work in the register.
        """
        if connection is None:
            with self._house.database.write() as own:
                self.wake(own, dossier_id)
            return
        savepoint = connection.begin_nested()
        try:
            queue.defer(connection, self._house.authority, [dossier_id])
            savepoint.commit()
        except procrastinate.exceptions.ConnectorException as fault:
            savepoint.rollback()
            log.error("job not queued", dossier=dossier_id, fault=type(fault).__name__)  # noqa: TRY400

    async def _work(self, stopping: asyncio.Event) -> None:
        """Work until told to stop, beginning anew whenever the database was out of reach."""
        threads = concurrent.futures.ThreadPoolExecutor(self._concurrency + 1, "certcopy-step")
        asyncio.get_running_loop().set_default_executor(threads)
        while not stopping.is_set():
            try:
                await self._session(stopping)
            except UNREACHABLE as fault:
                log.error("queue out of reach", fault=type(fault).__name__, cause=type(fault.__cause__).__name__)  # noqa: TRY400
            if not stopping.is_set():
                log.warning("worker begins anew")
                await _wait(stopping, RETURN)

    async def _session(self, stopping: asyncio.Event) -> None:
        app = self._app()
        async with app.open_async():
            tasks = [
                asyncio.create_task(self._run_jobs(app)),
                asyncio.create_task(self._sweep(app)),
                asyncio.create_task(stopping.wait()),
            ]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
            for ending in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(ending, Exception):
                    raise ending

    def _app(self) -> procrastinate.App:
        app = procrastinate.App(connector=queue.connector(self._house.database, self._concurrency + 3))
        app.task(name=queue.TASK)(self._run_steps)
        return app

    def _run_steps(self, dossier_id: str) -> None:
        try:
            while run_step(self._house, dossier_id) is Outcome.DONE and not self._stopped:
                pass
        except Exception as fault:  # noqa: BLE001  the step is due again when its lease ends
            log.error("step cut off", dossier=dossier_id, fault=type(fault).__name__)  # noqa: TRY400

    async def _run_jobs(self, app: procrastinate.App) -> None:
        await app.run_worker_async(
            queues=[self._house.authority],
            concurrency=self._concurrency,
            delete_jobs="always",
            fetch_job_polling_interval=min(self._heartbeat, HEARTBEAT),
            install_signal_handlers=False,
            update_heartbeat_interval=self._silence / 3,
            stalled_worker_timeout=self._silence,
        )

    async def _sweep(self, app: procrastinate.App) -> None:
        while True:
            try:
                await self._free_stalled(app)
                await asyncio.to_thread(self._defer_forgotten)
            except UNREACHABLE as fault:
                log.error("sweep cut off", fault=type(fault).__name__, cause=type(fault.__cause__).__name__)  # noqa: TRY400
            await asyncio.sleep(self._heartbeat)

    async def _free_stalled(self, app: procrastinate.App) -> None:
        stalled = await app.job_manager.get_stalled_jobs(
            queue=self._house.authority, seconds_since_heartbeat=self._silence
        )
        for job in stalled:
            await app.job_manager.retry_job(job)

    def _defer_forgotten(self) -> None:
        waiting = due(self._house, SWEPT)
        if not waiting:
            return
        with self._house.database.write() as connection:
            authority = self._house.authority
            queue.defer(connection, authority, queue.without_job(connection, authority, waiting))


class _Thread:
    """An event loop in a thread of its own. The selector loop, because psycopg needs it on Windows."""

    def __init__(self, work: Work) -> None:
        self._runner = asyncio.Runner(loop_factory=asyncio.SelectorEventLoop)
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._run, args=(work,), name="certcopy-worker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._runner.get_loop().call_soon_threadsafe(self._stopping.set)
        self._thread.join()
        self._runner.close()

    def _run(self, work: Work) -> None:
        self._runner.run(work(self._stopping))


async def _wait(stopping: asyncio.Event, seconds: float) -> None:
    """Until told to stop, at most so long."""
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return
