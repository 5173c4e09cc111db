from collections.abc import Collection, Iterator
from typing import cast

from flask import current_app

from ..files import Folder
from ..shared.findable import Kind, Passage, SearchEntry
from ..shared.problem import Advice
from ..shared.yaml_text import Place, validate
from .core import Qualification

FILE = "qualification.yml"


def load(folder: Folder) -> Qualification | None:
    """The qualification; ``None`` where its file cannot be read or is not as it should be."""
    document = folder.document(FILE)
    qualification = validate(Qualification, document, folder.problems) if document else None
    if qualification:
        folder.report_at(FILE, _unknown_names(qualification))
    return qualification


def _unknown_names(qualification: Qualification) -> Iterator[tuple[Place, str]]:
    for n, criterion in enumerate(qualification.criteria):
        for outcome in set(criterion.outcomes) - set(qualification.outcome_ids):
            message = f"there is no outcome {outcome}; write one of {', '.join(qualification.outcome_ids)}"
            yield ("criteria", n, "outcomes"), message
    for n, guidance in enumerate(qualification.guidance):
        for criterion_id in set(guidance.criteria) - set(qualification.criterion_ids):
            message = f"there is no criterion {criterion_id}; write one of {', '.join(qualification.criterion_ids)}"
            yield ("guidance", n, "criteria"), message


def link(folder: Folder, qualification: Qualification, sections: Collection[str]) -> None:
    """Report what names a section (``unit#section``) that no unit has."""
    folder.report_at(
        FILE,
        (
            ((field, n, "sections", m), f"there is no section {section}; write it as unit#section")
            for field, n, named in qualification.placed
            for m, section in enumerate(named)
            if section not in sections
        ),
    )


def findable(qualification: Qualification) -> Iterator[SearchEntry]:
    """What search finds of the qualification."""
    for outcome in qualification.outcomes:
        called = f"learning outcome {''.join(filter(str.isdigit, outcome.id))}"
        yield _entry(outcome.id, f"outcome-{outcome.id}", outcome.statement, outcome.asks, also=(called,))
    for criterion in qualification.criteria:
        title, code = f"{criterion.id} {criterion.title}", criterion.id
        also = code, f"criterion {code}", f"AC {code}"
        yield _entry(title, f"criterion-{code}", criterion.statement, criterion.asks, also=also)
    for guidance in qualification.guidance:
        yield _entry("Assessment tip", f"tip-{guidance.id}", guidance.text)
    for concept in qualification.key_concepts:
        yield _entry(concept.title, f"concept-{concept.id}", concept.text)
    for term in qualification.terms:
        yield _entry(term.term, f"term-{term.id}", term.definition)
    for known in qualification.prior_knowledge:
        yield _entry(known.title, f"prior-{known.id}", known.text)


def _entry(title: str, anchor: str, *texts: str, also: tuple[str, ...] = ()) -> SearchEntry:
    passages = tuple(Passage("", text) for text in texts)
    return SearchEntry(Kind.SYLLABUS, title, "/syllabus/", passages, anchor, also=also)


def advise(folder: Folder, qualification: Qualification, shown: Collection[str]) -> Iterator[Advice]:
    """Advice on each criterion that is not among those ``shown`` by a section."""
    document = folder.document(FILE)
    for n, criterion in enumerate(qualification.criteria):
        if document and criterion.id not in shown:
            message = f'no section speaks to criterion {criterion.id}; write one with `criteria="{criterion.id}"`'
            yield Advice(document.file, document.line(("criteria", n, "id")), message)


def qualification() -> Qualification:
    return cast(Qualification, current_app.extensions["qualification"])
