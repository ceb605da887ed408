"""Every reason a verdict can have, with the sentences people read. Codes follow ETSI EN 319 102-1, 5.1.3 where one fits."""

from __future__ import annotations

from typing import NamedTuple

from certcopy.domain.signature import AGENCY_FIELD, CERTIFIER_FIELD
from certcopy.errors import Language
from certcopy.verification.code_sentences import CODE_SENTENCES
from certcopy.verification.report import Aspect, Changes, Gravity, Reason, Verdict

INVALID, INCONCLUSIVE, NOTE = Gravity.INVALID, Gravity.INCONCLUSIVE, Gravity.NOTE


class Sentence(NamedTuple):
    """One reason in two languages; braces name its facts."""

    gravity: Gravity
    aspect: Aspect
    vi: str
    en: str


SENTENCES: dict[str, Sentence] = {
    "NO_SIGNATURE": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Tệp không có chữ ký số nào, nên không thể xác nhận nguồn gốc. Hãy xin lại tệp gốc có chữ ký số.",
        "The file carries no digital signature, so nothing vouches for it. Ask for the original signed file.",
    ),
    "CONTENT_NOT_SEEN": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Mới kiểm tra chữ ký và mã băm, chưa xem nội dung tệp: không biết có gì được thêm hay che đi. Hãy gửi cả tệp nếu cần kết luận.",
        "Only signatures and digests were checked, not the file: whether anything was added or covered up is not known. Send the whole file for a conclusion.",
    ),
    "SIGNATURE_MISSING": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Bản sao chưa đủ chữ ký: ô “{field}” còn trống. Hãy xin bản đã có cả chữ ký người chứng thực và chữ ký cơ quan.",
        "The copy lacks a signature: field “{field}” is empty. Ask for the copy that certifier and agency both signed.",
    ),
    "ONLY_TIMESTAMPS": Sentence(
        INCONCLUSIVE,
        "trust",
        "Tệp chỉ có dấu thời gian, không có chữ ký của người hay cơ quan nào. Hãy xin tệp có chữ ký số.",
        "The file has time-stamps only; no person or agency signed it. Ask for a signed file.",
    ),
    "HASH_FAILURE": Sentence(
        INVALID,
        "integrity",
        "Nội dung đã bị sửa sau khi ký: chữ ký “{field}” không còn khớp với tệp. Không dùng tệp này; hãy xin lại bản gốc.",
        "The content was altered after signing: signature “{field}” no longer matches the file. Do not rely on it; ask for the original.",
    ),
    "SIG_CRYPTO_FAILURE": Sentence(
        INVALID,
        "integrity",
        "Chữ ký “{field}” sai về mật mã: không do khóa của chứng thư đi kèm tạo ra. Không dùng tệp này.",
        "Signature “{field}” is cryptographically wrong: the key of its certificate did not make it. Do not rely on this file.",
    ),
    "FORMAT_FAILURE": Sentence(
        INVALID,
        "integrity",
        "Chữ ký “{field}” hỏng hoặc bị can thiệp ({part}). Không dùng tệp này; hãy xin lại bản gốc.",
        "Signature “{field}” is damaged or tampered with ({part}). Do not rely on this file; ask for the original.",
    ),
    "COVERAGE_INCOMPLETE": Sentence(
        INVALID,
        "integrity",
        "Chữ ký “{field}” không bao trọn phần tệp mà nó ký. Không dùng tệp này; hãy xin lại bản gốc.",
        "Signature “{field}” does not cover all of the revision it signs. Do not rely on this file; ask for the original.",
    ),
    "HIDDEN_SIGNATURE": Sentence(
        INVALID,
        "integrity",
        "Trong tệp có chữ ký đã bị giấu hoặc gỡ khỏi danh sách (vị trí {position}). Không dùng tệp này; hãy xin lại bản gốc.",
        "A signature in the file was hidden or taken off its list (at byte {position}). Do not rely on this file; ask for the original.",
    ),
    "UNACCOUNTED_SIGNATURE": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Tệp có dấu vết chữ ký không thuộc danh sách chữ ký (vị trí {position}). Hãy hỏi nơi cấp.",
        "The file holds traces of a signature that is not on its list (at byte {position}). Ask the issuer.",
    ),
    "UNEXPLAINED_BYTES": Sentence(
        INVALID,
        "integrity",
        "Có {count} byte được thêm vào cuối tệp sau khi ký mà không thuộc phần cập nhật hợp lệ nào. Không dùng tệp này.",
        "{count} bytes were added at the end after signing and belong to no proper update. Do not rely on this file.",
    ),
    "UNLISTED_OBJECTS": Sentence(
        INVALID,
        "integrity",
        "Phần thêm sau khi ký chứa đối tượng ẩn không có trong mục lục của tệp. Không dùng tệp này.",
        "What was added after signing hides objects that the file's table does not list. Do not rely on this file.",
    ),
    "PAGE_CHANGED": Sentence(
        INVALID,
        "integrity",
        "Trang {page} trông khác với lúc ký “{field}”. Không dùng tệp này; hãy xin lại bản gốc.",
        "Page {page} looks different from what “{field}” signed. Do not rely on this file; ask for the original.",
    ),
    "PAGE_OBJECTS_CHANGED": Sentence(
        INVALID,
        "integrity",
        "Dữ liệu của trang {page} đã bị thay sau khi ký “{field}”. Không dùng tệp này; hãy xin lại bản gốc.",
        "The data of page {page} was replaced after “{field}” was signed. Do not rely on this file; ask for the original.",
    ),
    "PAGE_COUNT_CHANGED": Sentence(
        INVALID,
        "integrity",
        "Số trang đã đổi từ {before} thành {after} sau khi ký “{field}”. Không dùng tệp này.",
        "The number of pages went from {before} to {after} after “{field}” was signed. Do not rely on this file.",
    ),
    "DOCMDP_VIOLATED": Sentence(
        INVALID,
        "integrity",
        "Tệp bị sửa theo cách mà chữ ký “{field}” không cho phép. Không dùng tệp này.",
        "The file was changed in a way that signature “{field}” forbids. Do not rely on this file.",
    ),
    "CHANGES_NOT_UNDERSTOOD": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Sau chữ ký “{field}” có thay đổi mà phần mềm không giải thích được. Hãy so với bản gốc hoặc hỏi nơi cấp.",
        "After signature “{field}” came changes that cannot be explained. Compare with the original or ask the issuer.",
    ),
    "FORM_FILLED": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Sau chữ ký “{field}”, biểu mẫu trong tệp đã được điền thêm mà không có chữ ký mới. Hãy đối chiếu các ô đã điền.",
        "After signature “{field}” form fields were filled in and nobody signed them. Check what was filled in.",
    ),
    "ANNOTATED": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Sau chữ ký “{field}”, tệp có thêm hoặc bớt chú thích. Hãy đối chiếu với bản gốc.",
        "After signature “{field}” annotations were added or removed. Compare with the original.",
    ),
    "ANNOTATIONS_CHANGED": Sentence(
        INVALID,
        "integrity",
        "Trên trang {page} có nét hoặc chú thích xuất hiện hay biến mất sau khi ký “{field}”, điều chữ ký này cấm. Không dùng tệp này.",
        "On page {page} marks or annotations came or went after “{field}” was signed, which it forbids. Do not rely on this file.",
    ),
    "ACTIVE_CONTENT_CHANGED": Sentence(
        INVALID,
        "integrity",
        "Sau chữ ký “{field}”, tệp được thêm hoặc sửa phần tự chạy (mã lệnh, hành động, lớp ẩn hiện, tệp đính kèm). Không mở lại và không dùng tệp này.",
        "After signature “{field}” something that acts by itself was added or changed (script, action, layer, attachment). Do not open it again or rely on it.",
    ),
    "SIGNATURE_ALTERED": Sentence(
        INVALID,
        "integrity",
        "Một chữ ký có từ trước hoặc hình hiện của nó đã bị sửa sau khi ký “{field}”. Không dùng tệp này; hãy xin lại bản gốc.",
        "A signature made before, or its appearance, was altered after “{field}” was signed. Do not rely on this file; ask for the original.",
    ),
    "FIELD_LOCKED": Sentence(
        INVALID,
        "integrity",
        "Ô “{locked}” đã bị sửa dù chữ ký “{field}” khóa ô này. Không dùng tệp này; hãy xin lại bản gốc.",
        "Field “{locked}” was changed although signature “{field}” locks it. Do not rely on this file; ask for the original.",
    ),
    "FIELD_RESHOWN": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Sau chữ ký “{field}”, một ô biểu mẫu hiện khác đi dù giá trị không đổi. Hãy đối chiếu với bản gốc.",
        "After signature “{field}” a form field shows something else though its value is the same. Compare with the original.",
    ),
    "FORM_CHANGED": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Sau chữ ký “{field}”, biểu mẫu trong tệp có ô được thêm, bớt hoặc sửa lại. Hãy đối chiếu với bản gốc hoặc hỏi nơi cấp.",
        "After signature “{field}” form fields were added, removed or rebuilt. Compare with the original or ask the issuer.",
    ),
    "EMPTY_FIELD_ADDED": Sentence(
        NOTE,
        "integrity",
        "Sau chữ ký “{field}”, tệp có thêm ô chữ ký còn trống.",
        "After signature “{field}” an empty signature field was added.",
    ),
    "CERTIFIED_LATER": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Sau chữ ký “{field}” có chữ ký khác đặt lại quyền sửa tệp, điều chuẩn chỉ cho chữ ký đầu tiên làm. Hãy hỏi nơi cấp.",
        "After signature “{field}” another signature set anew what may change, which only the first may do. Ask the issuer.",
    ),
    "PERMISSIONS_WIDENED": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Chữ ký “{field}” cho phép sửa tệp nhiều hơn chữ ký trước nó đã cho. Hãy hỏi nơi cấp.",
        "Signature “{field}” allows more changes than one before it did. Ask the issuer.",
    ),
    "VALIDATION_DATA_REMOVED": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Dữ liệu xác minh lưu kèm đã bị gỡ khỏi tệp sau khi ký “{field}”. Hãy xin lại tệp gốc.",
        "The validation data kept in the file was removed after “{field}” was signed. Ask for the original file.",
    ),
    "DESCRIPTION_CHANGED": Sentence(
        NOTE,
        "integrity",
        "Sau chữ ký “{field}”, tiêu đề hoặc phần mô tả của tệp đã đổi; nội dung các trang không đổi.",
        "After signature “{field}” the title or description of the file was changed; the pages were not.",
    ),
    "UNUSED_OBJECTS": Sentence(
        NOTE,
        "integrity",
        "Sau chữ ký “{field}”, tệp có thêm dữ liệu không dùng đến, không hiện ra ở đâu.",
        "After signature “{field}” data was added that nothing uses and nothing shows.",
    ),
    "COVERED_BY_SIGNATURE": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Trên trang {page}, hình chữ ký thêm sau khi ký “{field}” che mất nội dung đã ký. Hãy đối chiếu với nội dung lúc ký.",
        "On page {page} a signature added after “{field}” covers content that was signed. Compare with what was signed.",
    ),
    "ANNOTATIONS_OVERLAP": Sentence(
        NOTE,
        "integrity",
        "Trên trang {page} có chú thích hoặc hình chữ ký nằm chồng lên nhau; phần bị che phải xem riêng.",
        "On page {page} annotations or signatures lie over one another; look at what they cover.",
    ),
    "PLAIN_ECDSA": Sentence(
        NOTE,
        "integrity",
        "Chữ ký “{field}” ghi giá trị ECDSA theo dạng cũ của CHLB Đức (BSI TR-03111); nhiều phần mềm khác không đọc được.",
        "Signature “{field}” writes its ECDSA value in an old German form (BSI TR-03111); many other validators cannot read it.",
    ),
    "KEY_MISENCODED": Sentence(
        NOTE,
        "integrity",
        "Khóa trong chứng thư của “{field}” viết sai dạng (thiếu byte 0 ở đầu); chữ ký vẫn đúng nhưng phần mềm khác có thể không đọc được.",
        "The key in the certificate of “{field}” is written in a wrong form (a leading zero is missing); the signature holds, but other validators may not read it.",
    ),
    "CONTENT_INSIDE": Sentence(
        NOTE,
        "integrity",
        "Chữ ký “{field}” chép cả nội dung đã ký vào trong nó, trái chuẩn PAdES; nội dung chép trùng khớp với tệp.",
        "Signature “{field}” carries a copy of what it signs, which PAdES forbids; the copy is the same as the file.",
    ),
    "UNSIGNED_ATTRIBUTE": Sentence(
        NOTE,
        "integrity",
        "Bên chữ ký “{field}” có kèm thông tin mà người ký không ký ({part}); đừng dựa vào thông tin đó.",
        "Beside signature “{field}” stands something that its signer did not sign ({part}); do not rely on that.",
    ),
    "SIGNER_NOT_BOUND": Sentence(
        NOTE,
        "integrity",
        "Chữ ký “{field}” không ghi chứng thư của người ký vào phần được ký, trái chuẩn PAdES.",
        "Signature “{field}” does not name its certificate in what is signed, which PAdES asks for.",
    ),
    "AGENCY_NOT_NAMED": Sentence(
        INCONCLUSIVE,
        "trust",
        "Bản sao ghi cơ quan là “{named}” nhưng chữ ký cơ quan là của “{signer}”. Hãy hỏi cơ quan ghi trên bản sao.",
        "The copy names “{named}” as its agency, but the agency's signature is by “{signer}”. Ask the agency that the copy names.",
    ),
    "SIGNERS_EXCHANGED": Sentence(
        INVALID,
        "integrity",
        "Hai chữ ký bị tráo chỗ: chứng thư của cơ quan “{signer}” ký vào ô của người thực hiện chứng thực. Hãy xin bản được ký đúng.",
        "The two signatures changed places: the agency's certificate, “{signer}”, signed in the certifier's field. Ask for a copy that is signed as it should be.",
    ),
    "UNSUPPORTED_SIGNATURE": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Chữ ký “{field}” thuộc dạng không kiểm tra được ({subfilter}). Hãy kiểm tra bằng phần mềm khác hoặc hỏi nơi cấp.",
        "Signature “{field}” is of a kind that cannot be checked here ({subfilter}). Use another validator or ask the issuer.",
    ),
    "SIG_CONSTRAINTS_FAILURE": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Chữ ký “{field}” không theo đúng chuẩn ({part}) nên không kết luận được. Hãy hỏi nơi cấp.",
        "Signature “{field}” departs from the standard ({part}), so nothing can be concluded. Ask the issuer.",
    ),
    "STRUCTURE_UNREADABLE": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Cấu trúc tệp bất thường nên không kiểm tra được hết. Hãy tải lại tệp từ nơi đã nhận.",
        "The file is built so oddly that not everything could be checked. Download it again from where it came.",
    ),
    "NOT_COMPARED": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Không vẽ được trang để so sánh với lúc ký “{field}”. Hãy mở tệp và đối chiếu bằng mắt, hoặc hỏi nơi cấp.",
        "The pages could not be drawn and compared with what “{field}” signed. Compare by eye, or ask the issuer.",
    ),
    "TIMESTAMP_BROKEN": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Dấu thời gian gắn với chữ ký “{field}” sai hoặc của chữ ký khác; thời điểm ký không được chứng minh.",
        "The time-stamp on signature “{field}” is wrong or belongs to another signature; the time is not proven.",
    ),
    "NOT_OUR_FORM": Sentence(
        INVALID,
        "integrity",
        "Chữ ký “{field}” không đúng từng byte như phần mềm chứng thực đã ghi ({part}): tệp đã bị can thiệp. Hãy xin lại bản gốc.",
        "Signature “{field}” is not byte for byte as a certified copy is written ({part}): the file was touched. Ask for the original.",
    ),
    "NO_CERTIFICATE_CHAIN_FOUND": Sentence(
        INCONCLUSIVE,
        "trust",
        "Chưa tin được người ký “{field}”: chứng thư do “{issuer}” cấp không nối tới gốc tin cậy nào đã cấu hình. Hãy thêm chứng thư gốc.",
        "The signer of “{field}” is not trusted yet: the certificate from “{issuer}” leads to no configured root. Add the root certificate.",
    ),
    "CERTIFICATE_CHAIN_GENERAL_FAILURE": Sentence(
        INCONCLUSIVE,
        "trust",
        "Chuỗi chứng thư của “{field}” có lỗi nên chưa tin được người ký. Hãy hỏi nơi cấp.",
        "The certificate chain of “{field}” has a fault, so the signer is not trusted. Ask the issuer.",
    ),
    "CHAIN_CONSTRAINTS_FAILURE": Sentence(
        INCONCLUSIVE,
        "trust",
        "Chứng thư của “{field}” không được cấp cho việc ký tài liệu. Hãy hỏi nơi cấp.",
        "The certificate of “{field}” is not meant for signing documents. Ask the issuer.",
    ),
    "CRYPTO_CONSTRAINTS_FAILURE": Sentence(
        INCONCLUSIVE,
        "trust",
        "Chữ ký “{field}” dùng {algorithm}. Nhiều chữ ký số ở Việt Nam trước đây dùng SHA-1 hoặc khóa ngắn; nay cách ký đó có thể bị làm giả nên không đủ để tin, dù tệp không có dấu hiệu bị sửa. Hãy xin bản ký lại bằng SHA-256.",
        "Signature “{field}” uses {algorithm}. Many older Vietnamese signatures use SHA-1 or short keys; these can be forged today, so they are not enough to rely on, which does not mean that the file was altered. Ask for a copy signed anew with SHA-256.",
    ),
    "OLDER_FORM": Sentence(
        NOTE,
        "integrity",
        "Chữ ký “{field}” theo dạng PDF cũ ({subfilter}), còn phổ biến ở Việt Nam; được kiểm tra như chữ ký PAdES và tự nó không có gì sai.",
        "Signature “{field}” has the older PDF form ({subfilter}), still common in Vietnam; it is checked like a PAdES signature and is not wrong in itself.",
    ),
    "EMPTY_CONTENT": Sentence(
        INCONCLUSIVE,
        "integrity",
        "Chữ ký “{field}” ghi đúng mã băm của tệp nhưng kèm một nội dung rỗng, lỗi của một số phần mềm ký ở Việt Nam: chuẩn không cho phép, nên không kết luận được. Hãy xin bản ký lại bằng phần mềm khác.",
        "Signature “{field}” states the right digest of the file beside an empty content, a fault of some Vietnamese signing programs: the standard forbids it, so nothing can be concluded. Ask for a copy signed with another program.",
    ),
    "EXPIRED": Sentence(
        INCONCLUSIVE,
        "trust",
        "Chứng thư của “{field}” đã hết hạn vào lúc ký. Hãy xin bản ký bằng chứng thư còn hiệu lực.",
        "The certificate of “{field}” had expired when it signed. Ask for a copy signed with a certificate in force.",
    ),
    "NOT_YET_VALID": Sentence(
        INCONCLUSIVE,
        "trust",
        "Chứng thư của “{field}” chưa có hiệu lực vào lúc ký. Hãy hỏi nơi cấp.",
        "The certificate of “{field}” was not yet in force when it signed. Ask the issuer.",
    ),
    "SIGNED_IN_FUTURE": Sentence(
        INCONCLUSIVE,
        "trust",
        "Thời gian ký của “{field}” nằm trong tương lai. Hãy kiểm tra đồng hồ máy này, rồi hỏi nơi cấp.",
        "The signing time of “{field}” lies in the future. Check this machine's clock, then ask the issuer.",
    ),
    "REVOKED": Sentence(
        INVALID,
        "trust",
        "Chứng thư của “{field}” đã bị thu hồi trước khi ký. Không dùng tệp này.",
        "The certificate of “{field}” had been revoked before it signed. Do not rely on this file.",
    ),
    "REVOKED_NO_POE": Sentence(
        INCONCLUSIVE,
        "trust",
        "Chứng thư của “{field}” đã bị thu hồi và không có dấu thời gian chứng minh việc ký diễn ra trước đó. Hãy hỏi nơi cấp.",
        "The certificate of “{field}” is revoked and no time-stamp proves that it signed before that. Ask the issuer.",
    ),
    "NO_REVOCATION_DATA": Sentence(
        NOTE,
        "trust",
        "Tệp không kèm thông tin thu hồi cho chứng thư của “{field}”; việc thu hồi không được kiểm tra.",
        "The file brings no revocation data for the certificate of “{field}”; revocation was not checked.",
    ),
    "TIME_ONLY_CLAIMED": Sentence(
        NOTE,
        "trust",
        "Thời gian ký của “{field}” do người ký tự khai, không có dấu thời gian tin cậy.",
        "The signing time of “{field}” is the signer's own claim; no trusted time-stamp proves it.",
    ),
    "TIMESTAMP_UNTRUSTED": Sentence(
        NOTE,
        "trust",
        "Dấu thời gian “{field}” do tổ chức chưa được cấu hình tin cậy cấp (“{issuer}”), nên không dùng để chứng minh thời điểm.",
        "Time-stamp “{field}” comes from an authority that is not trusted here (“{issuer}”), so it proves no time.",
    ),
}
SENTENCES |= {code: Sentence(*parts) for code, parts in CODE_SENTENCES.items()}

