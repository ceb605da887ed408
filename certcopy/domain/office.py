"""The office profile: who certifies, in which words, at which place; read from ``office.toml``."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Literal

Capacity = Literal["", "KT.", "TL.", "TUQ."]
"""In whose stead a title signs: none, a deputy (KT.), by order (TL.), by delegation (TUQ.)."""

ImageProfile = Literal["scanned", "faithful", "compact"]
"""How page images are kept in a copy: the scanner's own bytes, one smaller JPEG, or black print as a stencil."""


@dataclasses.dataclass(frozen=True, slots=True)
class Agency:
    """The ward People's Committee, holder of the agency certificate."""

    code: str
    name: str
    parent: str
    place: str


@dataclasses.dataclass(frozen=True, slots=True)
class Certifier:
    """Who certifies (người thực hiện chứng thực). ``head`` is whose place ``capacity`` names (“CHỦ TỊCH”)."""

    name: str
    title: str
    capacity: Capacity = ""
    head: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Clerk:
    """Who converted the paper (công chức tiếp nhận); named on the copy (Law on e-transactions 2023, Điều 12)."""

    name: str
    title: str


@dataclasses.dataclass(frozen=True, slots=True)
class Book:
    """The register book of certified copies: the volume a year begins with, the symbol of the kind, how many digits an
    ordinal has at least, and the name on the cover."""

    volume: str = "01"
    symbol: str = "SCT/BS"
    digits: int = 2
    name: str = "SỔ CHỨNG THỰC BẢN SAO TỪ BẢN CHÍNH"


@dataclasses.dataclass(frozen=True, slots=True)
class Wording:
    """The formulae of the copy. Braces name the facts of one certification:
    ``number volume year symbol day month day2 month2 title converter converter_title agency signer time code url``
    (``day2``/``month2`` have two digits). ``agency_block`` is the agency signature's text (NĐ 30/2020, Phụ lục I);
    ``office_line`` stands above the title of a head or his deputy, not above that of a delegate."""

    statement: tuple[str, ...] = (
        "Chứng thực bản sao đúng với bản chính",
        "Số chứng thực: {number} quyển số: {volume}/{year} - {symbol}",
        "Ngày {day2} tháng {month2} năm {year}",
    )
    form: str = "BẢN SAO CHỨNG THỰC ĐIỆN TỬ"
    converted: str = "Chuyển đổi từ bản giấy · Người chuyển đổi: {converter}, {converter_title}"
    check: str = "Kiểm tra bản sao tại {url}"
    signed_code: str = "Mã lớn được ký số: kiểm tra được khi không có mạng."
    code: str = "Mã xác minh: {code}"
    signed_by: str = "Ký bởi: {signer}"
    signed_at: str = "Thời gian ký: {time}"
    office_line: str = "TM. ỦY BAN NHÂN DÂN"
    agency_block: tuple[str, ...] = ("Bản sao chứng thực điện tử", "{agency}", "Thời gian ký: {time}")
    test: str = "BẢN THỬ – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"


@dataclasses.dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand, in millimetres. ``statement`` is a band added below the last page, or a page of its own;
    ``head_height`` is the band added above page 1 for the agency's block. Nothing is ever drawn over the scan.
    ``images`` says how small page images are made before they are compared."""

    statement: Literal["band", "page"] = "band"
    head_height: float = 19.0
    band_height: float = 70.0
    min_width: float = 180.0
    margin: float = 12.0
    statement_size: float = 12.0
    agency_size: float = 10.0
    code_size: float = 38.0
    qr_size: float = 20.0
    signature_height: float = 26.0
    images: ImageProfile = "faithful"


@dataclasses.dataclass(frozen=True, slots=True)
class Tariff:
    """A fee schedule in đồng, in force from a day (TT 226/2016/TT-BTC, Điều 4)."""

    since: dt.date = dt.date(2017, 1, 1)
    first_pages: int = 2
    first_rate: int = 2_000
    further_rate: int = 1_000
    cap: int = 200_000


@dataclasses.dataclass(frozen=True, slots=True)
class Pictures:
    """Images of an office, PNG with transparency: the certifier's signature (blue) and the agency's seal (red)."""

    signature: bytes | None = None
    seal: bytes | None = None
    signature_width: float = 40.0
    seal_width: float = 36.0


@dataclasses.dataclass(frozen=True, slots=True)
class Office:
    """One authority with everything a copy prints or a register records of it."""

    agency: Agency
    certifier: Certifier
    clerk: Clerk
    verify_url: str
    book: Book = Book()
    wording: Wording = Wording()
    layout: Layout = Layout()
    pictures: Pictures = Pictures()
    tariffs: tuple[Tariff, ...] = (Tariff(),)
    test: bool = False
