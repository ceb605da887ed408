"""Our own reading path as one command, for ``bench.ocr``: ``python -m bench.own IN.pdf OUT.pdf WORDS.json``.

Takes the file in, reads every page in warm confined children with orientation, straightening and cleaning, and composes
the copy with its text layer, as the service does. The server of children starts beside it, as with our commands.
"""

from __future__ import annotations

import importlib
import pathlib
import sys

from certcopy.children import warm_up

if __name__ == "__main__":
    warm_up("ocr", "document")
    importlib.import_module("bench.own_path").main(*map(pathlib.Path, sys.argv[1:4]))
