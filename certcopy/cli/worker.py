"""``certcopy worker``: runs the machine's steps of an office on PostgreSQL, until it is told to stop."""

import logging
import os
import signal
import threading
from typing import Annotated

import typer

from certcopy.api.logs import write_json_logs
from certcopy.cli import exits, offices, streams
from certcopy.cli.options import HomeFolder
from certcopy.cli.words import N_
from certcopy.i18n import gettext as _
from certcopy.workflow.chores import doing_chores
from certcopy.workflow.engine.procrastinate import ProcrastinateEngine

HELP = N_(
    "Run the machine's steps (reading, signing) for the servers of this office, here and on other machines, until "
    "Ctrl-C or SIGTERM; the steps at hand are finished first. Needs the register in PostgreSQL (CERTCOPY_DATABASE) and "
    "CERTCOPY_ENGINE=procrastinate on the servers."
)
GLANCE = 1.0
"""Seconds between looks at whether to stop, where a signal does not interrupt waiting (Windows)."""

Concurrency = Annotated[
    int,
    typer.Option(metavar=N_("NUMBER"), help=N_("How many steps at once; 0 takes the number of cores."), min=0, max=64),
]


def run(concurrency: Concurrency = 0, home: HomeFolder = None) -> int:
    """Work until told to stop."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_frame: stopped.set())
    steps = concurrency or os.cpu_count() or 1
    with offices.opened(offices.choose_home(home)) as house:
        write_json_logs()
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
        engine = ProcrastinateEngine(house, steps)
        engine.start()
        streams.answer(_("Working, {number} steps at once. Ctrl-C ends.").format(number=steps))
        with doing_chores(house):
            while not stopped.wait(GLANCE):
                pass
        streams.answer(_("Finishing the steps at hand …"))
        engine.stop()
    return exits.OK
