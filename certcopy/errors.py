"""Every refusal CertCopy can give, as one tree.

CertCopyError
├── BadScan                 what was handed in cannot be the scan of a paper original
│   ├── NoPages · EmptyFile · UnknownFormat · DamagedFile · TooManyPages · ImageTooLarge · FileTooLarge
│   ├── EncryptedPdf · ActivePdf · AlreadySigned · NotPageImages · DuplicatePage · DuplicateUpload
├── BadPdf                  what was handed in for verification cannot be read
│   ├── NotAPdf · UnreadablePdf · NoCodeFound · BadPicture · BadCodeDocument
├── BadRequest              a value the caller gave is missing or impossible
│   ├── MissingValue · UnknownDossier · UnknownCopy · NotIssuedYet · WrongState · ReusedKey · OutputExists · NoSuchFile
│   ├── ChangedMeanwhile · DoubtsStand · NotReadYet · StillSigning · CopyRevoked · NotLoggedYet
│   ├── UnknownNumber · NoOpenVolume · VolumeOpen
│   ├── BadValue · NoSuchAddress · WrongHost · BadEdit · PoorPages · NothingToUndo
│   ├── TooManyRequests · UnknownScan · UnknownCodeKey
├── ScannerError            a scanner cannot do what it was asked
│   ├── ScannerUnknown · ScannerUnreachable · ScannerLost · ScannerBusy · FeederEmpty · PaperJam · CoverOpen
│   ├── ScannerStopped · ScannerRefused · ScannerLacks · ScannerDenied · ScannerUntrusted · ScannerMisspoke
│   ├── NoScanimage · NotOurNetwork
├── OfficeNotReady          the office is not set up, or not completely
│   ├── NoOffice · OfficeExists · BadProfile · BadRules · MissingModel · NoOcrEngine · KeyUnusable · CertificateExpired
│   ├── CertificateUnfit · TimeStampUnavailable · RecoveryHold · NeedsPostgres
│   ├── OldPostgres · NetworkShare · NewerRegister · NotReplicated · DatabaseUnavailable
│   ├── NoCppRuntime · OldSqlite · StoreDamaged · DiskFull · PortTaken · HomeNotWritable · CopyNotValid · StepFailed
│   ├── LogKeyMissing · LogRewound · LogGoesOn · LogDamaged · CodeUnreadable · CodeKeyUnfit
│   ├── StoreUnfit · StoreUnreachable · BackupDamaged · BackupUnreadable · BackupRunning · PlaceNotEmpty · RegisterDamaged
├── AccessDenied
│   └── ForeignForm · PairingOver · PhoneTaken
├── Overrun                 a child process was stopped at its limits
└── Unexpected              a fault nobody foresaw

An error carries a stable ``code``, a Vietnamese and an English sentence that says what to do next, and typed facts.
It knows neither HTTP status nor exit code: each door maps codes in one table.
"""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar, Literal

Language = Literal["vi", "en"]


WORDS: dict[str, tuple[str, str]] = {
    "received": ("tiếp nhận", "received"),
    "scanning": ("chờ quét", "waiting for its scan"),
    "reading": ("nhận dạng", "being read"),
    "comparing": ("đối chiếu", "being compared"),
    "returned": ("trả lại bộ phận một cửa", "returned to the clerk"),
    "waiting": ("chờ người thực hiện chứng thực", "waiting for the certifier"),
    "waiting_partner": ("chờ cơ quan phối hợp", "waiting for a partner office"),
    "refused": ("đã từ chối", "refused"),
    "withdrawn": ("người yêu cầu đã rút", "withdrawn"),
    "issuing": ("cấp bản sao", "being issued"),
    "issued": ("đã cấp bản sao", "issued"),
    "delivered": ("đã trả kết quả", "delivered"),
    "voided": ("đã hủy số", "voided"),
    "revoked": ("đã thu hồi", "revoked"),
    "machine": ("phần mềm", "the software"),
    "onestop": ("phần mềm Một cửa", "the one-stop software"),
    "certifier": ("người thực hiện chứng thực", "certifier"),
    "agency": ("cơ quan", "agency"),
    "time-stamp": ("dịch vụ dấu thời gian", "time-stamp service"),
    "certified_copy": ("có lời chứng thực bản sao", "a certification statement"),
    "copy_mark": ("có dấu “bản sao”", "marked as a copy"),
    "extract": ("trích lục", "an extract"),
    "black_seal": ("con dấu đen", "a black seal"),
    "photocopy": ("giống bản photocopy", "like a photocopy"),
    "no_colour": ("không có mực màu", "no coloured ink"),
    "grey_scan": ("bản quét không có màu", "a scan without colour"),
    "secret": ("dấu mật", "stamped secret"),
    "code_differs": ("mã QR khác chữ in", "QR code against print"),
    "take_in": ("kiểm tra bản quét", "checking the scans"),
    "read_page": ("nhận dạng trang", "reading a page"),
    "log": ("ghi nhật ký công khai", "entering the public log"),
    "deliver": ("trả kết quả", "delivery"),
    "compose": ("soạn bản sao", "composing the copy"),
    "verify": ("xác minh tệp", "verifying the file"),
    "fsync": ("ghi xuống đĩa (fsync)", "writing to disk (fsync)"),
    "synchronous_commit": ("xác nhận đồng bộ (synchronous_commit)", "synchronous confirmation (synchronous_commit)"),
    "synchronous_standby_names": (
        "tên máy dự phòng đồng bộ (synchronous_standby_names)",
        "the names of synchronous standbys (synchronous_standby_names)",
    ),
    "standby": ("máy dự phòng đồng bộ đang kết nối", "a connected synchronous standby"),
    "pages": ("danh sách trang", "the list of pages"),
    "none_left": ("không còn trang nào", "no page is left"),
    "skew": ("độ nghiêng", "the skew"),
    "crop": ("khung cắt", "the crop"),
    "corners": ("bốn góc giấy", "the corners of the paper"),
    "fit": ("không vừa một tờ A4", "they do not fit on one A4 sheet"),
    "flatbed": ("mặt kính", "flatbed"),
    "feeder": ("khay nạp giấy", "feeder"),
    "duplex": ("quét hai mặt", "both sides"),
    "colour": ("màu", "colour"),
    "grey": ("xám", "grey"),
    "black_white": ("đen trắng", "black and white"),
    "store.create": ("ghi", "writing"),
    "store.read": ("đọc lại", "reading back"),
    "store.create_only": ("từ chối ghi đè", "refusing to overwrite"),
    "store.delete": ("xóa", "erasing"),
}
"""States, roles and tasks by their stable names, in Vietnamese and English."""

