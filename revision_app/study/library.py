from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import TypeVar, cast

from flask import current_app

from ..criteria.core import Qualification
from ..files import Folder, map_in_processes
from ..shared import yaml_text
from ..shared.findable import SearchEntry
from ..shared.problem import Advice, Problem, Problems
from .core.advice import advice, figures_in
from .core.blank_form import BlankForm, parse_blank_form
from .core.changes import Change, Rule, parse_changes, parse_law
from .core.cited_text import Known as KnownToEntries
from .core.depths import Depths, parse_depths
from .core.exemplars import Exemplar, Exemplars, parse_exemplar
from .core.exemplars import Known as KnownToExemplars
from .core.faq import Faq, parse_faq
from .core.figure import Figure, colours_of_their_own, parse_figure
from .core.glossary import Glossary, parse_glossary
from .core.mistakes import Mistake, parse_mistakes
from .core.parsing import Known, Link, Parsed, parse_unit
from .core.practical.checklist import parse_checklist
from .core.practical.drills import Drill, parse_drills
from .core.practical.viva import parse_viva
from .core.reference import Reference, References
from .core.search import entries
from .core.search.index import Index
from .core.search.synonyms import SynonymFile, Synonyms, faults, synonyms
from .core.shelf import Shelf
from .core.unit import Section, Unit

SYNONYMS = "synonyms.yml"

T = TypeVar("T")
K = TypeVar("K")


def load(folder: Folder, qualification: Qualification) -> Shelf | None:
    """Everything there is to read.

    Return ``None`` where the references cannot be read: every citation would be reported as broken.
    """
    references = _references(folder)
    if references is None:
        return None
    figures = _figures(folder)
    glossary = _optional(folder, "glossary.yml", parse_glossary, references, Glossary())
    known = Known(
        qualification.criterion_ids, qualification.outcome_ids, qualification.units, references, figures, glossary
    )
    parsed = _units(folder, qualification, known)
    units = {unit_id: read.unit for unit_id, read in parsed.items() if read}
    shelf = Shelf(
        units=units,
        references=references,
        glossary=glossary,
        depths=_depths(folder, references),
        asks=tuple(ask for read in parsed.values() if read for ask in read.asks),
        figures=figures,
        unread=frozenset(parsed) - frozenset(units),
    )
    folder.problems.update(_dead_links((link for read in parsed.values() if read for link in read.links), shelf))
    to_entries = KnownToEntries(references, shelf.sections, qualification.criterion_ids)
    faq = _optional(folder, "faq.yml", parse_faq, to_entries, Faq())
    mistakes: tuple[Mistake, ...] = ()
    mistakes = _optional(folder, "mistakes.yml", parse_mistakes, to_entries, mistakes)
    changes: tuple[Change, ...] = ()
    changes = _optional(folder, "changes.yml", parse_changes, qualification.units, changes)
    law: tuple[Rule, ...] = ()
    law = _optional(folder, "law.yml", parse_law, to_entries, law)
    exemplars = _exemplars(folder, KnownToExemplars(qualification.criterion_ids, references, shelf.sections))
    shelf = replace(shelf, faq=faq, mistakes=mistakes, changes=changes, law=law, exemplars=exemplars)
    return replace(_with_practical(folder, shelf, to_entries), synonyms=_synonyms(folder))


def _with_practical(folder: Folder, shelf: Shelf, known: KnownToEntries) -> Shelf:
    """The same, with what a practical assessment asks and the forms that go with it."""
    drills: tuple[Drill, ...] = ()
    return replace(
        shelf,
        checklist=_optional(folder, "checklist.yml", parse_checklist, known, None),
        drills=_optional(folder, "drills.yml", parse_drills, known, drills),
        viva=_optional(folder, "viva.yml", parse_viva, known, None),
        blank_forms=_blank_forms(folder, known),
    )


def _synonyms(folder: Folder) -> Synonyms:
    file = _synonym_file(folder)
    return synonyms(file) if file else Synonyms()


def _synonym_file(folder: Folder) -> SynonymFile | None:
    document = folder.document(SYNONYMS) if folder.has(SYNONYMS) else None
    return yaml_text.validate(SynonymFile, document, folder.problems) if document else None


def link_synonyms(folder: Folder) -> None:
    """Report synonyms that lead to themselves or two ways."""
    if file := _synonym_file(folder):
        folder.report_at(SYNONYMS, faults(file, lambda _: True))


def advise_synonyms(folder: Folder, index: Index) -> Iterator[Advice]:
    """Advice on synonyms that lead nowhere: a centre may leave out what they were written for."""
    document, file = folder.document(SYNONYMS) if folder.has(SYNONYMS) else None, _synonym_file(folder)
    if document and file:
        for place, message in faults(file, index.occurs):
            yield Advice(document.file, document.line(place), message)


def _blank_forms(folder: Folder, known: KnownToEntries) -> dict[str, BlankForm]:
    """The forms by their ids, in their own order."""
    forms = []
    for name in folder.names("forms/*.yml"):
        document = folder.document(name)
        form = parse_blank_form(document, _stem(name), known, folder.problems) if document else None
        if form:
            forms.append(form)
    return {form.id: form for form in sorted(forms, key=lambda form: (form.order, form.id))}


def _references(folder: Folder) -> dict[str, Reference] | None:
    document = folder.document("references.yml")
    listed = yaml_text.validate(References, document.under("references"), folder.problems) if document else None
    if document is None or listed is None:
        return None
    references: dict[str, Reference] = {}
    for n, reference in enumerate(listed.references):
        if reference.id in references:
            message = f"two references are called {reference.id}; rename one"
            folder.problems.add(document.problem((n, "id"), message))
        references[reference.id] = reference
    return references


