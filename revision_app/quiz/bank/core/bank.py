"""The item bank and the papers, from what the authors' files say, and what is wrong with those files."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from itertools import groupby
from typing import Any, Generic, TypeVar

from ....shared.english import with_article
from ....shared.problem import Problem, Problems
from ....shared.yaml_text import Document, Place, validate
from .items import KINDS, Item
from .items.base import Written
from .items.branching_case import BranchingCase
from .items.cases.check import faults
from .offer import Offer, Section, shortage
from .paper import Case, Drawing, ItemVersion, Paper, PaperFile, SectionFile, freeze_item
from .text import view_box

V = TypeVar("V")
W = TypeVar("W", bound=Written)


@dataclass(frozen=True)
class Known:
    """What an item may refer to. ``None`` is not checked."""

    criteria: Collection[str]
    sections: Collection[str] | None
    citations: Collection[str] | None
    figures: Mapping[str, Drawing] | None = None


@dataclass(frozen=True)
class Bank:
    """Everything that can be sat today. It is not ``complete`` where some of what was written could not be read."""

    items: Mapping[str, ItemVersion] = field(default_factory=dict)
    papers: Mapping[str, Offer] = field(default_factory=dict)
    complete: bool = True

    @cached_property
    def papers_by_digest(self) -> Mapping[str, Paper]:
        return {offer.sample.digest: offer.sample for offer in self.papers.values()}

    @cached_property
    def items_by_digest(self) -> Mapping[str, ItemVersion]:
        return {version.digest: version for version in self.items.values()}


@dataclass(frozen=True)
class Found(Generic[V]):
    """Something an author wrote, and where. ``value`` is ``None`` where it has faults of its own."""

    document: Document
    place: Place
    id: str
    value: V | None

    def problem(self, message: str, *within: str | int) -> Problem:
        return self.document.problem((*self.place, *within), message)

    @property
    def where(self) -> str:
        return f"{self.document.file}:{self.document.line(self.place)}"


class _ItemFile(Written):
    cases: tuple[dict[str, Any], ...] = ()
    items: tuple[dict[str, Any], ...] = ()


def parse_bank(
    item_files: Collection[Document | None],
    paper_files: Collection[Document | None],
    case_files: Collection[Document | None],
    known: Known,
    problems: Problems,
) -> Bank:
    """The bank of these files, without whatever has a fault. ``None`` is a file that could not be read."""
    written = [_written(document, problems) for document in item_files]
    cases = [case for file in written if file for case in file.cases]
    items = [item for file in written if file for item in file.items]
    papers = [_whole(PaperFile, document, problems) for document in paper_files if document]
    branching = [_branching(document, problems) for document in case_files if document]
    parsed: list[Found[Any]] = [*cases, *items, *papers, *branching]
    complete = None not in (*written, *paper_files, *case_files) and all(entry.value for entry in parsed)
    problems.update(_repeated("case", cases))
    problems.update(_repeated("item", [*items, *branching]))
    problems.update(_repeated("paper", [*papers, *branching]))
    all_read = None not in written  # with a file that cannot be read, what there is not is not known
    problems.update(_case_faults(cases, items) if all_read else ())
    problems.update(fault for item in items for fault in _item_faults(item, {case.id for case in cases}, known))
    problems.update(fault for paper in papers for fault in _paper_faults(paper, items, known, all_read=all_read))
    problems.update(fault for case in branching for fault in _branching_faults(case, known))
    versions = _versions(cases, items, known.figures or {})
    offers = {paper.id: _offer(paper.value, versions) for paper in papers if paper.value}
    if all_read and all(item.id in versions for item in items):  # what is short for a draw is known
        problems.update(fault for paper in papers if paper.id in offers for fault in _short(paper, offers[paper.id]))
    played = {case.id: freeze_item(case.value, None) for case in branching if case.value}
    offered = {name: offer for name, offer in offers.items() if offer} | {
        case.id: _play(case.value, played[case.id]) for case in branching if case.value
    }
    return Bank(versions | played, offered, complete)


@dataclass(frozen=True)
class _Contents:
    """What one file of items holds."""

    cases: list[Found[Case]]
    items: list[Found[Item]]


def _written(document: Document | None, problems: Problems) -> _Contents | None:
    file = validate(_ItemFile, document, problems) if document else None
    if document is None or file is None:
        return None
    return _Contents(
        [_case(document, n, raw, problems) for n, raw in enumerate(file.cases)],
        [_item(document, n, raw, problems) for n, raw in enumerate(file.items)],
    )


def _versions(
    cases: list[Found[Case]], items: list[Found[Item]], figures: Mapping[str, Drawing]
) -> dict[str, ItemVersion]:
    case_of = {case.id: case.value for case in cases}
    return {
        item.id: freeze_item(item.value, case_of.get(item.value.case or ""), figures.get(item.value.figure or ""))
        for item in items
        if item.value and (item.value.case is None or case_of.get(item.value.case))
    }


def _offer(written: PaperFile, versions: Mapping[str, ItemVersion]) -> Offer | None:
    """What a paper's file offers; ``None`` if an item of it is not known."""
    if not {item for section in written.parts for item in section.items} <= set(versions):
        return None
    return Offer(written, tuple(_section(section, versions) for section in written.parts))


