from collections.abc import Collection, Iterator
from pathlib import Path
from typing import cast

from flask import current_app

from ..files import text_of
from ..shared import yaml_text
from ..shared.findable import Entry, Kind, Passage
from ..shared.problem import Advice, Problem
from .core import Qualification


def load(folder: Path) -> tuple[Qualification | None, list[Problem]]:
    """The qualification as ``qualification.yml`` in the folder has it, and what is wrong with that file."""
    file = folder / "qualification.yml"
    try:
        document = yaml_text.read(text_of(file, folder), f"{folder.name}/{file.name}")
    except yaml_text.Unreadable as error:
        return None, [error.problem]
    found = yaml_text.check(Qualification, document)
    if isinstance(found, list):
        return None, found
    return found, _broken_references(found, document)


def _broken_references(found: Qualification, document: yaml_text.Document) -> list[Problem]:
    problems = []
    for n, criterion in enumerate(found.criteria):
        for outcome in set(criterion.outcomes) - set(found.outcome_ids):
            message = f"there is no outcome {outcome}; write one of {', '.join(found.outcome_ids)}"
            problems.append(document.problem(("criteria", n, "outcomes"), message))
    for n, guidance in enumerate(found.guidance):
        for criterion_id in set(guidance.criteria) - set(found.criterion_ids):
            message = f"there is no criterion {criterion_id}; write one of {', '.join(found.criterion_ids)}"
            problems.append(document.problem(("guidance", n, "criteria"), message))
    return problems


def misplaced(folder: Path, found: Qualification, sections: Collection[str]) -> list[Problem]:
    """What names a section that no unit has."""
    missing = [
        ((field, n, "sections", m), section)
        for field, n, named in found.placed
        for m, section in enumerate(named)
        if section not in sections
    ]
    if not missing:
        return []
    document = yaml_text.read(text_of(folder / "qualification.yml", folder), f"{folder.name}/qualification.yml")
    return [
        document.problem(place, f"there is no section {section}; write it as unit#section")
        for place, section in missing
    ]


def findable(found: Qualification) -> Iterator[Entry]:
    """What search finds of the qualification."""
    for outcome in found.outcomes:
        yield _entry(outcome.id, f"outcome-{outcome.id}", outcome.statement, outcome.asks)
    for criterion in found.criteria:
        yield _entry(
            f"{criterion.id} {criterion.title}", f"criterion-{criterion.id}", criterion.statement, criterion.asks
        )
    for guidance in found.guidance:
        yield _entry("Assessment tip", f"tip-{guidance.id}", guidance.text)
    for concept in found.key_concepts:
        yield _entry(concept.title, f"concept-{concept.id}", concept.text)
    for term in found.terms:
        yield _entry(term.term, f"term-{term.id}", term.definition)
    for known in found.prior_knowledge:
        yield _entry(known.title, f"prior-{known.id}", known.text)


def _entry(title: str, anchor: str, *texts: str) -> Entry:
    return Entry(Kind.SYLLABUS, title, "/syllabus/", tuple(Passage("", text) for text in texts), anchor)


def advise(folder: Path, spoken_to: Collection[str]) -> list[Advice]:
    """The criteria that no section of any unit speaks to."""
    file = folder / "qualification.yml"
    document = yaml_text.read(text_of(file, folder), f"{folder.name}/{file.name}")
    found = []
    for n, criterion in enumerate(document.value["criteria"]):
        name = criterion["id"]
        if name not in spoken_to:
            message = f'no section speaks to criterion {name}; write one with `criteria="{name}"`'
            found.append(Advice(document.file, document.line(("criteria", n, "id")), message))
    return found


def qualification() -> Qualification:
    return cast(Qualification, current_app.extensions["qualification"])
