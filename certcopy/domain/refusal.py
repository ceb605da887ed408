"""Why a certification is refused: the grounds of NĐ 23/2015/NĐ-CP, Điều 22, and the paper that is no original."""

from __future__ import annotations

import enum

from certcopy.errors import Language


class Ground(enum.StrEnum):
    """A ground for refusal. The names are stored."""

    ALTERED = "altered"
    WORN = "worn"
    CLASSIFIED = "classified"
    UNLAWFUL = "unlawful"
    NOT_LEGALISED = "not_legalised"
    UNCONFIRMED = "unconfirmed"
    NOT_ORIGINAL = "not_original"

    def words(self, language: Language) -> str:
        """The ground as people read it."""
        return WORDS[self][0 if language == "vi" else 1]


WORDS: dict[Ground, tuple[str, str]] = {
    Ground.ALTERED: (
        "Bản chính bị tẩy xóa, sửa chữa, thêm, bớt nội dung không hợp lệ",
        "The original was erased, corrected, added to or cut unlawfully",
    ),
    Ground.WORN: (
        "Bản chính bị hư hỏng, cũ nát, không xác định được nội dung",
        "The original is damaged or worn so that its content cannot be determined",
    ),
    Ground.CLASSIFIED: (
        "Bản chính đóng dấu mật, hoặc không đóng dấu mật nhưng ghi rõ không được sao chụp",
        "The original is stamped secret, or marked not to be copied",
    ),
    Ground.UNLAWFUL: (
        "Bản chính có nội dung trái pháp luật, đạo đức xã hội",
        "The content of the original is unlawful or against public morals",
    ),
    Ground.NOT_LEGALISED: (
        "Giấy tờ do cơ quan nước ngoài cấp chưa được hợp pháp hóa lãnh sự theo quy định",
        "The original comes from a foreign authority and lacks the consular legalisation that it needs",
    ),
    Ground.UNCONFIRMED: (
        "Giấy tờ do cá nhân tự lập, không có xác nhận và đóng dấu của cơ quan có thẩm quyền",
        "An individual made the paper; no competent authority has confirmed and sealed it",
    ),
    Ground.NOT_ORIGINAL: (
        "Giấy tờ xuất trình không phải là bản chính",
        "The paper presented is not an original",
    ),
}