NAMED = frozenset(
    {"state", "wanted", "role", "step", "task", "by", "trial", "demand", "problem", "option", "suspicion"}
)
"""The facts that hold such a name."""


def in_words(name: str, value: Any, language: Language) -> Any:
    """A fact as people read it: a stable name in words, anything else as it is."""
    if name not in NAMED or value not in WORDS:
        return value
    return WORDS[value][0 if language == "vi" else 1]


@dataclasses.dataclass(eq=False)
class CertCopyError(Exception):
    """Base of the tree; never raised itself."""

    code: ClassVar[str] = "error"
    vi: ClassVar[str] = ""
    en: ClassVar[str] = ""

    def sentence(self, language: Language) -> str:
        """What happened and what to do next, in one of the two languages."""
        facts = {name: in_words(name, value, language) for name, value in self.facts().items()}
        return (self.vi if language == "vi" else self.en).format(**facts)

    def facts(self) -> dict[str, Any]:
        """The typed facts of this occurrence, by name; never the content of a document."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence('en')}"


def by_code(code: str) -> type[CertCopyError]:
    """The error class with this code.

    Raises:
        KeyError: no error has it.
    """
    return {kind.code: kind for kind in every_error()}[code]


def every_error(root: type[CertCopyError] = CertCopyError) -> list[type[CertCopyError]]:
    """All classes of the tree below ``root``."""
    children = root.__subclasses__()
    return children + [leaf for child in children for leaf in every_error(child)]


class BadScan(CertCopyError):
    """What was handed in cannot be the scan of a paper original."""

    code = "scan"


@dataclasses.dataclass(eq=False)
class NoPages(BadScan):
    code = "scan.no_pages"
    vi = "Không có trang nào. Hãy quét bản chính rồi gửi ít nhất một trang."
    en = "There are no pages. Scan the original and send at least one page."


@dataclasses.dataclass(eq=False)
class EmptyFile(BadScan):
    name: str
    code = "scan.empty_file"
    vi = "Tệp “{name}” rỗng. Hãy quét lại rồi gửi tệp mới."
    en = "The file “{name}” is empty. Scan again and send the new file."


@dataclasses.dataclass(eq=False)
class UnknownFormat(BadScan):
    name: str
    code = "scan.unknown_format"
    vi = "Tệp “{name}” không phải ảnh JPEG, PNG, TIFF, HEIC hay PDF ảnh. Hãy quét lại ở một trong các dạng đó."
    en = "The file “{name}” is not JPEG, PNG, TIFF, HEIC or a PDF of images. Scan again into one of these."


@dataclasses.dataclass(eq=False)
class DamagedFile(BadScan):
    name: str
    code = "scan.damaged_file"
    vi = "Tệp “{name}” bị hỏng hoặc thiếu phần cuối. Hãy sao chép lại từ máy quét hoặc quét lại."
    en = "The file “{name}” is damaged or cut short. Copy it from the scanner again, or scan again."


@dataclasses.dataclass(eq=False)
class TooManyPages(BadScan):
    pages: int
    limit: int
    code = "scan.too_many_pages"
    vi = "Bản chính có ít nhất {pages} trang, nhiều hơn giới hạn {limit} trang. Hãy liên hệ quản trị để nâng giới hạn hoặc nộp riêng từng bản chính."
    en = "The original has at least {pages} pages, more than the limit of {limit}. Ask IT staff to raise it, or submit each original by itself."


@dataclasses.dataclass(eq=False)
class ImageTooLarge(BadScan):
    name: str
    width: int
    height: int
    limit: int
    code = "scan.image_too_large"
    vi = "Ảnh trong “{name}” là {width}×{height} điểm ảnh, vượt giới hạn {limit} điểm ảnh mỗi cạnh hoặc tổng cho phép. Hãy quét lại ở 300 dpi."
    en = "The image in “{name}” is {width}×{height} pixels, beyond the limit of {limit} pixels a side or the total allowed. Scan again at 300 dpi."


@dataclasses.dataclass(eq=False)
class FileTooLarge(BadScan):
    limit_mib: int
    code = "scan.file_too_large"
    vi = "Dữ liệu gửi lên lớn hơn {limit_mib} MiB. Hãy quét lại ở 300 dpi, nén JPEG, hoặc chia bản chính thành nhiều lần nộp."
    en = (
        "The upload is larger than {limit_mib} MiB. Scan again at 300 dpi with JPEG compression, or submit fewer pages."
    )


@dataclasses.dataclass(eq=False)
class EncryptedPdf(BadScan):
    name: str
    code = "scan.encrypted_pdf"
    vi = "Tệp PDF “{name}” có mật khẩu. Hãy quét bản chính ra tệp không đặt mật khẩu."
    en = "The PDF “{name}” is protected by a password. Scan the original into a file without one."


@dataclasses.dataclass(eq=False)
class ActivePdf(BadScan):
    name: str
    feature: str
    code = "scan.active_pdf"
    vi = "Tệp PDF “{name}” chứa nội dung động hoặc đính kèm ({feature}), không phải bản quét. Hãy quét trực tiếp từ bản chính giấy."
    en = "The PDF “{name}” has active or attached content ({feature}); it is no scan. Scan straight from the paper original."


@dataclasses.dataclass(eq=False)
class AlreadySigned(BadScan):
    name: str
    code = "scan.already_signed"
    vi = (
        "Tệp “{name}” đã được ký số: đây là bản chính điện tử, không thuộc thủ tục chứng thực bản sao điện tử từ bản chính giấy "
        "(2.000815). Hãy dùng thẳng tệp này, hoặc kiểm tra chữ ký bằng chức năng xác minh."
    )
    en = (
        "The file “{name}” is digitally signed: an electronic original is outside the procedure for paper originals (2.000815). "
        "Use the file itself, or check its signatures with the verifier."
    )


@dataclasses.dataclass(eq=False)
class NotPageImages(BadScan):
    name: str
    page: int
    code = "scan.not_page_images"
    vi = "Trang {page} của “{name}” không phải ảnh quét. Hãy quét bản chính giấy; không dùng tệp soạn thảo."
    en = "Page {page} of “{name}” is not a scanned image. Scan the paper original; a typed document will not do."


@dataclasses.dataclass(eq=False)
class DuplicatePage(BadScan):
    name: str
    first: str
    code = "scan.duplicate_page"
    vi = "Tệp “{name}” giống hệt “{first}”. Hãy bỏ tệp thừa, hoặc quét lại nếu đó là hai trang khác nhau."
    en = "The file “{name}” is identical to “{first}”. Leave one out, or scan again if they are two pages."


@dataclasses.dataclass(eq=False)
class DuplicateUpload(BadScan):
    dossier: str
    code = "scan.duplicate_upload"
    vi = (
        "Chính các tệp này, cho cùng người yêu cầu và bản chính, đã có trong hồ sơ {dossier}. Hãy dùng hồ sơ đó; "
        "nếu thật sự cần chứng thực lần nữa, hãy xác nhận “cấp lại” (--again)."
    )
    en = (
        "These very files, for the same requester and original, are in dossier {dossier} already. Use that one; "
        "if another certification is truly wanted, confirm it (--again)."
    )


class BadPdf(CertCopyError):
    """What was handed in for verification cannot be read at all."""

    code = "pdf"


@dataclasses.dataclass(eq=False)
class NotAPdf(BadPdf):
    code = "pdf.not_a_pdf"
    vi = "Tệp này không phải PDF. Hãy chọn đúng tệp bản sao chứng thực điện tử (đuôi .pdf)."
    en = "This file is not a PDF. Choose the file of the electronic certified copy (.pdf)."


@dataclasses.dataclass(eq=False)
class UnreadablePdf(BadPdf):
    code = "pdf.unreadable"
    vi = "Không đọc được tệp PDF này: tệp hỏng, rỗng hoặc có mật khẩu. Hãy tải lại tệp từ nơi đã nhận."
    en = "This PDF cannot be read: damaged, empty or protected by a password. Download it again from where it came."


@dataclasses.dataclass(eq=False)
class NoCodeFound(BadPdf):
    name: str
    code = "pdf.no_code_found"
    vi = (
        "Không thấy mã ký số nào trong “{name}”. Hãy chụp hoặc quét lại phần lời chứng cho rõ, đủ sáng, thẳng, "
        "thấy trọn mã lớn ở bên trái; ảnh cần ít nhất khoảng 150 điểm mỗi inch."
    )
    en = (
        "No signed code was found in “{name}”. Photograph or scan the statement again, sharp, well lit, straight, "
        "with the whole large code at its left; about 150 dots an inch at least."
    )


@dataclasses.dataclass(eq=False)
class BadPicture(BadPdf):
    name: str
    code = "pdf.bad_picture"
    vi = (
        "Không mở được ảnh “{name}”: không phải JPEG, PNG, TIFF, WebP, HEIC hay PDF, bị hỏng, hoặc quá lớn. "
        "Hãy chụp hoặc quét lại."
    )
    en = (
        "The picture “{name}” cannot be opened: no JPEG, PNG, TIFF, WebP, HEIC or PDF, damaged, or too large. "
        "Take or scan it again."
    )


@dataclasses.dataclass(eq=False)
class BadCodeDocument(BadPdf):
    name: str
    code = "pdf.bad_code_document"
    vi = "Tệp “{name}” không phải keys.json hay state.json của mã ký số. Hãy tải lại từ trang kiểm tra của cơ quan."
    en = "The file “{name}” is no keys.json or state.json of signed codes. Fetch it again from the agency's check page."


class BadRequest(CertCopyError):
    """A value the caller gave is missing or impossible."""

    code = "request"


@dataclasses.dataclass(eq=False)
class MissingValue(BadRequest):
    name: str
    code = "request.missing_value"
    vi = "Thiếu “{name}”. Hãy điền rồi gửi lại."
    en = "“{name}” is missing. Fill it in and send again."


class NotReadYet(BadRequest):
    code = "request.not_read_yet"
    vi = "Hồ sơ này chưa được nhận dạng xong. Hãy hỏi lại sau ít giây."
    en = "This dossier has not been read yet. Ask again in a few seconds."


@dataclasses.dataclass(eq=False)
class DoubtsStand(BadRequest):
    suspicion: str
    count: int
    code = "request.doubts_stand"
    vi = (
        "Máy thấy dấu hiệu giấy có thể không phải bản chính ({suspicion}; số cảnh báo: {count}). "
        "Hãy xem lại giấy, rồi ghi lý do làm tiếp hoặc từ chối."
    )
    en = (
        "The machine saw that the paper may not be an original ({suspicion}; warnings: {count}). "
        "Look at the paper again, then say why you go on, or refuse."
    )


@dataclasses.dataclass(eq=False)
class UnknownDossier(BadRequest):
    code = "request.unknown_dossier"
    vi = "Không có hồ sơ này. Hãy kiểm tra lại mã hồ sơ."
    en = "There is no such dossier. Check its identifier."


@dataclasses.dataclass(eq=False)
class UnknownCopy(BadRequest):
    code = "request.unknown_copy"
    vi = "Không có bản sao nào mang mã này. Hãy kiểm tra lại từng ký tự của mã."
    en = "No copy carries this code. Check each character of it."


@dataclasses.dataclass(eq=False)
class NotIssuedYet(BadRequest):
    state: str
    code = "request.not_issued_yet"
    vi = "Hồ sơ đang ở bước “{state}”, chưa có bản sao. Hãy chờ rồi hỏi lại."
    en = "The dossier is “{state}” and has no copy yet. Wait, then ask again."


@dataclasses.dataclass(eq=False)
class WrongState(BadRequest):
    state: str
    wanted: str
    code = "request.wrong_state"
    vi = "Hồ sơ đang ở bước “{state}”, việc này cần bước “{wanted}”. Hãy tải lại trang để xem hiện trạng."
    en = "The dossier is “{state}”; this needs “{wanted}”. Load the page again to see where it stands."


@dataclasses.dataclass(eq=False)
class ChangedMeanwhile(BadRequest):
    by: str
    state: str
    code = "request.changed_meanwhile"
    vi = "Trong lúc đó {by} đã thay đổi hồ sơ; nay hồ sơ ở bước “{state}”. Hãy tải lại trang, xem hiện trạng rồi quyết định."
    en = "Meanwhile {by} changed the dossier; it is “{state}” now. Load the page again, see where it stands, then decide."


@dataclasses.dataclass(eq=False)
class StillSigning(BadRequest):
    code = "request.still_signing"
    vi = "Bản sao đang được ký và chưa gặp lỗi nên chưa thể hủy số. Hãy chờ ký xong; khi cần thì thu hồi bản sao."
    en = "The copy is being signed and nothing failed, so its number cannot be voided. Wait until it is signed; revoke it then if need be."


@dataclasses.dataclass(eq=False)
class CopyRevoked(BadRequest):
    code = "request.copy_revoked"
    vi = "Bản sao này đã bị thu hồi nên không giao được nữa. Hãy lập hồ sơ mới nếu cần chứng thực lại."
    en = "This copy was revoked and is no longer handed out. Open a new dossier if another certification is wanted."


@dataclasses.dataclass(eq=False)
class NotLoggedYet(BadRequest):
    code = "request.not_logged_yet"
    vi = "Việc này chưa có trong nhật ký công khai. Hãy đợi ít giây rồi thử lại; nếu vẫn chưa có, hãy chạy “certcopy audit”."
    en = "This is not in the public log yet. Wait a few seconds and try again; if it stays so, run “certcopy audit”."


@dataclasses.dataclass(eq=False)
class ReusedKey(BadRequest):
    code = "request.reused_key"
    vi = "Khóa yêu cầu này đã dùng cho một hồ sơ khác nội dung. Hãy gửi lại với khóa mới."
    en = "This request key belongs to a dossier with other content. Send again with a new key."


@dataclasses.dataclass(eq=False)
class OutputExists(BadRequest):
    name: str
    code = "request.output_exists"
    vi = "Tệp “{name}” đã có. Hãy chọn tên khác; phần mềm không ghi đè."
    en = "The file “{name}” exists. Choose another name; nothing is ever overwritten."


@dataclasses.dataclass(eq=False)
class NoSuchFile(BadRequest):
    name: str
    code = "request.no_such_file"
    vi = "Không mở được tệp “{name}”. Hãy kiểm tra tên và quyền đọc."
    en = "The file “{name}” cannot be opened. Check its name and that you may read it."


@dataclasses.dataclass(eq=False)
class BadValue(BadRequest):
    name: str
    code = "request.bad_value"
    vi = "“{name}” không đúng dạng. Hãy sửa rồi gửi lại."
    en = "“{name}” is not of the right form. Correct it and send again."


@dataclasses.dataclass(eq=False)
class UnknownNumber(BadRequest):
    number: int
    year: int
    code = "request.unknown_number"
    vi = "Sổ năm {year} không có số chứng thực {number}. Hãy kiểm tra lại số và năm."
    en = "The register of {year} has no certification number {number}. Check the number and the year."


@dataclasses.dataclass(eq=False)
class NoOpenVolume(BadRequest):
    year: int
    code = "request.no_open_volume"
    vi = "Năm {year} không có quyển sổ nào đang mở. Quyển mới tự mở khi lấy số kế tiếp, hoặc bằng “certcopy register open”."
    en = "No volume of {year} is open. A new one opens with the next number, or by “certcopy register open”."


@dataclasses.dataclass(eq=False)
class VolumeOpen(BadRequest):
    volume: str
    code = "request.volume_open"
    vi = "Quyển {volume} đang mở. Hãy khóa quyển đó trước khi mở quyển mới."
    en = "Volume {volume} is open. Close it before another is opened."


@dataclasses.dataclass(eq=False)
class NoSuchAddress(BadRequest):
    code = "request.no_such_address"
    vi = "Không có trang này. Hãy kiểm tra địa chỉ, hoặc bắt đầu lại từ trang đầu."
    en = "There is no such page. Check the address, or begin again at the first page."


@dataclasses.dataclass(eq=False)
class WrongHost(BadRequest):
    code = "request.wrong_host"
    vi = "Máy chủ này không phục vụ tên miền đã gọi. Hãy mở đúng địa chỉ mà “certcopy serve” in ra."
    en = "This server does not answer to the name it was called by. Open the address that “certcopy serve” prints."


@dataclasses.dataclass(eq=False)
class BadEdit(BadRequest):
    page: int
    problem: str
    code = "request.bad_edit"
    vi = "Không chỉnh được trang {page} như vậy ({problem}). Hãy tải lại bàn chỉnh trang rồi làm lại; mỗi trang quét phải có đúng một lần và còn ít nhất một trang."
    en = "Page {page} cannot be edited like this ({problem}). Load the page desk again and retry; each scanned page must be there once, and one must be kept."


@dataclasses.dataclass(eq=False)
class NothingToUndo(BadRequest):
    code = "request.nothing_to_undo"
    vi = "Không còn bước chỉnh trang nào để hoàn tác hoặc làm lại. Hãy tiếp tục từ các trang đang thấy."
    en = "There is no edit left to undo or to redo. Go on from the pages as they are."


@dataclasses.dataclass(eq=False)
class PoorPages(BadRequest):
    pages: int
    code = "request.poor_pages"
    vi = "Có {pages} trang không đạt chất lượng (dưới 200 dpi hoặc không đọc được). Hãy quét lại theo chỉ dẫn ở từng trang, hoặc ghi lý do chấp nhận."
    en = "{pages} pages are not good enough (below 200 dpi, or unreadable). Scan them again as each page says, or give the reason to accept them."


class ScannerError(CertCopyError):
    """A scanner cannot do what it was asked. ``pages`` says how many pages of the job had come and are kept."""

    code = "scanner"


@dataclasses.dataclass(eq=False)
class ScannerUnknown(ScannerError):
    name: str
    code = "scanner.unknown"
    vi = "Không tìm thấy máy quét “{name}”. Hãy bật máy, kiểm tra mạng hoặc cáp, rồi tìm lại."
    en = "The scanner “{name}” was not found. Turn it on, check network or cable, then look for scanners again."


@dataclasses.dataclass(eq=False)
class ScannerUnreachable(ScannerError):
    name: str
    code = "scanner.unreachable"
    vi = "Máy quét “{name}” không trả lời. Hãy xem máy có bật, có nối mạng và đúng địa chỉ không, rồi quét lại."
    en = "The scanner “{name}” does not answer. See that it is on, on the network and at this address, then scan again."


@dataclasses.dataclass(eq=False)
class ScannerLost(ScannerError):
    name: str
    pages: int
    code = "scanner.lost"
    vi = "Mất kết nối với máy quét “{name}” giữa chừng. Số trang đã quét xong và được giữ: {pages}. Hãy cắm lại dây hoặc mạng rồi quét tiếp các trang còn lại."
    en = "The scanner “{name}” was lost in mid-job. Finished pages kept: {pages}. Plug it in again, then scan the remaining pages."


@dataclasses.dataclass(eq=False)
class ScannerBusy(ScannerError):
    name: str
    code = "scanner.busy"
    vi = "Máy quét “{name}” đang bận. Hãy đợi người khác quét xong, hoặc hủy việc đang dở trên màn hình của máy, rồi quét lại."
    en = "The scanner “{name}” is busy. Wait for the other job, or cancel it on the scanner's own panel, then scan again."


@dataclasses.dataclass(eq=False)
class FeederEmpty(ScannerError):
    name: str
    code = "scanner.feeder_empty"
    vi = "Khay nạp giấy của “{name}” không có giấy. Hãy đặt giấy vào khay cho đến khi máy nhận, hoặc chọn “Mặt kính”, rồi quét lại."
    en = "The feeder of “{name}” is empty. Push the paper in until it is gripped, or choose “Flatbed”, then scan again."


@dataclasses.dataclass(eq=False)
class PaperJam(ScannerError):
    name: str
    pages: int
    code = "scanner.jam"
    vi = "Máy quét “{name}” bị kẹt giấy. Số trang đã quét xong và được giữ: {pages}. Hãy mở nắp, gỡ giấy nhẹ nhàng, rồi quét tiếp từ trang bị kẹt."
    en = "Paper is jammed in “{name}”. Finished pages kept: {pages}. Open the cover, free the paper gently, then go on from the jammed page."


@dataclasses.dataclass(eq=False)
class CoverOpen(ScannerError):
    name: str
    pages: int
    code = "scanner.cover_open"
    vi = "Nắp máy quét “{name}” đang mở. Số trang đã quét xong và được giữ: {pages}. Hãy đóng nắp rồi quét tiếp."
    en = "The cover of “{name}” is open. Finished pages kept: {pages}. Close it, then go on scanning."


@dataclasses.dataclass(eq=False)
class ScannerStopped(ScannerError):
    name: str
    pages: int
    code = "scanner.stopped"
    vi = "Máy quét “{name}” tự dừng việc quét. Số trang đã quét xong và được giữ: {pages}. Hãy xem màn hình của máy báo gì rồi quét tiếp."
    en = "“{name}” stopped the job by itself. Finished pages kept: {pages}. See what its panel says, then go on scanning."


@dataclasses.dataclass(eq=False)
class ScannerRefused(ScannerError):
    name: str
    code = "scanner.refused"
    vi = "Máy quét “{name}” không nhận cách quét này. Hãy chọn độ phân giải, màu hoặc khổ giấy khác rồi quét lại."
    en = "“{name}” does not accept these settings. Choose another resolution, colour or paper size, then scan again."


@dataclasses.dataclass(eq=False)
class ScannerLacks(ScannerError):
    name: str
    option: str
    code = "scanner.lacks"
    vi = "Máy quét “{name}” không có “{option}”. Hãy chọn cách quét khác."
    en = "“{name}” does not have “{option}”. Choose another setting."


@dataclasses.dataclass(eq=False)
class ScannerDenied(ScannerError):
    name: str
    code = "scanner.denied"
    vi = "Máy quét “{name}” đòi mật khẩu hoặc đã tắt quét qua mạng. Hãy nhờ quản trị cho phép quét eSCL (AirScan) không mật khẩu trên trang cài đặt của máy."
    en = "“{name}” asks for a password or has network scanning off. Have IT staff allow eSCL (AirScan) without one on the scanner's settings page."


@dataclasses.dataclass(eq=False)
class ScannerUntrusted(ScannerError):
    name: str
    code = "scanner.untrusted"
    vi = "Chứng thư HTTPS của máy quét “{name}” không được tin. Nếu đúng là máy của cơ quan, hãy đặt self_signed = true hoặc ghi certificate của máy trong mục [scan] của office.toml."
    en = "The HTTPS certificate of “{name}” is not trusted. If it is the office's own scanner, set self_signed = true or give its certificate under [scan] in office.toml."


@dataclasses.dataclass(eq=False)
class ScannerMisspoke(ScannerError):
    name: str
    code = "scanner.misspoke"
    vi = "Không hiểu trả lời của “{name}”. Hãy kiểm tra đúng địa chỉ máy quét eSCL (AirScan), tắt rồi bật lại máy; nếu vẫn vậy hãy dùng thư mục quét."
    en = "The answer of “{name}” cannot be understood. Check that the address is that of an eSCL (AirScan) scanner, turn it off and on; else use the scan folder."


@dataclasses.dataclass(eq=False)
class NoScanimage(ScannerError):
    code = "scanner.no_scanimage"
    vi = "Máy này chưa có chương trình scanimage (SANE). Hãy cài gói sane-utils, hoặc dùng máy quét mạng (eSCL) hay thư mục quét."
    en = "This machine lacks the program scanimage (SANE). Install the package sane-utils, or use a network scanner (eSCL) or the scan folder."


@dataclasses.dataclass(eq=False)
class NotOurNetwork(ScannerError):
    name: str
    code = "scanner.not_our_network"
    vi = "“{name}” không phải địa chỉ trong mạng nội bộ. Hãy gõ địa chỉ máy quét như 192.168.1.20; địa chỉ khác phải do quản trị ghi trong office.toml."
    en = "“{name}” is no address of the local network. Type the scanner's address such as 192.168.1.20; others must be set in office.toml by IT staff."


@dataclasses.dataclass(eq=False)
class UnknownScan(BadRequest):
    code = "request.unknown_scan"
    vi = "Không có lượt quét hay trang quét này; có thể nó đã được bỏ hoặc đã hết hạn. Hãy quét lại."
    en = "There is no such scan or page; it may have been discarded or its time is over. Scan again."


@dataclasses.dataclass(eq=False)
class TooManyRequests(BadRequest):
    seconds: int
    code = "request.too_many"
    vi = "Từ địa chỉ này đã hỏi quá nhiều lần. Hãy chờ {seconds} giây rồi thử lại."
    en = "Too many requests came from this address. Wait {seconds} seconds, then try again."


class OfficeNotReady(CertCopyError):
    """The office is not set up, or not completely."""

    code = "office"


@dataclasses.dataclass(eq=False)
class NoOffice(OfficeNotReady):
    home: str
    code = "office.none"
    vi = "Chưa có cơ quan nào ở {home}. Hãy chạy “certcopy init” (hoặc “certcopy demo” để thử)."
    en = "There is no office in {home}. Run “certcopy init” (or “certcopy demo” to try it)."


@dataclasses.dataclass(eq=False)
class OfficeExists(OfficeNotReady):
    home: str
    code = "office.exists"
    vi = "Ở {home} đã có một cơ quan; không ghi đè. Hãy chọn thư mục khác bằng --home."
    en = "There is an office in {home} already; it is not overwritten. Choose another folder with --home."


@dataclasses.dataclass(eq=False)
class BadProfile(OfficeNotReady):
    name: str
    problem: str
    code = "office.bad_profile"
    vi = "Hồ sơ cơ quan {name} có lỗi: {problem}. Hãy sửa tệp rồi chạy lại."
    en = "The office profile {name} is wrong: {problem}. Mend the file and run again."


@dataclasses.dataclass(eq=False)
class BadRules(OfficeNotReady):
    name: str
    problem: str
    code = "office.bad_rules"
    vi = "Quy tắc nhận dạng trong {name} có lỗi: {problem}. Hãy sửa tệp rồi chạy lại."
    en = "The reading rules in {name} are wrong: {problem}. Mend the file and run again."


@dataclasses.dataclass(eq=False)
class MissingModel(OfficeNotReady):
    model: str
    code = "office.missing_model"
    vi = "Thiếu mô hình nhận dạng “{model}”. Hãy cài lại gói certcopy."
    en = "The recognition model “{model}” is missing. Install the certcopy package again."


@dataclasses.dataclass(eq=False)
class NoOcrEngine(OfficeNotReady):
    engine: str
    code = "office.no_ocr_engine"
    vi = "Không dùng được bộ nhận dạng “{engine}”. Hãy đặt CERTCOPY_OCR_ENGINE=auto, hoặc cài Tesseract kèm tiếng Việt trên máy."
    en = "The OCR engine “{engine}” cannot be used. Set CERTCOPY_OCR_ENGINE=auto, or install Tesseract with Vietnamese on this machine."


@dataclasses.dataclass(eq=False)
class KeyUnusable(OfficeNotReady):
    role: str
    code = "office.key_unusable"
    vi = "Không mở được khóa ký của {role}. Hãy kiểm tra tệp khóa và mật khẩu; phần mềm không thử lại để tránh khóa thiết bị."
    en = "The signing key of the {role} cannot be opened. Check the key file and its passphrase; it is not retried, lest the token lock."


@dataclasses.dataclass(eq=False)
class CertificateExpired(OfficeNotReady):
    role: str
    until: str
    code = "office.certificate_expired"
    vi = (
        "Chứng thư của {role} hết hạn hoặc chưa có hiệu lực (đến {until}). Hãy xin cấp chứng thư mới rồi thay tệp khóa."
    )
    en = "The certificate of the {role} is expired or not yet valid (until {until}). Obtain a new one and replace the key file."


@dataclasses.dataclass(eq=False)
class CertificateUnfit(OfficeNotReady):
    role: str
    code = "office.certificate_unfit"
    vi = "Chứng thư của {role} không dùng để ký được: sai mục đích, khóa quá ngắn, hoặc không dẫn tới chứng thư gốc đã cấu hình. Hãy kiểm tra tệp khóa và chứng thư gốc."
    en = "The certificate of the {role} may not sign: wrong purpose, key too short, or no path to a configured root. Check the key file and the roots."


@dataclasses.dataclass(eq=False)
class TimeStampUnavailable(OfficeNotReady):
    source: str
    code = "office.time_stamp_unavailable"
    vi = "Không lấy được dấu thời gian từ {source}. Hãy kiểm tra mạng và địa chỉ dịch vụ rồi làm lại; số chứng thực vẫn được giữ."
    en = "No time-stamp could be had from {source}. Check the network and the service address, then try again; the number is kept."


@dataclasses.dataclass(eq=False)
class RecoveryHold(OfficeNotReady):
    since: str
    code = "office.recovery_hold"
    vi = "Sổ vừa được khôi phục từ bản sao lưu (từ {since}) nên tạm dừng cấp số để không cấp trùng. Hãy nhờ quản trị đối chiếu các số đã cấp rồi dỡ tạm dừng."
    en = "The register was restored from a back-up ({since}) and takes no number, lest one be given twice. Have IT staff reconcile the numbers and lift the hold."


@dataclasses.dataclass(eq=False)
class NeedsPostgres(OfficeNotReady):
    code = "office.needs_postgres"
    vi = "Tiến trình xử lý riêng (certcopy worker) chỉ chạy với PostgreSQL. Hãy đặt CERTCOPY_DATABASE=postgresql://…, hoặc chỉ chạy “certcopy serve” với CERTCOPY_ENGINE=embedded."
    en = "Workers run on PostgreSQL only. Set CERTCOPY_DATABASE=postgresql://…, or run “certcopy serve” alone with CERTCOPY_ENGINE=embedded."


@dataclasses.dataclass(eq=False)
class LogKeyMissing(OfficeNotReady):
    file: str
    code = "office.log_key_missing"
    vi = "Khóa {file} của nhật ký công khai bị thiếu, hỏng hoặc không phải khóa đã ký nhật ký này. Hãy chép lại đúng tệp khóa từ bản sao lưu; chỉ khi khóa đã mất hẳn mới lập nhật ký mới bằng “certcopy log new”."
    en = "The key {file} of the public log is missing, damaged, or not the one that signed this log. Copy the right key file from a back-up; only where it is lost for good, begin another log with “certcopy log new”."


@dataclasses.dataclass(eq=False)
class LogRewound(OfficeNotReady):
    register: int
    published: int
    code = "office.log_rewound"
    vi = "Nhật ký công khai đã công bố {published} dòng nhưng sổ chỉ có {register}: sổ cũ hơn nhật ký hoặc khác nhật ký. Hãy ngừng cấp và khôi phục bản sao lưu mới hơn; nếu không còn bản nào, lập nhật ký mới bằng “certcopy log new”."
    en = "The public log shows {published} entries and the register has {register}: the register is older than the log, or another. Stop issuing and restore a newer back-up; where there is none, begin another log with “certcopy log new”."


class LogGoesOn(OfficeNotReady):
    code = "office.log_goes_on"
    vi = "Nhật ký công khai vẫn ghi tiếp được nên không lập nhật ký mới. Hãy chạy “certcopy audit” để biết hiện trạng."
    en = "The public log can go on, so no other is begun. Run “certcopy audit” to see how it stands."


@dataclasses.dataclass(eq=False)
class LogDamaged(OfficeNotReady):
    position: int
    code = "office.log_damaged"
    vi = "Nhật ký công khai không chứng minh được dòng {position} của chính nó. Hãy ngừng cấp, chạy “certcopy audit” và làm theo hướng dẫn."
    en = "The public log does not prove its own entry {position}. Stop issuing, run “certcopy audit” and do what it says."


@dataclasses.dataclass(eq=False)
class NoCppRuntime(OfficeNotReady):
    library: str
    code = "office.no_cpp_runtime"
    vi = (
        "Máy này thiếu thư viện Visual C++ của Microsoft ({library}). Hãy chạy “winget install "
        "Microsoft.VCRedist.2015+.x64”, hoặc tải vc_redist.x64.exe ở trang của Microsoft rồi cài, và chạy lại."
    )
    en = (
        "This machine lacks Microsoft's Visual C++ library ({library}). Run “winget install "
        "Microsoft.VCRedist.2015+.x64”, or download vc_redist.x64.exe from Microsoft and install it, then try again."
    )


@dataclasses.dataclass(eq=False)
class OldSqlite(OfficeNotReady):
    version: str
    code = "office.old_sqlite"
    vi = "Thư viện SQLite {version} có lỗi làm hỏng dữ liệu (trước 3.51.3). Hãy cài lại gói certcopy với pysqlite3."
    en = "The SQLite library {version} has a bug that corrupts data (before 3.51.3). Install certcopy again with pysqlite3."


@dataclasses.dataclass(eq=False)
class OldPostgres(OfficeNotReady):
    version: str
    code = "office.old_postgres"
    vi = "PostgreSQL {version} quá cũ. Hãy nâng cấp máy chủ lên PostgreSQL 15 hoặc mới hơn."
    en = "PostgreSQL {version} is too old. Upgrade the server to PostgreSQL 15 or newer."


@dataclasses.dataclass(eq=False)
class NetworkShare(OfficeNotReady):
    home: str
    kind: str
    code = "office.network_share"
    vi = "{home} nằm trên ổ chia sẻ mạng ({kind}), nơi sổ có thể bị hỏng. Hãy đặt sổ trên ổ đĩa của chính máy này, hoặc dùng PostgreSQL (CERTCOPY_DATABASE)."
    en = "{home} is on a network share ({kind}), where a register can be corrupted. Keep it on a disk of this machine, or use PostgreSQL (CERTCOPY_DATABASE)."


@dataclasses.dataclass(eq=False)
class NewerRegister(OfficeNotReady):
    code = "office.newer_register"
    vi = "Sổ đã được một bản phần mềm mới hơn nâng cấp; chưa có gì bị thay đổi. Hãy cập nhật certcopy trên máy này."
    en = "A newer release has upgraded this register; nothing was changed. Update certcopy on this machine."


@dataclasses.dataclass(eq=False)
class NotReplicated(OfficeNotReady):
    demand: str
    code = "office.not_replicated"
    vi = "Chưa xác nhận gì: cụm PostgreSQL không bảo đảm được {demand}, nên khi máy chủ hỏng có thể mất số đã cấp. Hãy nhờ quản trị khôi phục máy dự phòng đồng bộ rồi làm lại."
    en = "Nothing was confirmed: the PostgreSQL cluster does not ensure {demand}, so a lost server could lose numbers. Have IT staff restore the synchronous standby, then try again."


@dataclasses.dataclass(eq=False)
class DatabaseUnavailable(OfficeNotReady):
    code = "office.database_unavailable"
    vi = "Cơ sở dữ liệu đang bận hoặc mất kết nối, chưa xác nhận được gì. Hãy xem lại hồ sơ rồi thử lại sau ít phút; nếu vẫn lỗi, nhờ quản trị kiểm tra máy chủ cơ sở dữ liệu."
    en = "The database is busy or out of reach; nothing was confirmed. Look at the dossier, then try again in a few minutes; if it persists, have IT staff check the database server."


@dataclasses.dataclass(eq=False)
class StoreDamaged(OfficeNotReady):
    digest: str
    code = "office.store_damaged"
    vi = "Tệp lưu {digest} bị mất hoặc hỏng. Hãy ngừng cấp và khôi phục từ bản sao lưu."
    en = "The stored file {digest} is missing or damaged. Stop issuing and restore it from a back-up."


@dataclasses.dataclass(eq=False)
class DiskFull(OfficeNotReady):
    code = "office.disk_full"
    vi = "Ổ đĩa đầy. Chưa có gì được ghi nhận; hãy giải phóng dung lượng rồi gửi lại."
    en = "The disk is full. Nothing was recorded; free some space and send again."


@dataclasses.dataclass(eq=False)
class HomeNotWritable(OfficeNotReady):
    home: str
    code = "office.home_not_writable"
    vi = "Không ghi được vào {home}. Hãy cấp quyền ghi hoặc chọn thư mục khác bằng --home."
    en = "{home} cannot be written to. Grant write access, or choose another folder with --home."


@dataclasses.dataclass(eq=False)
class PortTaken(OfficeNotReady):
    port: int
    code = "office.port_taken"
    vi = "Cổng {port} đang được chương trình khác dùng. Hãy chọn cổng khác bằng --port."
    en = "Port {port} is in use by another program. Choose another with --port."


@dataclasses.dataclass(eq=False)
class CopyNotValid(OfficeNotReady):
    reasons: str
    code = "office.copy_not_valid"
    vi = (
        "Bản sao vừa ký không qua được bước tự xác minh ({reasons}) nên chưa được phát hành; số chứng thực được giữ. "
        "Hãy chạy “certcopy doctor” rồi thử lại hồ sơ."
    )
    en = (
        "The copy just signed did not pass our own verification ({reasons}) and was not released; its number is kept. "
        "Run “certcopy doctor”, then retry the dossier."
    )


@dataclasses.dataclass(eq=False)
class CodeUnreadable(OfficeNotReady):
    count: int
    code = "office.code_unreadable"
    vi = (
        "Không đọc lại được {count} mã QR trên bản sao vừa dựng nên chưa ký; số chứng thực được giữ. Hãy tăng “code_size” "
        "và “qr_size” trong office.toml rồi thử lại hồ sơ."
    )
    en = (
        "{count} QR code(s) on the copy just composed could not be read back, so nothing was signed; its number is kept. "
        "Raise “code_size” and “qr_size” in office.toml, then retry the dossier."
    )


@dataclasses.dataclass(eq=False)
class CodeKeyUnfit(OfficeNotReady):
    reasons: str
    code = "office.code_key_unfit"
    vi = (
        "Khóa ký mã QR không dùng được ({reasons}) nên chưa ký bản sao; số chứng thực được giữ. Hãy chạy "
        "“certcopy code-key rotate” rồi thử lại hồ sơ."
    )
    en = (
        "The key that signs QR codes is not fit ({reasons}), so nothing was signed; the number is kept. Run "
        "“certcopy code-key rotate”, then retry the dossier."
    )


@dataclasses.dataclass(eq=False)
class UnknownCodeKey(BadRequest):
    kid: str
    code = "request.unknown_code_key"
    vi = "Không có khóa ký mã “{kid}”. Hãy xem danh sách bằng “certcopy code-key show”."
    en = "There is no code key “{kid}”. “certcopy code-key show” lists them."


@dataclasses.dataclass(eq=False)
class StepFailed(OfficeNotReady):
    step: str
    code = "office.step_failed"
    vi = "Bước “{step}” gặp lỗi ngoài dự kiến; hồ sơ còn nguyên. Hãy xem nhật ký máy chủ rồi thử lại."
    en = "The step “{step}” met an unexpected fault; the dossier is unharmed. See the server's log, then retry."


@dataclasses.dataclass(eq=False)
class StoreUnfit(OfficeNotReady):
    trial: str
    code = "office.store_unfit"
    vi = "Kho tệp không qua được phép thử “{trial}”, không dùng để lưu bản sao được. Hãy kiểm tra quyền, hoặc chọn kho khác trong CERTCOPY_OBJECTS."
    en = "The object store failed the trial “{trial}” and cannot keep copies. Check the rights, or choose another store in CERTCOPY_OBJECTS."


@dataclasses.dataclass(eq=False)
class StoreUnreachable(OfficeNotReady):
    store: str
    problem: str
    code = "office.store_unreachable"
    vi = "Không dùng được kho tệp {store} ({problem}). Hãy kiểm tra mạng, địa chỉ, quyền và các biến AWS_…; việc sẽ được làm lại."
    en = "The object store {store} cannot be used ({problem}). Check the network, the address, the rights and the AWS_… variables; the work will be tried again."


@dataclasses.dataclass(eq=False)
class RegisterDamaged(OfficeNotReady):
    part: str
    code = "office.register_damaged"
    vi = "Sổ đăng ký không còn nguyên vẹn ({part}); không dùng nó làm bản sao lưu. Hãy ngừng cấp số và chạy “certcopy audit”."
    en = "The register is not whole ({part}) and is no back-up. Stop issuing and run “certcopy audit”."


@dataclasses.dataclass(eq=False)
class BackupDamaged(OfficeNotReady):
    part: str
    code = "office.backup_damaged"
    vi = "Bản sao lưu bị thiếu hoặc hỏng ở “{part}”; chưa khôi phục gì. Hãy dùng bản sao lưu khác."
    en = "The back-up is incomplete or damaged at “{part}”; nothing was restored. Use another back-up."


@dataclasses.dataclass(eq=False)
class BackupUnreadable(OfficeNotReady):
    code = "office.backup_unreadable"
    vi = "Bản sao lưu được mã hóa và khóa đã cho không mở được. Hãy chỉ đúng tệp khóa age bằng --identity."
    en = "The back-up is encrypted and the key given does not open it. Name the right age key file with --identity."


@dataclasses.dataclass(eq=False)
class BackupRunning(OfficeNotReady):
    code = "office.backup_running"
    vi = "Một lần sao lưu khác của cơ quan này đang chạy. Hãy chờ nó xong."
    en = "Another back-up of this office is running. Wait until it has ended."


@dataclasses.dataclass(eq=False)
class PlaceNotEmpty(OfficeNotReady):
    place: str
    code = "office.place_not_empty"
    vi = "{place} không trống; chỉ khôi phục vào nơi trống. Hãy chọn thư mục (hoặc cơ sở dữ liệu) khác."
    en = "{place} is not empty; a back-up is restored into an empty place only. Choose another folder or database."


@dataclasses.dataclass(eq=False)
class AccessDenied(CertCopyError):
    code = "access.denied"
    vi = "Cần khóa truy cập quầy. Hãy mở đường dẫn quầy mà “certcopy serve” in ra, hoặc gửi khóa trong tiêu đề Authorization."
    en = "The counter key is needed. Open the counter address that “certcopy serve” prints, or send the key in the Authorization header."


@dataclasses.dataclass(eq=False)
class ForeignForm(AccessDenied):
    code = "access.foreign_form"
    vi = "Yêu cầu không được gửi từ trang của quầy nên bị từ chối. Hãy mở lại trang quầy rồi gửi từ đó."
    en = "The request was not sent from the counter's own page and was refused. Open the counter page and send it from there."


@dataclasses.dataclass(eq=False)
class PairingOver(AccessDenied):
    code = "access.pairing_over"
    vi = "Mã ghép điện thoại này đã hết hạn hoặc đã bị ngắt. Hãy nhờ quầy mở mã QR mới rồi quét lại bằng điện thoại."
    en = "This pairing is over. Ask the counter for a new QR code and scan it with the phone."


@dataclasses.dataclass(eq=False)
class PhoneTaken(AccessDenied):
    code = "access.phone_taken"
    vi = "Mã QR này đã ghép với một điện thoại khác. Hãy nhờ quầy mở mã QR mới."
    en = "This QR code is paired with another phone already. Ask the counter for a new one."


@dataclasses.dataclass(eq=False)
class Overrun(CertCopyError):
    task: str
    code = "limits.overrun"
    vi = "Việc “{task}” bị dừng vì vượt giới hạn thời gian hoặc bộ nhớ. Tệp có thể cố ý gây quá tải; hãy quét lại thành tệp thường."
    en = "The task “{task}” was stopped at its time or memory limit. The file may be made to overload; scan again into an ordinary file."


@dataclasses.dataclass(eq=False)
class Unexpected(CertCopyError):
    request: str
    code = "fault.unexpected"
    vi = "Phần mềm gặp lỗi ngoài dự kiến; không có gì được ghi nhận nửa chừng. Hãy thử lại; nếu vẫn lỗi, báo quản trị mã {request}."
    en = "The software met an unexpected fault; nothing was recorded by halves. Try again; if it persists, give IT staff the code {request}."
