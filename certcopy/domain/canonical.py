"""JSON in one form only, so that it can be hashed and signed."""

from __future__ import annotations

import json
from typing import Any


def canonical(value: Any) -> str:
    """JSON with sorted names, no spaces, and every letter as itself."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
