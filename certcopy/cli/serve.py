"""``certcopy serve``: the counter and the public page, until Ctrl-C."""

from certcopy.api.server import Addresses
from certcopy.api.server import serve as serve_office
from certcopy.cli import exits, offices, streams
from certcopy.cli.options import DEFAULT_HOST, DEFAULT_PORT, HomeFolder, Host, Port
from certcopy.cli.words import N_
from certcopy.i18n import gettext as _

HELP = N_("Serve the counter's pages, the public verification page and the one-stop interface, until Ctrl-C.")


def run(host: Host = DEFAULT_HOST, port: Port = DEFAULT_PORT, home: HomeFolder = None) -> int:
    """Open the office and serve it."""
    with offices.opened(offices.choose_home(home)) as house:
        serve_office(house, host, port, announce, offices.settings())
    return exits.OK


def announce(addresses: Addresses) -> None:
    """Print where people go."""
    streams.answer(_("Public verification page: {url}").format(url=addresses.public))
    streams.answer(_("Counter (keep this address secret): {url}").format(url=addresses.counter))
    streams.answer(_("Ctrl-C ends."))
