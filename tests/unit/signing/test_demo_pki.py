from __future__ import annotations

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from certcopy.signing.certificate import common_name
from certcopy.signing.demo_pki import LIFE, TEST_MARK, create_demo_pki
from tests.unit.signing import office


def certificates() -> dict[str, x509.Certificate]:
    pki = office.pki()
    keys = {"certifier": pki.certifier, "agency": pki.agency, "time_stamp": pki.time_stamp}
    below = {role: office.opened(file, role).certificate for role, file in keys.items()}
    below["issuer"] = pki.certificates[0]
    root = {"root": x509.load_pem_x509_certificate(pki.root)}
    return root | {role: x509.load_der_x509_certificate(der) for role, der in below.items()}


def test_every_certificate_says_that_it_has_no_legal_value() -> None:
    assert all(TEST_MARK in each.subject.rfc4514_string() for each in certificates().values())
    assert "TEST" in certificates()["root"].issuer.rfc4514_string()


def test_each_certificate_is_issued_by_the_one_above() -> None:
    found = certificates()
    found["root"].verify_directly_issued_by(found["root"])
    found["issuer"].verify_directly_issued_by(found["root"])
    for role in ("certifier", "agency", "time_stamp"):
        found[role].verify_directly_issued_by(found["issuer"])


def test_the_time_stamp_key_serves_time_stamps_only() -> None:
    usage = certificates()["time_stamp"].extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert usage.critical
    assert list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def test_the_revocation_lists_live_as_long_as_the_certificates() -> None:
    lists = [x509.load_der_x509_crl(each) for each in office.pki().crls]
    assert [each.issuer for each in lists] == [
        certificates()["root"].subject,
        certificates()["issuer"].subject,
    ]
    for each in lists:
        assert len(each) == 0
        assert each.next_update_utc == certificates()["certifier"].not_valid_after_utc
        assert each.next_update_utc - each.last_update_utc == LIFE


def test_no_secret_is_shown_and_no_passphrase_is_used_twice() -> None:
    pki = office.pki()
    passphrases = {file.passphrase for file in (pki.certifier, pki.agency, pki.time_stamp)}
    assert len(passphrases) == 3
    assert not any(passphrase in repr(pki) for passphrase in passphrases)


def test_a_long_name_is_cut_between_letters() -> None:
    long = "ỦY BAN NHÂN DÂN PHƯỜNG CÓ TÊN RẤT DÀI ĐỂ THỬ, THÀNH PHỐ THÍ DỤ"
    pki = create_demo_pki(long, long, long, office.AT)
    name = common_name(office.opened(pki.agency, "agency").certificate)
    assert long.startswith(name)
    assert 60 < len(name.encode()) <= 64
