"""The list of references in the two formats that reference managers read: BibTeX and RIS."""

import re
from collections.abc import Iterable, Iterator

from .reference import Reference

_BIBTEX_TYPES = {"journal": "article", "book": "book"}
_RIS_TYPES = {"journal": "JOUR", "book": "BOOK", "guideline": "RPRT", "regulation": "LEGAL", "web": "ELEC"}
_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    sign: f"\\{sign}" for sign in "{}$&#_%"
}
_VOLUME = re.compile(r"(?P<volume>[^(]*?)\s*(?:\((?P<number>[^)]*)\))?\s*")
_PAGES = re.compile(r"(?P<first>[A-Za-z]?\d+)\s*[-–]\s*(?P<last>[A-Za-z]?\d+)")
UNCONFIRMED = "Details to be confirmed."


def bibtex(references: Iterable[Reference]) -> str:
    return "\n".join(map(_bibtex, references))


def ris(references: Iterable[Reference]) -> str:
    return "".join(f"{line}\r\n" for reference in references for line in (*_ris(reference), ""))


def _bibtex(reference: Reference) -> str:
    volume, number = _volume(reference)
    article = reference.type == "journal"
    fields = {
        "author": _bibtex_authors(reference),
        "title": "{" + _escaped(reference.title) + "}",  # keeps its capitals
        "journal" if article else "howpublished": _escaped(reference.container or ""),
        "year": str(reference.year or ""),
        "volume": _escaped(volume),
        "number": _escaped(number),
        "pages": _escaped(_PAGES.sub(r"\g<first>--\g<last>", reference.pages or "")),
        "doi": _address(reference.doi or ""),
        "url": _address(reference.link or ""),
        "note": _escaped(_note(reference)),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@{_BIBTEX_TYPES.get(reference.type, 'misc')}{{{reference.id},\n" + ",\n".join(lines) + "\n}\n"


def _bibtex_authors(reference: Reference) -> str:
    if reference.people is None:
        return "{" + _escaped(reference.authors) + "}"
    names = [_escaped(f"{family}, {_dotted(initials)}") for family, initials in reference.people]
    return " and ".join(names + (["others"] if reference.and_others else []))


def _ris(reference: Reference) -> Iterator[str]:
    volume, number = _volume(reference)
    pages = _PAGES.fullmatch(reference.pages or "")
    yield f"TY  - {_RIS_TYPES.get(reference.type, 'GEN')}"
    yield f"ID  - {reference.id}"
    for family, initials in reference.people or ():
        yield f"AU  - {family}, {_dotted(initials)}"
    if reference.people is None:
        yield f"AU  - {_line(reference.authors)}"
    if reference.and_others:
        yield "AU  - et al."
    for tag, value in (
        ("TI", reference.title),
        ("T2", reference.container),
        ("PY", str(reference.year or "")),
        ("VL", volume),
        ("IS", number),
        ("SP", pages["first"] if pages else reference.pages),
        ("EP", pages["last"] if pages else None),
        ("DO", reference.doi),
        ("UR", reference.link),
        ("N1", _note(reference)),
    ):
        if value:
            yield f"{tag}  - {_line(value)}"
    yield "ER  - "


def _note(reference: Reference) -> str:
    return " ".join(part for part in (reference.note, UNCONFIRMED if reference.unconfirmed else "") if part)


def _volume(reference: Reference) -> tuple[str, str]:
    """``35(8)`` as volume and number."""
    parts = _VOLUME.fullmatch(reference.volume or "")
    return (parts["volume"], parts["number"] or "") if parts else (reference.volume or "", "")


def _dotted(initials: str) -> str:
    return " ".join(f"{letter}." for letter in initials)


def _escaped(text: str) -> str:
    """Text that LaTeX sets as it stands."""
    return "".join(_SPECIAL.get(sign, sign) for sign in _line(text))


def _address(text: str) -> str:
    """An address is taken letter by letter; what would end its field early is written in per cent."""
    return _line(text).replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D").replace(" ", "%20")


def _line(text: str) -> str:
    return " ".join(text.split())
