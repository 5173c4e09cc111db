"""What there is to find in the library."""

from collections.abc import Iterable, Iterator

from ....shared.findable import Entry, Kind, Passage
from ..glossary import Glossary
from ..reference import Reference
from ..unit import Unit
from .passages import by_section


def of_units(units: Iterable[Unit]) -> Iterator[Entry]:
    """Each unit by its title and what it is about, and each of its sections."""
    for unit in units:
        url = f"/study/{unit.id}"
        yield Entry(Kind.UNIT, unit.heading.title, url, (Passage("", unit.heading.lede),))
        passages = by_section(unit.html, [section.id for section in unit.sections])
        for section in unit.sections:
            yield Entry(Kind.UNIT, section.title, url, passages[section.id], section.id, unit.heading.title)


def of_terms(glossary: Glossary) -> Iterator[Entry]:
    """Each word by itself, by the forms that it takes in a text, and by what its definition says."""
    for term in glossary.terms.values():
        others = [form for form in term.forms if form != term.term]
        texts = [term.plain, f"Also: {', '.join(others)}." if others else ""]
        yield Entry(Kind.TERM, term.term, "/glossary/", tuple(Passage("", text) for text in texts if text), term.id)


def of_references(references: Iterable[Reference]) -> Iterator[Entry]:
    for reference in references:
        year = f" ({reference.year})" if reference.year else ""
        source = f"{reference.authors}{year}. {reference.where}".strip()
        texts = [source, reference.note or ""]
        passages = tuple(Passage("", text) for text in texts if text)
        yield Entry(Kind.REFERENCE, reference.title, "/references/", passages, reference.id)
