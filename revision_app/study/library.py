from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import TypeVar, cast

from flask import current_app
from pydantic import TypeAdapter, ValidationError

from ..criteria.core import Qualification
from ..files import Kept, text_of, with_each
from ..shared import yaml_text
from ..shared.findable import Entry
from ..shared.problem import Advice, Problem
from .core.advice import advice, figures_in
from .core.depths import Depths, parse_depths
from .core.faq import Faq, read_faq
from .core.figure import Figure, parse_figure
from .core.glossary import Glossary, read_glossary
from .core.mistakes import Mistake, read_mistakes
from .core.parsing import Ask, Known, Link, Parsed, parse_unit
from .core.reference import Reference, References
from .core.search import entries
from .core.search.index import Index
from .core.short import Known as KnownToShort
from .core.unit import Section, Unit

E = TypeVar("E")
K = TypeVar("K")
NOTHING_KEPT = Kept(None)
_PARSED = TypeAdapter(Parsed)


@dataclass(frozen=True)
class Shelf:
    """Everything there is to read, in the qualification's order, as parsed at start."""

    units: dict[str, Unit] = field(default_factory=dict)
    references: dict[str, Reference] = field(default_factory=dict)
    glossary: Glossary = field(default_factory=Glossary)
    depths: Depths | None = None  # a centre may have none
    faq: Faq = field(default_factory=Faq)
    mistakes: tuple[Mistake, ...] = ()
    asks: tuple[Ask, ...] = ()
    figures: dict[str, Figure] = field(default_factory=dict)

    @property
    def section_ids(self) -> frozenset[str]:
        """Every ``unit#section`` that a question may point at."""
        return frozenset(f"{unit.id}#{section.id}" for unit in self.units.values() for section in unit.sections)

    @property
    def places(self) -> frozenset[str]:
        """Every ``unit#section`` and ``unit#block`` that a link may lead to."""
        return frozenset(f"{unit.id}#{place}" for unit in self.units.values() for place in unit.places)

    def citing(self, reference_id: str) -> list[tuple[Unit, list[tuple[Section, list[str]]]]]:
        """Where a source is cited: units, their sections, and in these the ids of the places."""
        found = []
        for unit in self.units.values():
            places = [(section, section.citing(reference_id)) for section in unit.sections]
            if any(ids for _section, ids in places):
                found.append((unit, [(section, ids) for section, ids in places if ids]))
        return found

    def using(self, term_id: str) -> list[tuple[Unit, str]]:
        """The units that use a term, each with the first place where it does."""
        found = []
        for unit in self.units.values():
            places = [use.place for section in unit.sections for use in section.terms if use.term == term_id]
            found += [(unit, places[0])] if places else []
        return found

    def citing_in_short(self, reference_id: str) -> list[tuple[str, str]]:
        """Where else a source is cited: the title of the page or of the entry, with the path that leads to it."""
        explorer = self.depths is not None and reference_id in self.depths.citations
        asked = [
            (one.question, f"/faq/#{one.id}") for one in self.faq.questions if reference_id in one.answer.citations
        ]
        wrong = [
            (one.text, f"/mistakes/#{one.id}") for one in self.mistakes if reference_id in one.correction.citations
        ]
        return [("Depth explorer", "/study/depth-explorer")] * explorer + asked + wrong

    def section(self, place: str) -> tuple[Unit, Section]:
        """The section that is called ``unit#section``, with its unit."""
        unit_id, _, section_id = place.partition("#")
        unit = self.units[unit_id]
        return unit, next(section for section in unit.sections if section.id == section_id)

    def mistakes_at(self, place: str) -> list[Mistake]:
        """What is often got wrong of a ``unit#section``."""
        return [mistake for mistake in self.mistakes if place in mistake.sections]

    def beside(self, unit_id: str) -> tuple[Unit | None, Unit | None]:
        """The units before and after one, in reading order."""
        units = list(self.units.values())
        place = list(self.units).index(unit_id)
        return (units[place - 1] if place else None), (units[place + 1] if place + 1 < len(units) else None)


