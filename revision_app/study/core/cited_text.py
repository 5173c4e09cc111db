"""Short texts of the authors' YAML files: a few sentences of Markdown that name their sources."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from typing import Annotated

import nh3
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ...shared.markup import left_out, read, read_as_address, too_deep
from ...shared.yaml_text import Place
from .citing import CITATION, cited

ELEMENTS = {"em", "strong", "sub", "sup", "code"}
_CITED = re.compile(r"\s?" + CITATION.pattern)
_OF_THE_PAGE = re.compile(r"main|sources|group-.*|.*-source-\d+")


def whole(elements: Collection[str]) -> AfterValidator:
    """For a field in Markdown: refuses what a page of these elements would leave out, with what to write instead."""

    def check(text: str) -> str:
        for instead in _unshown(text, elements):
            raise ValueError(instead)
        return text

    return AfterValidator(check)


Sentences = Annotated[str, whole(ELEMENTS | {"p"})]
"""A field in Markdown that is read as a ``CitedText``."""


class EntryFile(BaseModel):
    """What every entry has: a name, and the ``unit#section`` in which the units say more."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    sections: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True)
class CitedText:
    """A text as it is shown: ``html`` has been sanitised, ``plain`` is the same without markup and numbers.

    ``citations`` are ids in the order of the numbers in ``html``; those of all texts that are numbered together.
    """

    html: str
    plain: str
    citations: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """What an entry may refer to."""

    references: Collection[str]
    sections: Collection[str]
    criteria: Collection[str] = ()


def parse_cited_text(text: str, name: str) -> CitedText:
    """A text whose sources are listed after it, under ids that begin with ``name``."""
    [parsed] = parse_cited_texts((text,), name)
    return parsed


def parse_cited_texts(texts: Collection[str], name: str) -> list[CitedText]:
    """Texts whose sources are numbered through and listed after the last, under ids that begin with ``name``."""
    ids = list({source: None for text in texts for source in sources(text)})
    return [_parse(text, name, ids) for text in texts]


def _parse(text: str, name: str, ids: list[str]) -> CitedText:
    html = nh3.clean(read(text)[0], tags=ELEMENTS, attributes={}).strip()

    def numbers(group: re.Match[str]) -> str:
        links = (_number(ids.index(source) + 1, source, name, locator) for source, locator in cited(unescape(group[1])))
        return f'<sup class="cites">{", ".join(links)}</sup>'

    return CitedText(_CITED.sub(numbers, html), plain(_CITED.sub("", html)), tuple(ids))


def _number(number: int, source: str, name: str, locator: str) -> str:
    label = f"Source {number}" + (f", {locator}" if locator else "")
    return (
        f'<a class="cite" href="/references/#{escape(source)}" aria-label="{escape(label)}"'
        f' aria-describedby="{name}-source-{number}">{number}</a>'
    )


def faults(entries: Iterable[tuple[Place, EntryFile, str]], known: Known) -> Iterator[tuple[Place, str]]:
    """What is wrong with entries, given with their places and the names of the fields that hold their texts."""
    ids: set[str] = set()
    for place, entry, field in entries:
        yield from entry_faults(place, entry, ids, known)
        text = getattr(entry, field)
        yield from (((*place, field), instead) for instead in _unshown(text, ELEMENTS | {"p"}))
        if not sources(text):
            yield (*place, field), "this names no source; add one, like [@a-reference]"
        yield from citation_faults((*place, field), text, known)


def entry_faults(place: Place, entry: EntryFile, ids: set[str], known: Known) -> Iterator[tuple[Place, str]]:
    """What is wrong with an entry's own id, which joins ``ids``, and with the sections that it names."""
    if entry.id in ids:
        yield (*place, "id"), f"two entries are called {entry.id}; give this one another id"
    ids.add(entry.id)
    if _OF_THE_PAGE.fullmatch(entry.id):
        yield (*place, "id"), f"#{entry.id} is an id that the page itself gives; choose another"
    for n, section in enumerate(entry.sections):
        if section not in known.sections:
            yield (*place, "sections", n), f"there is no section {section}; write it as unit#section"


def citation_faults(place: Place, text: str, known: Known) -> Iterator[tuple[Place, str]]:
    for name in sources(text):
        if name not in known.references:
            yield place, f"there is no reference {name}; add it to references.yml or mend the name"


def _unshown(text: str, elements: Collection[str]) -> Iterator[str]:
    """What a page of these elements would not show of a text."""
    if too_deep(text):
        yield "lists or quotations stand too deep in each other; write it as plain sentences"
    else:
        html, addresses = read(text)
        yield from (instead for _, instead in left_out(html, elements))
        yield from (read_as_address(name) for name in addresses)


def sources(text: str) -> dict[str, None]:
    """The ids that a text cites, each once and in order."""
    return {name: None for group in CITATION.finditer(text) for name, _locator in cited(group[1])}


def plain(html: str) -> str:
    """HTML without its elements and entities, on one line."""
    return " ".join(unescape(nh3.clean(html, tags=set())).split())
