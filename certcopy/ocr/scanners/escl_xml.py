"""Walking the XML of eSCL (Mopria Alliance). Names are compared without their namespace: devices disagree on prefixes
and versions."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import defusedxml
from defusedxml.ElementTree import ParseError, fromstring


class NotEscl(ValueError):
    """The bytes are no eSCL document that we understand."""


def parsed(xml: bytes, name: str) -> Element:
    """The root of a document whose root has this name; white space before it is no part of it.

    Raises:
        NotEscl: it is no XML, another document, or has a document type of its own.
    """
    try:
        root: Element = fromstring(xml.lstrip(), forbid_dtd=True)
    except (ParseError, defusedxml.DefusedXmlException, ValueError, LookupError):
        raise NotEscl from None
    if bare(root) != name:
        raise NotEscl
    return root


def bare(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def every(element: Element, name: str) -> Iterator[Element]:
    """The element and all below it that have this name."""
    return (each for each in element.iter() if bare(each) == name)


def texts(element: Element, *names: str) -> list[str]:
    """What stands in the elements of these names, those of the first name first."""
    return [(each.text or "").strip() for name in names for each in every(element, name)]


def text(element: Element, name: str) -> str | None:
    """What stands in the first element of this name."""
    return next(iter(texts(element, name)), None)


def number(element: Element, name: str) -> int:
    """The whole number in the first element of this name, 0 where there is none of up to six digits."""
    found = text(element, name) or ""
    return int(found) if found.isascii() and found.isdigit() and len(found) < 7 else 0


def at(root: Element, path: str) -> Element | None:
    """The element that a path of names leads to, each somewhere below the one before."""
    element: Element | None = root
    for name in path.split("/"):
        element = None if element is None else next(every(element, name), None)
    return element
