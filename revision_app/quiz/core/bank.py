"""The item bank and the papers, from what the authors' files say; or what is wrong with those files."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from itertools import groupby
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from ...shared.problem import Problem
from ...shared.yaml_text import Document, Place, check, problems_of
from .items import KINDS, Item
from .items.base import Written
from .paper import Case, ItemVersion, Paper, PaperFile, freeze_item, freeze_paper

V = TypeVar("V")


@dataclass(frozen=True)
class Known:
    """What an item may refer to. ``None`` is not checked."""

    criteria: Collection[str]
    sections: Collection[str] | None
    citations: Collection[str] | None


@dataclass(frozen=True)
class Bank:
    """Everything that can be sat today."""

    items: Mapping[str, ItemVersion] = field(default_factory=dict)
    papers: Mapping[str, Paper] = field(default_factory=dict)

    @cached_property
    def papers_by_digest(self) -> Mapping[str, Paper]:
        return {paper.digest: paper for paper in self.papers.values()}


@dataclass(frozen=True)
class Found(Generic[V]):
    """Something an author wrote, and where. ``value`` is none where it has faults of its own."""

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


def read_bank(
    item_files: Iterable[Document], paper_files: Iterable[Document], known: Known
) -> tuple[Bank, list[Problem]]:
    """The bank of these files, without whatever has a fault, and every fault."""
    problems: list[Problem] = []
    cases: list[Found[Case]] = []
    items: list[Found[Item]] = []
    for document in item_files:
        written = check(_ItemFile, document)
        if isinstance(written, list):
            problems += written
            continue
        cases += [_case(document, n, raw, problems) for n, raw in enumerate(written.cases)]
        items += [_item(document, n, raw, problems) for n, raw in enumerate(written.items)]
    papers = [_paper(document, problems) for document in paper_files]
    for word, found in (("case", cases), ("item", items), ("paper", papers)):
        problems += _repeated(word, found)
    problems += _case_faults(cases, items)
    problems += [fault for item in items for fault in _item_faults(item, {case.id for case in cases}, known)]
    problems += [fault for paper in papers for fault in _paper_faults(paper, items)]
    return _bank(cases, items, papers), sorted(set(problems))


def _bank(cases: list[Found[Case]], items: list[Found[Item]], papers: list[Found[PaperFile]]) -> Bank:
    case_of = {case.id: case.value for case in cases}
    versions = {
        item.id: freeze_item(item.value, case_of.get(item.value.case or ""))
        for item in items
        if item.value and (item.value.case is None or case_of.get(item.value.case))
    }
    whole = [paper.value for paper in papers if paper.value and set(paper.value.items) <= set(versions)]
    return Bank(versions, {paper.id: freeze_paper(paper, versions) for paper in whole})


def _case(document: Document, n: int, raw: dict[str, Any], problems: list[Problem]) -> Found[Case]:
    place = ("cases", n)
    try:
        value = Case.model_validate(raw, strict=True)
    except ValidationError as error:
        problems += problems_of(error, document, place)
        return Found(document, place, str(raw.get("id")), None)
    return Found(document, place, value.id, value)


def _item(document: Document, n: int, raw: dict[str, Any], problems: list[Problem]) -> Found[Item]:
    place = ("items", n)
    value = None
    kind = KINDS.get(str(raw.get("kind")))
    if kind is None:
        problems.append(_no_such_kind(document, place, raw))
    else:
        try:
            value = kind.model_validate(raw, strict=True)
        except ValidationError as error:
            problems += problems_of(error, document, place)
    return Found(document, place, str(raw.get("id")), value)


def _no_such_kind(document: Document, place: Place, raw: dict[str, Any]) -> Problem:
    kinds = ", ".join(KINDS)
    if "kind" not in raw:
        return document.problem(place, f"`kind` is missing; add a line `kind: …` with one of {kinds}")
    return document.problem((*place, "kind"), f"there is no kind of item {raw['kind']}; write one of {kinds}")


def _paper(document: Document, problems: list[Problem]) -> Found[PaperFile]:
    value = check(PaperFile, document)
    if isinstance(value, list):
        problems += value
        raw = document.value if isinstance(document.value, dict) else {}
        return Found(document, (), str(raw.get("id")), None)
    return Found(document, (), value.id, value)


def _repeated(word: str, found: Iterable[Found[Any]]) -> Iterator[Problem]:
    first: dict[str, Found[Any]] = {}
    for one in found:
        if first.setdefault(one.id, one) is not one and one.id != "None":
            where = first[one.id].where
            yield one.problem(f"there is a {word} {one.id} already, at {where}; give this one another id", "id")


def _case_faults(cases: list[Found[Case]], items: list[Found[Item]]) -> Iterator[Problem]:
    used = {item.value.case for item in items if item.value}
    if all(item.value for item in items):
        for case in cases:
            if case.value and case.id not in used:
                yield case.problem(f"no item uses the case {case.id}; name it in an item or remove it", "id")


def _item_faults(found: Found[Item], cases: set[str], known: Known) -> Iterator[Problem]:
    item = found.value
    if item is None:
        return
    if item.case is not None and item.case not in cases:
        yield found.problem(_unknown("case", item.case, cases), "case")
    for n, criterion in enumerate(item.criteria):
        if criterion not in known.criteria:
            yield found.problem(_unknown("criterion", criterion, known.criteria), "criteria", n)
    if known.sections is not None and item.section not in known.sections:
        yield found.problem(_unknown("section", item.section, known.sections), "section")
    for n, citation in enumerate(item.citations):
        if known.citations is not None and citation not in known.citations:
            yield found.problem(_unknown("reference", citation, known.citations), "citations", n)


def _paper_faults(found: Found[PaperFile], items: list[Found[Item]]) -> Iterator[Problem]:
    paper = found.value
    if paper is None:
        return
    stem = found.document.file.rpartition("/")[2].removesuffix(".yml")
    if paper.id != stem:
        yield found.problem(f"the id is {paper.id} and the file is {stem}.yml; give both the same name", "id")
    bank = {item.id: item for item in items}
    for n, item_id in enumerate(paper.items):
        if item_id not in bank:
            yield found.problem(_unknown("item", item_id, bank), "items", n)
        if item_id in paper.items[:n]:
            yield found.problem(f"the item {item_id} is in this paper twice; keep one of the two", "items", n)
    placed = [(n, bank[item_id].value) for n, item_id in enumerate(paper.items) if item_id in bank]
    begun: set[str] = set()
    for case, group in groupby(placed, lambda numbered: numbered[1] and numbered[1].case):
        if case in begun:
            message = f"the items of the case {case} stand apart; put them one after another"
            yield found.problem(message, "items", next(group)[0])
        if case:
            begun.add(case)


def _unknown(word: str, name: str, names: Collection[str]) -> str:
    near = get_close_matches(name, sorted(names), n=1)
    if near:
        return f"there is no {word} {name}; did you mean {near[0]}?"
    few = f"; write one of {', '.join(sorted(names))}" if 0 < len(names) <= 8 else ""
    return f"there is no {word} {name}{few}"
