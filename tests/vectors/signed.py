"""The test vectors of the signed code (docs/signed-code.md), as tests read them."""

from __future__ import annotations

import json
import pathlib
from typing import Any

_VECTORS: dict[str, Any] = json.loads((pathlib.Path(__file__).parent / "signed_code.json").read_text(encoding="utf-8"))

AT: str = _VECTORS["at"]
ROOT_PEM: str = _VECTORS["root_pem"]
DOCUMENTS: dict[str, str] = _VECTORS["documents"]
TEXTS: dict[str, str] = {case["name"]: case["text"] for case in _VECTORS["cases"]}
