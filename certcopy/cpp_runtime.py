"""Microsoft's C++ runtime: some of our wheels for Windows (zxing-cpp, ONNX Runtime) expect it on the machine."""

from __future__ import annotations

import ctypes
import sys

from certcopy.errors import NoCppRuntime

LIBRARY = "msvcp140.dll"


def insist_on_cpp_runtime() -> None:
    """See that it is there, on Windows; other systems bring theirs.

    Raises:
        NoCppRuntime: it has to be installed first.
    """
    if sys.platform == "win32":
        try:
            ctypes.WinDLL(LIBRARY)
        except OSError:
            raise NoCppRuntime(library=LIBRARY) from None
