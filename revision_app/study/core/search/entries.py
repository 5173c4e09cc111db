"""What there is to find in the library."""

from collections.abc import Iterable, Iterator

from ....shared.findable import Kind, Passage, SearchEntry
from ..depths import Depths
from ..exemplars import Exemplar
from ..faq import Faq
from ..glossary import Glossary
from ..mistakes import Mistake
from ..reference import Reference
from ..shelf import Shelf
from ..unit import Unit


def of_units(units: Iterable[Unit]) -> Iterator[SearchEntry]:
    """Each unit by its title and what it is about, and each of its sections."""
    for unit in units:
        url = f"/study/{unit.id}"
        yield SearchEntry(Kind.UNIT, unit.heading.title, url, (Passage("", unit.heading.lede),))
        for section in unit.sections:
            yield SearchEntry(Kind.UNIT, section.title, url, section.passages, section.id, unit.heading.title)


def of_terms(glossary: Glossary) -> Iterator[SearchEntry]:
    """Each word by itself, by the forms that it takes in a text, and by what its definition says."""
    for term in glossary.terms.values():
        others = [form for form in term.forms if form != term.term]
        texts = [term.plain, f"Also: {', '.join(others)}." if others else ""]
        yield SearchEntry(
            Kind.TERM,
            term.term,
            "/glossary/",
            tuple(Passage("", text) for text in texts if text),
            term.id,
            also=tuple(others),
        )


def of_depths(depths: Depths | None) -> Iterator[SearchEntry]:
    """The explorer as a whole, and each site as it shows it first."""
    if depths is None:
        return
    url = "/study/depth-explorer"
    concerns = ", ".join(concern.name.lower() for concern in depths.concerns)
    yield SearchEntry(Kind.UNIT, "Depth explorer", url, (Passage("", f"A picture to scale, by site, for {concerns}."),))
    for site in depths.sites:
        texts = [
            f"Thickness, published protocols and ceilings: {site.name.lower()}.",
            site.note.text if site.note else "",
        ]
        passages = tuple(Passage("", text) for text in texts if text)
        yield SearchEntry(Kind.UNIT, site.name, f"{url}?site={site.id}", passages, within="Depth explorer")


def of_questions(faq: Faq) -> Iterator[SearchEntry]:
    """Each question by itself and by its answer."""
    for question in faq.questions:
        passages = (Passage("", question.answer.plain),)
        yield SearchEntry(Kind.QUESTION, question.question, "/faq/", passages, question.id)


def of_mistakes(mistakes: Iterable[Mistake]) -> Iterator[SearchEntry]:
    for mistake in mistakes:
        passages = (Passage("", mistake.correction.plain),)
        yield SearchEntry(Kind.MISTAKE, mistake.text, "/mistakes/", passages, mistake.id)


def of_exemplars(exemplars: Iterable[Exemplar]) -> Iterator[SearchEntry]:
    """Each piece by what the assessor says of it; what a learner wrote may be wrong and would be read out of place."""
    for piece in exemplars:
        notes = (Passage(f"note-{one.number}", one.note.plain) for one in piece.annotations)
        passages = (Passage("", piece.feedback), *notes)
        yield SearchEntry(Kind.EXEMPLAR, piece.title, f"/exemplars/{piece.id}", passages, within=piece.kind)


def of_practical(shelf: Shelf) -> Iterator[SearchEntry]:
    """Each stage of the checklist, each drill, each question of the viva and each form."""
    for stage in shelf.checklist.stages if shelf.checklist else ():
        passages = tuple(Passage("", f"{step.text.plain} {step.shows.plain}") for step in stage.steps)
        yield SearchEntry(
            Kind.PRACTICAL, stage.title, "/practical/checklist", passages, f"group-{stage.id}", "Observation checklist"
        )
    for drill in shelf.drills:
        passages = tuple(Passage("", text) for text in (drill.scene, *(action.do.plain for action in drill.actions)))
        yield SearchEntry(Kind.PRACTICAL, drill.title, "/practical/drills", passages, drill.id, "Emergency drills")
    for one in shelf.viva.questions if shelf.viva else ():
        passages = tuple(Passage("", text.plain) for text in (*one.passes, *one.strong))
        yield SearchEntry(Kind.PRACTICAL, one.question, "/practical/viva/all", passages, one.id, "Viva questions")
    for form in shelf.blank_forms.values():
        passages = (Passage("", form.lede), Passage("", form.plain))
        also = (f"{form.title} form", form.id.replace("-", " "), f"{form.id.replace('-', ' ')} form")
        yield SearchEntry(Kind.PRACTICAL, form.title, f"/forms/{form.id}", passages, within="Forms", also=also)


def of_references(references: Iterable[Reference]) -> Iterator[SearchEntry]:
    for reference in references:
        year = f" ({reference.year})" if reference.year else ""
        source = f"{reference.authors}{year}. {reference.where}".strip()
        texts = [source, reference.note or ""]
        passages = tuple(Passage("", text) for text in texts if text)
        also = (f"{reference.authors.split(' ')[0]}{year}",) if year else ()
        yield SearchEntry(Kind.REFERENCE, reference.title, "/references/", passages, reference.id, also=also)
