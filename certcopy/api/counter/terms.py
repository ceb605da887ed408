"""What the machine's kinds and fields are called on the pages."""

from __future__ import annotations

from certcopy.i18n import gettext as _


def kind_words(kind: str) -> str:
    """What kind of original it is; an unknown kind keeps its name."""
    return {
        "birth_certificate": _("Birth certificate"),
        "business_registration": _("Business registration certificate"),
        "decision": _("Decision"),
        "diploma": _("University degree"),
        "driving_licence": _("Driving licence"),
        "health_certificate": _("Health certificate"),
        "id_card": _("Identity card"),
        "judicial_record": _("Judicial record certificate"),
        "land_certificate": _("Land use right certificate"),
        "marital_status": _("Certificate of marital status"),
        "marriage_certificate": _("Marriage certificate"),
        "official_letter": _("Official letter"),
        "school_record": _("School record"),
        "training_certificate": _("Training certificate"),
        "upper_secondary_diploma": _("Upper secondary diploma"),
    }.get(kind, kind)


def field_words(name: str) -> str:
    """What a field is called; an unknown one keeps its name."""
    return {
        "birth_date": _("Date of birth"),
        "book": _("Register book"),
        "class": _("Class"),
        "company_name": _("Company"),
        "date": _("Date"),
        "expiry_date": _("Valid until"),
        "father_name": _("Father"),
        "husband_name": _("Husband"),
        "husband_personal_number": _("Husband's personal number"),
        "issuing_authority": _("Issuing authority"),
        "map_sheet": _("Map sheet"),
        "mother_name": _("Mother"),
        "number": _("Number"),
        "parcel": _("Land parcel"),
        "person_name": _("Full name"),
        "personal_number": _("Personal number"),
        "register_number": _("Number in the register of originals"),
        "serial_number": _("Serial number"),
        "signer": _("Signed by"),
        "subject": _("Subject"),
        "wife_name": _("Wife"),
        "wife_personal_number": _("Wife's personal number"),
    }.get(name, name)


def amendment_words(kind: str) -> str:
    """What was done to a line; an unknown kind keeps its name."""
    return {
        "correction": _("Corrected"),
        "void": _("Number voided"),
        "revocation": _("Copy revoked"),
        "lost": _("Line lost, number kept back"),
    }.get(kind, kind)


def column_words(name: str) -> str:
    """What a column of the register is called; an unknown one keeps its name."""
    return {"requester": _("Requester"), "title": _("Title of the original"), "note": _("Note")}.get(name, name)
