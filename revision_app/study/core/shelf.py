"""Everything there is to read, and where in it something is named."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from .blank_form import BlankForm
from .changes import Change, Rule
from .depths import Depths
from .exemplars import Exemplars
from .faq import Faq
from .figure import Figure
from .glossary import Glossary
from .mistakes import Mistake
from .parsing import Ask
from .practical.checklist import Checklist
from .practical.drills import Drill
from .practical.viva import Viva
from .reference import Reference
from .search.synonyms import Synonyms
from .unit import Section, Unit


@dataclass(frozen=True)
class Sections(Collection[str]):
    """The ``unit#section`` that may be named: all that are known, and any of a unit that could not be read.

    What is wrong with that unit is reported already; what refers to it would only distract from it.
    """

    known: frozenset[str]
    unread: frozenset[str] = frozenset()

    def __contains__(self, name: object) -> bool:
        return name in self.known or str(name).partition("#")[0] in self.unread

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


@dataclass(frozen=True)
class Shelf:
    """Everything there is to read, in the qualification's order, as parsed at start.

    ``unread`` are the ids of units that could not be read.
    """

    units: dict[str, Unit] = field(default_factory=dict)
    references: dict[str, Reference] = field(default_factory=dict)
    glossary: Glossary = field(default_factory=Glossary)
    depths: Depths | None = None
    faq: Faq = field(default_factory=Faq)
    mistakes: tuple[Mistake, ...] = ()
    changes: tuple[Change, ...] = ()
    law: tuple[Rule, ...] = ()
    exemplars: Exemplars = field(default_factory=Exemplars)
    checklist: Checklist | None = None
    drills: tuple[Drill, ...] = ()
    viva: Viva | None = None
    blank_forms: dict[str, BlankForm] = field(default_factory=dict)
    asks: tuple[Ask, ...] = ()
    figures: dict[str, Figure] = field(default_factory=dict)
    synonyms: Synonyms = field(default_factory=Synonyms)
    unread: frozenset[str] = frozenset()

    @property
    def sections(self) -> Sections:
        """Every ``unit#section`` that may be named."""
        known = frozenset(f"{unit.id}#{section.id}" for unit in self.units.values() for section in unit.sections)
        return Sections(known, self.unread)

    @property
    def link_targets(self) -> frozenset[str]:
        """Every ``unit#section`` and ``unit#block`` that a link may lead to."""
        return frozenset(f"{unit.id}#{target}" for unit in self.units.values() for target in unit.link_targets)

    def citing(self, reference_id: str) -> list[tuple[Unit, list[tuple[Section, list[str]]]]]:
        """Where a source is cited: units, their sections, and in these the ids of the places."""
        citing = []
        for unit in self.units.values():
            sections = [(section, ids) for section in unit.sections if (ids := section.citing(reference_id))]
            if sections:
                citing.append((unit, sections))
        return citing

    def changes_of(self, unit_id: str) -> list[Change]:
        """What was changed in a unit, the latest first."""
        return [change for change in self.changes if unit_id in change.units]

    def using(self, term_id: str) -> list[tuple[Unit, str]]:
        """The units that use a term, each with the first place where it does."""
        using = []
        for unit in self.units.values():
            places = [use.place for section in unit.sections for use in section.terms if use.term == term_id]
            using += [(unit, places[0])] if places else []
        return using

    def cited_elsewhere(self, reference_id: str) -> list[tuple[str, str]]:
        """Where else a source is cited: the title of the page or of the entry, with the path that leads to it."""
        explorer = self.depths is not None and reference_id in self.depths.citations
        questions = [
            (question.question, f"/faq/#{question.id}")
            for question in self.faq.questions
            if reference_id in question.answer.citations
        ]
        mistakes = [
            (mistake.text, f"/mistakes/#{mistake.id}")
            for mistake in self.mistakes
            if reference_id in mistake.correction.citations
        ]
        rules = [(rule.name, f"/changes/#{rule.id}") for rule in self.law if reference_id in rule.says.citations]
        notes = [
            (f"Example: {piece.title}", f"/exemplars/{piece.id}#note-{annotation.number}")
            for piece in self.exemplars.pieces.values()
            for annotation in piece.annotations
            if reference_id in annotation.note.citations
        ]
        entries = questions + mistakes + rules + notes + self._practical_citing(reference_id)
        return [("Depth explorer", "/study/depth-explorer")] * explorer + entries

    def _practical_citing(self, reference_id: str) -> list[tuple[str, str]]:
        checklist = self.checklist is not None and reference_id in self.checklist.citations
        found = [("Observation checklist", "/practical/checklist")] * checklist
        found += [
            (drill.title, f"/practical/drills#{drill.id}") for drill in self.drills if reference_id in drill.citations
        ]
        questions = self.viva.questions if self.viva else ()
        found += [(one.question, f"/practical/viva/all#{one.id}") for one in questions if reference_id in one.citations]
        forms = self.blank_forms.values()
        found += [(form.title, f"/forms/{form.id}") for form in forms if reference_id in form.about.citations]
        return found

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