def load(folder: Path, qualification: Qualification, kept: Kept = NOTHING_KEPT) -> tuple[Shelf, list[Problem]]:
    """Read references, figures and units; list everything that is wrong with any of them.

    Units that were read before, and all that they depend on, are taken from what is ``kept``.
    """
    references, problems = _references(folder)
    if not references:
        return Shelf(), problems  # every citation would be reported as broken
    figures, faults = _figures(folder)
    problems += faults
    glossary, faults = _entries(folder, "glossary.yml", read_glossary, references, Glossary())
    problems += faults
    known = Known(
        qualification.criterion_ids, qualification.outcome_ids, qualification.units, references, figures, glossary
    )
    units: dict[str, Unit] = {}
    links: list[Link] = []
    asks: list[Ask] = []
    recipe = sha256(f"{_code()} {known}".encode()).hexdigest()
    for parsed in _units(_unit_files(folder, qualification), folder, known, kept, recipe):
        if isinstance(parsed, Parsed):
            units[parsed.unit.id] = parsed.unit
            links += parsed.links
            asks += parsed.asks
        else:
            problems += parsed
    for file in sorted((folder / "units").glob("*.md")):
        if file.stem not in qualification.units:
            message = f"no unit {file.stem} is listed under `units` in qualification.yml; add it there"
            problems.append(Problem(_name(file, folder), 1, message))
    depths, faults = _depths(folder, references)
    problems += faults
    shelf = Shelf(units, references, depths=depths, glossary=glossary, figures=figures)
    problems += _dead_links(links, shelf)
    short = KnownToShort(references, shelf.section_ids if len(units) == len(qualification.units) else None)
    faq, faults = _entries(folder, "faq.yml", read_faq, short, Faq())
    problems += faults
    no_mistakes: tuple[Mistake, ...] = ()
    mistakes, faults = _entries(folder, "mistakes.yml", read_mistakes, short, no_mistakes)
    problems += faults
    shelf = replace(shelf, faq=faq, mistakes=mistakes, asks=tuple(asks))
    kept.tidy()
    return shelf, problems


def _units(files: list[Path], folder: Path, known: Known, kept: Kept, recipe: str) -> list[Parsed | list[Problem]]:
    """Each file's unit, or what is wrong with it, in their order."""
    found: dict[str, Parsed | list[Problem]] = {_name(file, folder): [] for file in files}
    unread: list[tuple[str, str]] = []
    for name, file in zip(found, files, strict=True):
        try:
            text = text_of(file, folder)
            found[name] = _PARSED.validate_json(kept.get(recipe, name, text) or b"")
        except yaml_text.Unreadable as error:
            found[name] = [error.problem]
        except ValidationError:
            unread.append((text, name))
    for (text, name), parsed in zip(unread, with_each(_parsed, unread, known), strict=True):
        if isinstance(parsed, bytes):
            kept.put(parsed, recipe, name, text)
            found[name] = _PARSED.validate_json(parsed)
        else:
            found[name] = parsed
    return list(found.values())


def _parsed(unit: tuple[str, str], known: Known) -> bytes | list[Problem]:
    """A unit as it is kept, which is also the quickest way to hand it from one process to another."""
    text, name = unit
    parsed = parse_unit(text, name, known)
    return _PARSED.dump_json(parsed) if isinstance(parsed, Parsed) else parsed


@cache
def _code() -> str:
    """What a unit's page follows from, beside its author's files."""
    ours = Path(__file__).parent
    files = [*ours.glob("core/**/*.py"), *ours.parent.glob("shared/*.py")]
    digest = sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()
    return " ".join([digest, *(f"{name} {version(name)}" for name in ("markdown", "pymdown-extensions", "nh3"))])


def _unit_files(folder: Path, qualification: Qualification) -> list[Path]:
    return [folder / "units" / f"{unit_id}.md" for unit_id in qualification.units]


def _name(file: Path, folder: Path) -> str:
    return f"{folder.name}/{file.relative_to(folder).as_posix()}"


def _dead_links(links: list[Link], shelf: Shelf) -> list[Problem]:
    places = shelf.places
    return [
        Problem(link.file, link.line, f"unit {link.unit} has no place #{link.place}; mend the link")
        for link in links
        if link.place and link.unit in shelf.units and f"{link.unit}#{link.place}" not in places
    ]