def _figures(folder: Folder) -> dict[str, Figure]:
    """The figures by name; one with a fault is empty, so that whoever shows it is not said to be wrong too."""
    figures = {}
    folder.expect("figures", ".svg")
    for name in folder.names("figures/*.svg"):
        text = folder.text(name)
        figure_id = _stem(name)
        figure = parse_figure(figure_id, text, folder.called(name), folder.problems) if text is not None else None
        figures[figure_id] = figure or Figure(figure_id, "", "", "")
    return figures


def _optional(
    folder: Folder, name: str, parse: Callable[[yaml_text.Document, K, Problems], T], known: K, absent: T
) -> T:
    """What is parsed from a file that a centre may do without; ``absent`` where there is none or it cannot be read."""
    document = folder.document(name) if folder.has(name) else None
    return parse(document, known, folder.problems) if document else absent


def _exemplars(folder: Folder, known: KnownToExemplars) -> Exemplars:
    pieces: dict[str, Exemplar] = {}
    for name in folder.names("exemplars/*.yml"):
        document = folder.document(name)
        piece = parse_exemplar(_stem(name), document, known, folder.problems) if document else None
        if piece:
            pieces[piece.id] = piece
    return Exemplars(pieces)


def _depths(folder: Folder, references: dict[str, Reference]) -> Depths | None:
    return _optional(folder, "depths.yml", parse_depths, references, None)


def _units(folder: Folder, qualification: Qualification, known: Known) -> dict[str, Parsed | None]:
    """The units that the qualification lists, by their ids; ``None`` for one that cannot be read."""
    folder.expect("units", ".md")
    for name in folder.names("units/*.md"):
        if _stem(name) not in qualification.units:
            message = f"no unit {_stem(name)} is listed under `units` in qualification.yml; add it there"
            folder.report(name, 1, message)
    texts = {unit_id: text for unit_id in qualification.units if (text := folder.text(_file(unit_id))) is not None}
    written = [(text, folder.called(_file(unit_id))) for unit_id, text in texts.items()]
    units: dict[str, Parsed | None] = dict.fromkeys(qualification.units)
    for unit_id, (unit, problems) in zip(texts, map_in_processes(_parse, written, known), strict=True):
        units[unit_id] = unit
        folder.problems.update(problems)
    return units


def _parse(written: tuple[str, str], known: Known) -> tuple[Parsed | None, list[Problem]]:
    text, file = written
    problems = Problems()
    return parse_unit(text, file, known, problems), list(problems)


def _file(unit_id: str) -> str:
    return f"units/{unit_id}.md"


def _stem(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[0]


def _dead_links(links: Iterable[Link], shelf: Shelf) -> Iterator[Problem]:
    targets = shelf.link_targets
    for link in links:
        if link.place and link.unit in shelf.units and f"{link.unit}#{link.place}" not in targets:
            yield Problem(link.file, link.line, f"unit {link.unit} has no place #{link.place}; mend the link")


def advise(folder: Folder, shelf: Shelf, questioned: Collection[str], criteria: Collection[str]) -> Iterator[Advice]:
    """What an author may want to look at again; ``questioned`` are the ``unit#section`` that a question points at."""
    for message in shelf.exemplars.lacking(criteria):
        yield Advice(folder.called("exemplars"), 1, message)
    shown: set[str] = set()
    for unit in shelf.units.values():
        text, file = folder.text(_file(unit.id)) or "", folder.called(_file(unit.id))
        yield from advice(text, file)
        shown |= figures_in(text)
        for section in unit.sections:
            if f"{unit.id}#{section.id}" not in questioned:
                message = f"no question is answered by #{section.id}; write one with `section: {unit.id}#{section.id}`"
                yield Advice(file, _line_of(f"#{section.id} ", text), message)
    for name in folder.names("figures/*.svg"):
        if _stem(name) not in shown:
            message = f"no unit shows this figure; write `/// figure | {_stem(name)}` in one, or remove it"
            yield Advice(folder.called(name), 1, message)
        if colours := colours_of_their_own(shelf.figures[_stem(name)]):
            message = f"{colours} would stay as they are in the dark; use the site's colours, like `var(--ink)`"
            yield Advice(folder.called(name), 1, message)


def _line_of(words: str, text: str) -> int:
    return text.count("\n", 0, max(text.find(words), 0)) + 1


def findable(shelf: Shelf) -> list[SearchEntry]:
    """What search finds here."""
    return [
        *entries.of_depths(shelf.depths),
        *entries.of_units(shelf.units.values()),
        *entries.of_terms(shelf.glossary),
        *entries.of_references(shelf.references.values()),
        *entries.of_questions(shelf.faq),
        *entries.of_mistakes(shelf.mistakes),
        *entries.of_exemplars(shelf.exemplars.pieces.values()),
        *entries.of_practical(shelf),
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
        (shelf().units[unit_id], [section for _unit, section in together])
        for unit_id, together in groupby(sections, lambda pair: pair[0].id)
    ]


def speaking_to(criterion_id: str) -> list[tuple[Unit, Section]]:
    """The sections that name a criterion, each with its unit, in reading order."""
    return [
        (unit, section)
        for unit in shelf().units.values()
        for section in unit.sections
        if criterion_id in section.criteria
    ]
