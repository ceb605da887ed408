"""A verification report as the API's description shows it; everything in it is made up."""

from __future__ import annotations

from typing import Any

VERIFICATION: dict[str, Any] = {
    "schema": "certcopy-verification-report/1",
    "file": "ban-sao-05-2026.pdf",
    "checked_at": "2026-11-23T10:02:11+07:00",
    "verdict": "valid",
    "verdict_vi": "hợp lệ",
    "verdict_en": "valid",
    "integrity": "valid",
    "test": True,
    "reasons": [],
    "signatures": [
        {
            "field": "CertifierSignature",
            "kind": "signature",
            "signer": "Nguyễn Văn Ví Dụ",
            "subject": "Common Name: Nguyễn Văn Ví Dụ, Country: VN",
            "issuer": "Common Name: TEST SIGNING CA - CHỨNG THƯ THỬ NGHIỆM, Country: VN",
            "at": "2026-11-23T09:16:03+07:00",
            "time_source": "timestamped",
            "revision": 3,
            "covers_whole_file": False,
            "pages": 1,
            "intact": True,
            "trusted": True,
            "chain": ["TEST ROOT CA - CHỨNG THƯ THỬ NGHIỆM", "Nguyễn Văn Ví Dụ"],
            "algorithm": "RSA 2048, SHA256",
            "changes": "signature",
            "changes_vi": "sau chữ ký này có thêm chữ ký khác",
            "changes_en": "another signature was added after this one",
            "docmdp": 2,
        }
    ],
    "revisions": 5,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "register": {
        "agency": "ỦY BAN NHÂN DÂN PHƯỜNG VÍ DỤ",
        "number": "05",
        "book": "01/2026 - SCT/BS",
        "certified_on": "2026-11-23",
        "pages": 1,
        "state": "issued",
        "ended_on": None,
        "test": True,
    },
}