def advise(folder: Path, shelf: Shelf, asked: Collection[str]) -> list[Advice]:
    """What an author may want to look at again; ``asked`` are the ``unit#section`` that a question points at."""
    found: list[Advice] = []
    shown: set[str] = set()
    for unit in shelf.units.values():
        file = folder / "units" / f"{unit.id}.md"
        text = text_of(file, folder)
        found += advice(text, _name(file, folder))
        shown |= figures_in(text)
        for section in unit.sections:
            if f"{unit.id}#{section.id}" not in asked:
                message = f"no question is answered by #{section.id}; write one with `section: {unit.id}#{section.id}`"
                found.append(Advice(_name(file, folder), _line_of(f"#{section.id} ", text), message))
    for file in sorted((folder / "figures").glob("*.svg")):
        if file.stem not in shown:
            message = f"no unit shows this figure; write `/// figure | {file.stem}` in one, or remove it"
            found.append(Advice(_name(file, folder), 1, message))
    return found


def _line_of(words: str, text: str) -> int:
    return text.count("\n", 0, max(text.find(words), 0)) + 1


def _references(folder: Path) -> tuple[dict[str, Reference], list[Problem]]:
    file = folder / "references.yml"
    try:
        document = yaml_text.read(text_of(file, folder), _name(file, folder))
    except yaml_text.Unreadable as error:
        return {}, [error.problem]
    found = yaml_text.check(References, document.under("references"))
    if isinstance(found, list):
        return {}, found
    problems = []
    references: dict[str, Reference] = {}
    for n, reference in enumerate(found.references):
        if reference.id in references:
            problems.append(document.problem((n, "id"), f"two references are called {reference.id}; rename one"))
        references[reference.id] = reference
    return references, problems


def _depths(folder: Path, references: dict[str, Reference]) -> tuple[Depths | None, list[Problem]]:
    file = folder / "depths.yml"
    if not file.exists():
        return None, []
    try:
        found = parse_depths(text_of(file, folder), _name(file, folder), references)
    except yaml_text.Unreadable as error:
        found = [error.problem]
    return (None, found) if isinstance(found, list) else (found, [])


def _entries(
    folder: Path, name: str, read: Callable[[yaml_text.Document, K], tuple[E, list[Problem]]], known: K, none: E
) -> tuple[E, list[Problem]]:
    """What a file of short texts holds; a site may do without it."""
    file = folder / name
    if not file.exists():
        return none, []
    try:
        return read(yaml_text.read(text_of(file, folder), _name(file, folder)), known)
    except yaml_text.Unreadable as error:
        return none, [error.problem]


def _figures(folder: Path) -> tuple[dict[str, Figure], list[Problem]]:
    figures: dict[str, Figure] = {}
    problems: list[Problem] = []
    for file in sorted((folder / "figures").glob("*.svg")):
        try:
            figure = parse_figure(file.stem, text_of(file, folder), _name(file, folder))
        except yaml_text.Unreadable as error:
            figure = [error.problem]
        if isinstance(figure, Figure):
            figures[figure.id] = figure
        else:
            problems += figure
    return figures, problems


def findable(shelf: Shelf) -> list[Entry]:
    """What search finds here."""
    return [
        *entries.of_depths(shelf.depths),
        *entries.of_units(shelf.units.values()),
        *entries.of_terms(shelf.glossary),
        *entries.of_references(shelf.references.values()),
        *entries.of_questions(shelf.faq),
        *entries.of_mistakes(shelf.mistakes),
    ]


def search() -> Index:
    """Everything that can be found on the site, whichever feature it belongs to."""
    return cast(Index, current_app.extensions["search"])


def shelf() -> Shelf:
    return cast(Shelf, current_app.extensions["shelf"])


def unit(unit_id: str) -> Unit | None:
    return shelf().units.get(unit_id)


def by_unit(sections: Iterable[tuple[Unit, Section]]) -> list[tuple[Unit, list[Section]]]:
    """Sections that stand in reading order, under their units."""
    return [
        (shelf().units[name], [section for _unit, section in found])
        for name, found in groupby(sections, lambda one: one[0].id)
    ]


def speaking_to(criterion_id: str) -> list[tuple[Unit, Section]]:
    """The sections that name a criterion, each with its unit, in reading order."""
    return [
        (unit, section)
        for unit in shelf().units.values()
        for section in unit.sections
        if criterion_id in section.criteria
    ]
