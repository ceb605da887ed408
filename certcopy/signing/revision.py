"""One revision appended to a PDF file: bytes that stand are neither written again nor held in memory."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Iterator
from typing import BinaryIO

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PdfSignedData, PreparedByteRangeDigest

DIGEST = "sha256"
CERTIFYING = SigMDPSetup(md_algorithm=DIGEST, certify=True, docmdp_perms=MDPPerm.FILL_FORMS)
"""The first signature lets later ones fill their fields and nothing else (ISO 32000-1, 12.8.2.2: P = 2)."""


class Revision(IncrementalPdfFileWriter):
    """An incremental update of a PDF, open for reading and writing, that leaves /Info and the XMP packet as they are,
    so that the two stay equal (ISO 19005-2, 6.6.2.3)."""

    def __init__(self, pdf: BinaryIO) -> None:
        self._pdf = pdf
        super().__init__(pdf)

    def _update_meta(self) -> None:
        """Called by the base class before writing; metadata of a signed document is not ours to change."""

    def append(self) -> None:
        """Append what was added so far to the file, as its last revision."""
        with _or_as_before(self._pdf):
            self.write_in_place()  # type: ignore[no-untyped-call]

    def share_annotations(self, page: int) -> None:
        """Make the page's /Annots an object of its own, so that later widgets leave the page object alone."""
        reference, _ = self.find_page_for_modification(page)  # type: ignore[no-untyped-call]
        dictionary = reference.get_object()
        annotations = dictionary.raw_get("/Annots") if "/Annots" in dictionary else ArrayObject()
        if isinstance(annotations, IndirectObject):
            return
        dictionary[NameObject("/Annots")] = self.add_object(annotations)
        self.mark_update(reference)

    def add_field(self, field: SigFieldSpec) -> None:
        """Add an empty field. It gets no appearance before it is filled: validators take the making of one for the
        filling of a field, and the replacing of one for a change that DocMDP forbids."""
        next(PdfCMSEmbedder(field).write_cms(field.sig_field_name, self))

    def fill(
        self,
        field: str,
        value: PdfSignedData,
        contents: Callable[[bytes], bytes],
        *,
        appearance: bytes | None = None,
        mdp: SigMDPSetup | None = None,
        new: SigFieldSpec | None = None,
    ) -> None:
        """Put a signature or time-stamp into its field and append all of it to the file, or nothing.

        ``contents`` makes the DER value from the SHA-256 digest of the byte range; ``appearance`` is a PDF of
        one page of the field's size; ``new`` describes the field where it does not stand yet.
        """
        steps = PdfCMSEmbedder(new).write_cms(field, self, existing_fields_only=new is None)
        widget = next(steps).get_object()
        if appearance is not None:
            widget[NameObject("/AP")] = self._normal_appearance(appearance)
        steps.send(SigObjSetup(value, mdp))
        with _or_as_before(self._pdf):
            prepared, _ = steps.send(SigIOSetup(md_algorithm=DIGEST, in_place=True))
            steps.send(contents(prepared.document_digest))
            self._write_contents_in_lowercase(prepared)

    def _normal_appearance(self, page: bytes) -> DictionaryObject:
        form = self.import_page_as_xobject(PdfFileReader(io.BytesIO(page)))
        return DictionaryObject({NameObject("/N"): form})

    def _write_contents_in_lowercase(self, prepared: PreparedByteRangeDigest) -> None:
        start, end = prepared.reserved_region_start, prepared.reserved_region_end
        self._pdf.seek(start)
        contents = self._pdf.read(end - start).lower()
        self._pdf.seek(start)
        self._pdf.write(contents)


@contextlib.contextmanager
def _or_as_before(pdf: BinaryIO) -> Iterator[None]:
    """Cut the file to what it was where appending to it fails."""
    size = pdf.seek(0, os.SEEK_END)
    try:
        yield
    except BaseException:
        pdf.truncate(size)
        raise
