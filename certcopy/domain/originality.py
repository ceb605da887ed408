"""Why a paper may not be what may be certified: what the machine saw, and the ground for refusal it speaks for.

A doubt is never a decision: a person looks at the paper and refuses, or goes on in their own name.
"""

from __future__ import annotations

import enum

from certcopy.domain.refusal import Ground
from certcopy.errors import Language

STRONG = 60.0
"""From this confidence on (0 to 100) a doubt is a warning that somebody has to answer; below it is a hint."""


class Suspicion(enum.StrEnum):
    """What speaks against a paper. The names are stored."""

    CERTIFIED_COPY = "certified_copy"
    COPY_MARK = "copy_mark"
    EXTRACT = "extract"
    BLACK_SEAL = "black_seal"
    PHOTOCOPY = "photocopy"
    NO_COLOUR = "no_colour"
    GREY_SCAN = "grey_scan"
    SECRET = "secret"  # noqa: S105  a stamp on the paper
    CODE_DIFFERS = "code_differs"

    def words(self, language: Language) -> str:
        """What was seen and what to check on the paper."""
        return WORDS[self][0 if language == "vi" else 1]

    @property
    def ground(self) -> Ground | None:
        """The ground for refusal, should the paper bear the suspicion out; a scan in grey is to be made again."""
        return GROUNDS.get(self, Ground.NOT_ORIGINAL)


GROUNDS: dict[Suspicion, Ground | None] = {
    Suspicion.SECRET: Ground.CLASSIFIED,
    Suspicion.CODE_DIFFERS: Ground.ALTERED,
    Suspicion.GREY_SCAN: None,
}

WORDS: dict[Suspicion, tuple[str, str]] = {
    Suspicion.CERTIFIED_COPY: (
        (
            "Trên trang có lời chứng thực bản sao: giấy này có thể là bản sao đã chứng thực. "
            "Hãy yêu cầu xuất trình bản chính."
        ),
        "The page carries a certification statement: this may be a certified copy. Ask for the original.",
    ),
    Suspicion.COPY_MARK: (
        "Trên trang có dấu hiệu “bản sao” hoặc “sao y”. Hãy kiểm tra xem giấy này là bản chính hay bản sao.",
        "The page is marked as a copy. Check whether the paper is the original.",
    ),
    Suspicion.EXTRACT: (
        (
            "Giấy này mang tên “trích lục”. Trích lục cấp từ sổ gốc là bản sao; "
            "hãy kiểm tra xem đây có phải bản chính cấp khi đăng ký không."
        ),
        (
            "The paper is called an extract. One issued from the register is a copy; "
            "check whether this one was issued as the original."
        ),
    ),
    Suspicion.BLACK_SEAL: (
        (
            "Con dấu tròn trên trang không có màu đỏ. Hãy xem trên giấy: dấu đóng trực tiếp có màu đỏ, "
            "dấu đen là bản chụp."
        ),
        (
            "The round seal on the page is not red. Look at the paper: a seal put on by hand is red, "
            "a black one was copied."
        ),
    ),
    Suspicion.PHOTOCOPY: (
        (
            "Giấy trông như bản chụp (photocopy): không có mực màu, có vết mực hoặc viền đen của máy photocopy. "
            "Hãy kiểm tra chữ ký và con dấu trên giấy."
        ),
        (
            "The paper looks like a photocopy: no coloured ink, and the specks or dark edge of a copier. "
            "Check signature and seal on the paper."
        ),
    ),
    Suspicion.NO_COLOUR: (
        "Không thấy mực màu trên trang nào. Hãy kiểm tra trên giấy xem con dấu và chữ ký có phải bản chụp không.",
        "No page shows coloured ink. Look at the paper whether seal and signature were copied.",
    ),
    Suspicion.GREY_SCAN: (
        "Bản quét không có màu nên không xem được mực của con dấu và chữ ký. Hãy quét lại ở chế độ màu.",
        "The scan has no colour, so that the ink of seal and signature cannot be judged. Scan again in colour.",
    ),
    Suspicion.SECRET: (
        "Trên trang có dấu mật hoặc dòng chữ không được sao chụp. Hãy kiểm tra trước khi làm tiếp.",
        "The page is stamped secret or marked not to be copied. Check before going on.",
    ),
    Suspicion.CODE_DIFFERS: (
        "Nội dung mã QR khác chữ in trên giấy. Hãy đối chiếu từng chữ: giấy có thể bị sửa, hoặc máy đọc sai.",
        (
            "The QR code says other than the print. Compare letter by letter: "
            "the paper may have been altered, or the machine misread it."
        ),
    ),
}