VERDICTS: dict[Verdict, tuple[str, str]] = {
    Verdict.VALID: ("hợp lệ", "valid"),
    Verdict.INVALID: ("không hợp lệ", "invalid"),
    Verdict.INCONCLUSIVE: ("không thể kết luận", "inconclusive"),
}
"""The words TT 15/2025/TT-BKHCN asks a verifier to show, and the English ones."""

CHANGES: dict[Changes, tuple[str, str]] = {
    Changes.NONE: ("không có gì thay đổi sau chữ ký này", "nothing changed after this signature"),
    Changes.VALIDATION_DATA: (
        "sau chữ ký này chỉ thêm dấu thời gian hoặc dữ liệu xác minh",
        "only time-stamps or validation data were added after this signature",
    ),
    Changes.SIGNATURE: ("sau chữ ký này có thêm chữ ký khác", "another signature was added after this one"),
    Changes.OTHER: ("sau chữ ký này có thay đổi khác", "other changes were made after this signature"),
}


FIELDS: dict[str, tuple[str, str]] = {
    CERTIFIER_FIELD: ("người thực hiện chứng thực", "certifier"),
    AGENCY_FIELD: ("cơ quan", "agency"),
}
"""The two signature fields of a certified copy, as people know them."""


def reason(code: str, gravity: Gravity | None = None, **facts: str | int) -> Reason:
    """The reason with this code, at its usual gravity unless another is given.

    Raises:
        KeyError: no sentence has this code.
    """
    usual = SENTENCES[code]
    return Reason(code, gravity or usual.gravity, usual.aspect, facts)


def sentence(why: Reason, language: Language) -> str:
    """What the reason means and what to do about it."""
    words = SENTENCES[why.code]
    facts = {name: _shown(value, language) for name, value in why.facts.items()}
    return (words.vi if language == "vi" else words.en).format(**facts)


def _shown(value: str | int, language: Language) -> str | int:
    known = FIELDS.get(value) if isinstance(value, str) else None
    return value if known is None else known[0 if language == "vi" else 1]


def verdict_words(verdict: Verdict, language: Language) -> str:
    """The verdict as people read it."""
    return VERDICTS[verdict][0 if language == "vi" else 1]


def changes_words(changes: Changes, language: Language) -> str:
    """What happened after a signature, as people read it."""
    return CHANGES[changes][0 if language == "vi" else 1]
