"""The reasons that a signed code gives, beside those of ``reasons``: gravity, aspect, Vietnamese, English."""

from __future__ import annotations

from certcopy.verification.report import Aspect, Gravity

INVALID, INCONCLUSIVE, NOTE = Gravity.INVALID, Gravity.INCONCLUSIVE, Gravity.NOTE

CODE_SENTENCES: dict[str, tuple[Gravity, Aspect, str, str]] = {
    "CODE_MALFORMED": (
        INVALID,
        "integrity",
        "Mã ký số trên bản sao không đúng quy cách ({part}): không phải do phần mềm này tạo ra. Không dùng bản sao này.",
        "The signed code on the copy is not in its form ({part}): this software did not make it. Do not rely on the copy.",
    ),
    "CODE_SIGNATURE_WRONG": (
        INVALID,
        "integrity",
        "Chữ ký trong mã sai: nội dung mã đã bị sửa hoặc do người khác tạo ra. Không dùng bản sao này.",
        "The signature in the code is wrong: the code was altered, or somebody else made it. Do not rely on the copy.",
    ),
    "CODE_KEY_UNKNOWN": (
        INCONCLUSIVE,
        "trust",
        "Không có khóa “{kid}” đã ký mã này. Hãy lấy tệp keys.json mới nhất của cơ quan, hoặc tra mã xác minh trên mạng.",
        "The key “{kid}” that signed this code is not known here. Fetch the agency's newest keys.json, or look the verification code up online.",
    ),
    "CODE_ENDORSEMENT_WRONG": (
        INVALID,
        "trust",
        "Xác nhận của cơ quan cho khóa ký mã bị hỏng hoặc bị can thiệp. Hãy lấy lại keys.json từ trang của cơ quan.",
        "The agency's endorsement of the code key is damaged or tampered with. Fetch keys.json again from the agency's site.",
    ),
    "CODE_ENDORSED_BY_ANOTHER": (
        INVALID,
        "trust",
        "Khóa ký mã do cơ quan khác xác nhận (“{agency}”), không phải “{named}”. Không dùng bản sao này.",
        "Another agency (“{agency}”) endorsed the key of this code, not “{named}”. Do not rely on the copy.",
    ),
    "CODE_AGENCY_UNTRUSTED": (
        INCONCLUSIVE,
        "trust",
        "Chứng thư của cơ quan “{agency}” (do “{issuer}” cấp) chưa dẫn tới chứng thư gốc đáng tin cậy ở đây. Hãy thêm chứng thư gốc bằng --trust.",
        "The certificate of “{agency}” (issued by “{issuer}”) leads to no root that is trusted here. Add the root with --trust.",
    ),
    "CODE_KEY_EXPIRED": (
        INVALID,
        "trust",
        "Ngày chứng thực trong mã nằm ngoài thời hạn của khóa ký mã (đến {until}). Không dùng bản sao này.",
        "The certification date in the code lies outside the life of its key (until {until}). Do not rely on the copy.",
    ),
    "CODE_KEY_REVOKED": (
        INVALID,
        "trust",
        "Khóa ký mã đã bị cơ quan thu hồi từ {on}. Hãy tra mã xác minh trên trang của cơ quan.",
        "The agency revoked the key of this code as of {on}. Look the verification code up on the agency's page.",
    ),
    "CODE_REVOKED": (
        INVALID,
        "trust",
        "Cơ quan đã thu hồi bản sao này ngày {on} (theo thông tin đến {as_of}). Không dùng bản sao này.",
        "The agency took this copy back on {on} (as known on {as_of}). Do not rely on it.",
    ),
    "CODE_VOIDED": (
        INVALID,
        "trust",
        "Số chứng thực này đã bị hủy ngày {on}, bản sao chưa từng được cấp (theo thông tin đến {as_of}). Không dùng bản sao này.",
        "This number was given up on {on} and its copy never issued (as known on {as_of}). Do not rely on it.",
    ),
    "CODE_CORRECTED": (
        NOTE,
        "trust",
        "Mục này trong sổ chứng thực đã được đính chính ngày {on} (theo thông tin đến {as_of}). Hãy hỏi cơ quan nội dung đính chính.",
        "The register's entry was corrected on {on} (as known on {as_of}). Ask the agency what was corrected.",
    ),
    "CODE_STANDS": (
        NOTE,
        "trust",
        "Theo thông tin đến {as_of}, bản sao không bị thu hồi hay hủy.",
        "As known on {as_of}, the copy was neither revoked nor voided.",
    ),
    "CODE_STATE_OLDER": (
        NOTE,
        "trust",
        "Thông tin thu hồi đang có (đến {as_of}) cũ hơn bản sao này. Hãy lấy tệp state.json mới hơn, hoặc tra mã xác minh trên mạng.",
        "The revocation state at hand (as of {as_of}) is older than this copy. Fetch a newer state.json, or look the code up online.",
    ),
    "CODE_STATE_UNKNOWN": (
        NOTE,
        "trust",
        "Chưa kiểm tra được bản sao có bị thu hồi hay không. Hãy dùng --state với tệp state.json, hoặc tra mã xác minh trên mạng.",
        "Whether the copy was revoked since was not checked. Give state.json with --state, or look the verification code up online.",
    ),
    "CODE_STATE_WRONG": (
        INCONCLUSIVE,
        "trust",
        "Tệp trạng thái không do cơ quan cấp bản sao này ký, hoặc đã bị sửa. Hãy lấy lại state.json từ trang của cơ quan.",
        "The state file was not signed by the agency of this copy, or was altered. Fetch state.json again from the agency's site.",
    ),
    "CODE_MISSING": (
        INVALID,
        "integrity",
        "Bản sao phải có mã ký số ở phần lời chứng nhưng không đọc được mã nào. Không dùng tệp này; hãy xin lại bản gốc.",
        "The copy should carry a signed code beside its statement and none can be read. Do not rely on this file; ask for the original.",
    ),
    "CODE_OF_ANOTHER_COPY": (
        INVALID,
        "integrity",
        "Mã ký số trên bản sao là của bản khác: không khớp hình ảnh các trang trong tệp. Không dùng tệp này.",
        "The signed code is that of another copy: it does not fit the page images of this file. Do not rely on this file.",
    ),
}