def _play(case: BranchingCase, version: ItemVersion) -> Offer:
    """A case as a paper of itself."""
    written = PaperFile(
        id=case.id,
        title=case.title,
        summary=case.summary,
        mode="case",
        pass_mark=case.pass_mark,
        must_be_safe=True,
        shuffle=True,
        items=(case.id,),
    )
    return Offer(written, (Section(case.title, (version,)),))


def _section(section: SectionFile, versions: Mapping[str, ItemVersion]) -> Section:
    fixed = tuple(versions[item] for item in section.items)
    draws = tuple(
        (draw, tuple(version for version in versions.values() if draw.takes(version))) for draw in section.draw
    )
    return Section(section.title, fixed, draws)


def _short(paper: Found[PaperFile], offer: Offer | None) -> Iterator[Problem]:
    if offer is None or paper.value is None:
        return
    short = {draw: (sure, needed) for draw, sure, needed in shortage(offer.sections)}
    for n, section in enumerate(paper.value.sections):
        for m, draw in enumerate(section.draw):
            if draw in short:
                sure, needed = short[draw]
                message = f"this draws {needed}, but only {sure} are sure to be left for it; draw fewer or say less"
                yield paper.problem(message, "sections", n, "draw", m)


def _case(document: Document, n: int, raw: dict[str, Any], problems: Problems) -> Found[Case]:
    place = ("cases", n)
    return Found(document, place, str(raw.get("id")), validate(Case, document, problems, place))


def _item(document: Document, n: int, raw: dict[str, Any], problems: Problems) -> Found[Item]:
    place = ("items", n)
    value = None
    kind = KINDS.get(str(raw.get("kind")))
    if kind is BranchingCase:
        problems.add(document.problem((*place, "kind"), "a branching case is a file of its own in cases/; move it"))
    elif kind is None:
        problems.add(_no_such_kind(document, place, raw))
    else:
        value = validate(kind, document, problems, place)
    return Found(document, place, str(raw.get("id")), value)


def _whole(model: type[W], document: Document, problems: Problems) -> Found[W]:
    """A file that is one paper or case."""
    value = validate(model, document, problems)
    name = document.value.get("id") if isinstance(document.value, dict) else None
    return Found(document, (), str(name), value)


def _branching(document: Document, problems: Problems) -> Found[BranchingCase]:
    parsed = _whole(BranchingCase, document, problems)
    wrong = [document.problem(place, message) for place, message in faults(parsed.value)] if parsed.value else []
    problems.update(wrong)
    return replace(parsed, value=None) if wrong else parsed


def _no_such_kind(document: Document, place: Place, raw: dict[str, Any]) -> Problem:
    kinds = ", ".join(KINDS)
    if "kind" not in raw:
        return document.problem(place, f"`kind` is missing; add a line `kind: …` with one of {kinds}")
    return document.problem((*place, "kind"), f"there is no kind of item {raw['kind']}; write one of {kinds}")


def _repeated(word: str, parsed: Iterable[Found[Any]]) -> Iterator[Problem]:
    first: dict[str, Found[Any]] = {}
    for file in parsed:
        if first.setdefault(file.id, file) is not file and file.id != "None":
            where = first[file.id].where
            yield file.problem(
                f"there is {with_article(word)} {file.id} already, at {where}; give this one another id", "id"
            )


def _case_faults(cases: list[Found[Case]], items: list[Found[Item]]) -> Iterator[Problem]:
    used = {item.value.case for item in items if item.value}
    if all(item.value for item in items):
        for case in cases:
            if case.value and case.id not in used:
                yield case.problem(f"no item uses the case {case.id}; name it in an item or remove it", "id")


