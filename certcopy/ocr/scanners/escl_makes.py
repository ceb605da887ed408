"""What single makes of devices need beyond the protocol. Each is a fact that sane-airscan's list of devices tells, with
the report it comes from; none of its code."""

from __future__ import annotations

import urllib.parse

ONLY_TO_THEMSELVES = ("HP LaserJet MFP M630", "HP Color LaserJet FlowMFP M578")
ONLY_TO_THEMSELVES_BY_SERVER = "HP_Compact_Server"
"""They take a job only if it is addressed to ``localhost`` (sane-airscan #116)."""

EPSON = "epson"
"""They write the place of a job wrongly unless the port is named, even the usual one (sane-airscan #136)."""

USUAL_PORTS = {"http": 80, "https": 443}


def job_host(url: str, model: str, maker: str, server: str) -> str:
    """Whom a new job at this address must be addressed to (HTTP's Host) for this device; empty for the usual."""
    if server.startswith(ONLY_TO_THEMSELVES_BY_SERVER) or model in ONLY_TO_THEMSELVES:
        return "localhost"
    if maker.lower() != EPSON and not model.lower().startswith(f"{EPSON} "):
        return ""
    parts = urllib.parse.urlsplit(url)
    return parts.netloc if parts.port else f"{parts.netloc}:{USUAL_PORTS[parts.scheme]}"
