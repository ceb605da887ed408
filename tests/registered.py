"""Lines of a register, numbered and entered the way the workflow does, without scans or signatures."""

from __future__ import annotations

import datetime as dt

from certcopy.clock import VIETNAM
from certcopy.domain.certification import Certification, new_code
from certcopy.domain.office import Book, Certifier, Clerk
from certcopy.register import books, entries
from certcopy.register.numbers import take_number
from certcopy.register.search import Place
from certcopy.storage.database import Database
from certcopy.storage.schema import dossier

AT = dt.datetime(2026, 11, 23, 9, 15, tzinfo=VIETNAM)
HERE = "H99.999.001"
SYMBOL = "SCT/BS"
WHO = "Lê Văn Thử"


def certify(
    database: Database,
    requester: str = "Nguyễn Văn Đức",
    title: str = "Bằng tốt nghiệp đại học",
    at: dt.datetime = AT,
    authority: str = HERE,
) -> Place:
    """Number one line the way the workflow does; its year and number."""
    code = new_code()
    with database.write() as connection:
        row = {"id": code, "authority": authority, "content_digest": "0" * 64, "requester": requester, "title": title}
        connection.execute(dossier.insert().values(**row, state="issuing", received_at=at.isoformat()))
        number = take_number(connection, authority, SYMBOL, at.year)
        volume = books.volume_for(connection, authority, SYMBOL, at.year, "01", at, WHO)
        entries.enter(
            connection,
            authority,
            code,
            Certification(
                number=number,
                year=at.year,
                book=Book(volume=volume, symbol=SYMBOL),
                at=at,
                requester=requester,
                title=title,
                certifier=Certifier("Trần Thị Mẫu", "Chủ tịch"),
                converter=Clerk(WHO, "Công chức"),
                pages=1,
                fee=2000,
                code=code,
            ),
        )
    return at.year, number