def _item_faults(parsed: Found[Item], cases: set[str], known: Known) -> Iterator[Problem]:
    item = parsed.value
    if item is None:
        return
    if item.case is not None and item.case not in cases:
        yield parsed.problem(_unknown("case", item.case, cases), "case")
    yield from _unknown_criteria(parsed, item.criteria, known)
    if known.sections is not None and item.section not in known.sections:
        yield parsed.problem(_unknown("section", item.section, known.sections), "section")
    if item.figure is not None and known.figures is not None and item.figure not in known.figures:
        yield parsed.problem(_unknown("figure", item.figure, known.figures), "figure")
    yield from _stray_regions(parsed, known)
    for n, citation in enumerate(item.citations):
        if known.citations is not None and citation not in known.citations:
            yield parsed.problem(_unknown("reference", citation, known.citations), "citations", n)


def _stray_regions(parsed: Found[Item], known: Known) -> Iterator[Problem]:
    item = parsed.value
    drawing = (known.figures or {}).get(item.figure) if item and item.figure else None
    if item and drawing and drawing.svg:
        for place, message in item.outside(view_box(drawing.svg)):
            yield parsed.problem(message, *place)


def _branching_faults(parsed: Found[BranchingCase], known: Known) -> Iterator[Problem]:
    case = parsed.value
    if case is None:
        return
    yield from _misnamed(parsed)
    yield from _unknown_criteria(parsed, case.criteria, known)
    if known.sections is not None and case.section not in known.sections:
        yield parsed.problem(_unknown("section", case.section, known.sections), "section")
    for name, stage in case.stages.items():
        if known.sections is not None and stage.section not in known.sections:
            yield parsed.problem(_unknown("section", stage.section, known.sections), "stages", name, "section")
        for n, citation in enumerate(stage.citations):
            if known.citations is not None and citation not in known.citations:
                place = ("stages", name, "citations", n)
                yield parsed.problem(_unknown("reference", citation, known.citations), *place)


def _paper_faults(
    parsed: Found[PaperFile], items: list[Found[Item]], known: Known, *, all_read: bool
) -> Iterator[Problem]:
    paper = parsed.value
    if paper is None:
        return
    yield from _misnamed(parsed)
    if paper.mode == "case":
        yield parsed.problem(
            "a case is a file of its own in cases/, and its paper follows; write timed or practice", "mode"
        )
    bank = {item.id: item for item in items}
    places = _places(paper)
    seen: set[str] = set()
    for place, item_id in places:
        if item_id not in bank and all_read:
            yield parsed.problem(_unknown("item", item_id, bank), *place)
        if item_id in seen:
            yield parsed.problem(f"the item {item_id} is in this paper twice; keep one of the two", *place)
        seen.add(item_id)
    placed = [(place, bank[item_id].value) for place, item_id in places if item_id in bank]
    begun: set[str] = set()
    for case, group in groupby(placed, lambda placed_item: placed_item[1] and placed_item[1].case):
        if case in begun:
            message = f"the items of the case {case} stand apart; put them one after another"
            yield parsed.problem(message, *next(group)[0])
        if case:
            begun.add(case)
    yield from _draw_faults(parsed, paper, known)


def _draw_faults(parsed: Found[PaperFile], paper: PaperFile, known: Known) -> Iterator[Problem]:
    for n, section in enumerate(paper.sections):
        for m, draw in enumerate(section.draw):
            if draw.criterion is not None and draw.criterion not in known.criteria:
                yield parsed.problem(_unknown("criterion", draw.criterion, known.criteria), "sections", n, "draw", m)
            if draw.kind is not None and draw.kind not in KINDS:
                yield parsed.problem(_unknown("kind", draw.kind, KINDS), "sections", n, "draw", m)


def _misnamed(parsed: Found[Any]) -> Iterator[Problem]:
    stem = parsed.document.file.rpartition("/")[2].removesuffix(".yml")
    if parsed.id != stem:
        yield parsed.problem(f"the id is {parsed.id} and the file is {stem}.yml; give both the same name", "id")


def _unknown_criteria(parsed: Found[Any], criteria: Iterable[str], known: Known) -> Iterator[Problem]:
    for n, criterion in enumerate(criteria):
        if criterion not in known.criteria:
            yield parsed.problem(_unknown("criterion", criterion, known.criteria), "criteria", n)


def _places(paper: PaperFile) -> list[tuple[Place, str]]:
    """The items that a paper names, each with where it does."""
    alone: list[tuple[Place, str]] = [(("items", n), item) for n, item in enumerate(paper.items)]
    return alone + [
        (("sections", n, "items", m), item)
        for n, section in enumerate(paper.sections)
        for m, item in enumerate(section.items)
    ]


def _unknown(word: str, name: str, names: Collection[str]) -> str:
    near = get_close_matches(name, sorted(names), n=1)
    if near:
        return f"there is no {word} {name}; did you mean {near[0]}?"
    few = f"; write one of {', '.join(sorted(names))}" if 0 < len(names) <= 8 else ""
    return f"there is no {word} {name}{few}"
