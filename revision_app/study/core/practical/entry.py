"""What the entries of a practical assessment share: their criteria, and texts of which only claims name sources."""

from collections.abc import Iterable, Iterator

from pydantic import BaseModel, Field

from ....shared.yaml_text import Place
from ..cited_text import EntryFile, Known, citation_faults, entry_faults


class PracticalFile(EntryFile):
    """An entry that shows criteria; ``sections`` are the ``unit#section`` in which it can be read up."""

    criteria: tuple[str, ...] = Field(min_length=1)


def practical_faults(entries: Iterable[tuple[Place, PracticalFile]], known: Known) -> Iterator[tuple[Place, str]]:
    """What is wrong with the ids, sections, criteria and sources of entries that stand on one page."""
    ids: set[str] = set()
    for place, entry in entries:
        yield from entry_faults(place, entry, ids, known)
        for n, criterion in enumerate(entry.criteria):
            if criterion not in known.criteria:
                yield (*place, "criteria", n), f"there is no criterion {criterion}; name one of qualification.yml"
        yield from _of_texts(place, entry, known)


def _of_texts(place: Place, value: object, known: Known) -> Iterator[tuple[Place, str]]:
    """What is wrong with the sources of all texts in a value."""
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _of_texts((*place, field.alias or name), getattr(value, name), known)
    elif isinstance(value, str):
        yield from citation_faults(place, value, known)
    elif isinstance(value, tuple):
        for n, one in enumerate(value):
            yield from _of_texts((*place, n), one, known)
