"""What is sat: a paper and its items as they stood at one time, each under the digest of its text."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any, Literal, Protocol

from pydantic import Field, field_validator, model_validator

from .items import KINDS, Item
from .items.base import Level, Slug, Text, Written
from .items.branching_case import BranchingCase
from .reveal import PRACTICE, TIMED, Moment, Part, Table


class Case(Written):
    """The client that several items share."""

    id: Slug
    title: Text
    facts: tuple[Text, ...] = ()
    vignette: Text


class Draw(Written):
    """So many items of a kind, drawn anew for each attempt; what is not said may be anything."""

    count: Annotated[int, Field(ge=1, le=200)]
    criterion: str | None = None
    kind: str | None = None
    difficulty: Level | None = None
    unit: Slug | None = None
    unsafe: bool | None = None

    def takes(self, version: "ItemVersion") -> bool:
        """Whether an item may be drawn. One that belongs to a client's story may not: it needs those before it."""
        item = version.item
        return (
            item.case is None
            and (self.criterion is None or self.criterion in item.criteria)
            and self.kind in (None, item.kind)
            and self.difficulty in (None, item.difficulty)
            and self.unit in (None, item.section.partition("#")[0])
            and self.unsafe in (None, version.has_unsafe)
        )


class SectionFile(Written):
    """A part of a paper: its items by name, or how to draw them."""

    title: Text
    items: tuple[str, ...] = ()
    draw: tuple[Draw, ...] = ()


Percent = Annotated[int, Field(ge=1, le=100)]


class PaperFile(Written):
    """What ``quizzes/papers/<id>.yml`` says. Every learner's attempt keeps the one that it began with."""

    id: Slug
    title: Text
    summary: Text
    mode: Literal["timed", "practice", "case"]
    minutes: Annotated[int, Field(ge=1, le=600)] | None = None
    attempts: Annotated[int, Field(ge=1, le=100)] | None = None
    wait_hours: Annotated[int, Field(ge=1, le=24 * 365)] | None = None
    pass_mark: Percent | None = None
    pass_each_criterion: Percent | None = None
    must_be_safe: bool = False
    shuffle: bool = False
    certainty: bool = False
    reveal: Mapping[str, tuple[str, ...]] = {}
    items: tuple[str, ...] = ()
    sections: tuple[SectionFile, ...] = ()

    @field_validator("reveal")
    @classmethod
    def _known_words(cls, written: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        for when, parts in written.items():
            if when not in set(Moment):
                raise ValueError(f"{when} is not a time; write one of {', '.join(Moment)}")
            for part in parts:
                if part not in set(Part):
                    raise ValueError(f"{part} cannot be shown; write some of {', '.join(Part)}")
        return written

    @model_validator(mode="after")
    def _whole(self) -> "PaperFile":
        timed = {"minutes": self.minutes, "attempts": self.attempts, "pass_mark": self.pass_mark}
        for name, value in timed.items():
            if self.mode == "timed" and value is None:
                raise ValueError(f"a timed paper needs `{name}`")
            if self.mode == "practice" and value is not None:
                raise ValueError(f"practice has no limit and is not passed; remove `{name}`")
        if bool(self.items) == bool(self.sections):
            raise ValueError("write either `items` or `sections`, with at least one")
        for section in self.sections:
            if bool(section.items) == bool(section.draw):
                raise ValueError(f"the section {section.title} needs either `items` or `draw`, with at least one")
        return self

    @property
    def parts(self) -> tuple[SectionFile, ...]:
        return self.sections or (SectionFile(title=self.title, items=self.items),)


@dataclass(frozen=True)
class Drawing:
    """A figure that an item shows: SVG that is safe in a page, what it is called, and all that it says in words."""

    svg: str
    title: str
    description: str


@dataclass(frozen=True)
class ItemVersion:
    """An item and its case, as frozen: the text says everything that is shown and marked."""

    digest: str
    text: str = field(repr=False, compare=False)
    item: Item = field(compare=False)
    case: Case | None = field(compare=False)
    figure: Drawing | None = field(default=None, compare=False)

    @cached_property
    def has_unsafe(self) -> bool:
        """Whether something may be answered here that would harm a client."""
        return _says_unsafe(json.loads(self.text)["item"])


class PassRules(Protocol):
    """When a paper is passed; a pass mark of none means that there is nothing to pass."""

    @property
    def pass_mark(self) -> int | None: ...
    @property
    def pass_each_criterion(self) -> int | None: ...
    @property
    def must_be_safe(self) -> bool: ...


@dataclass(frozen=True)
class Rules:
    """What a frozen paper says apart from its items."""

    id: str
    title: str
    pass_mark: int | None
    pass_each_criterion: int | None
    must_be_safe: bool


@dataclass(frozen=True)
class Paper:
    """A paper as frozen: which items, in which order, under which rules.

    ``minutes`` is the time before anybody's extra time, ``None`` for no limit. ``pass_mark`` and
    ``pass_each_criterion`` are per cent, ``None`` if nothing is to be passed. ``sections`` are titles with how many
    items stand under each.
    """

    digest: str
    text: str = field(repr=False, compare=False)
    id: str
    title: str
    summary: str
    mode: str
    minutes: int | None
    attempts: int | None
    pass_mark: int | None
    items: tuple[ItemVersion, ...]
    pass_each_criterion: int | None = None
    must_be_safe: bool = False
    wait_hours: int | None = None
    shuffle: bool = False
    certainty: bool = False
    reveal: Table = field(default_factory=dict, compare=False)
    sections: tuple[tuple[str, int], ...] = ()

    @cached_property
    def time(self) -> timedelta | None:
        return None if self.minutes is None else timedelta(minutes=self.minutes)

    @property
    def is_practice(self) -> bool:
        return self.mode == "practice"

    @property
    def tells_reasons_meanwhile(self) -> bool:
        """Whether the reasons of an answered item may be asked for before the paper is over."""
        return self.is_practice and Part.RATIONALE in self.reveal[Moment.DURING]

    @property
    def branching(self) -> BranchingCase | None:
        """The case that this paper is, where it is one: to be played without a limit of time."""
        item = self.items[0].item if self.items else None
        return item if isinstance(item, BranchingCase) else None

    @cached_property
    def _by_id(self) -> Mapping[str, ItemVersion]:
        return {version.item.id: version for version in self.items}

    @property
    def marks(self) -> int:
        return sum(version.item.marks for version in self.items)

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases in the order in which the paper comes to them."""
        cases = {version.case.id: version.case for version in self.items if version.case}
        return tuple(cases.values())

    @cached_property
    def criteria(self) -> tuple[str, ...]:
        return tuple(sorted({criterion for version in self.items for criterion in version.item.criteria}))

    def item(self, item_id: str) -> ItemVersion | None:
        return self._by_id.get(item_id)

    def section_of(self, n: int) -> str | None:
        """The title of the section in which the ``n``-th item stands, where the paper has several."""
        for title, count in self.sections:
            if n <= count:
                return title
            n -= count
        return None

    def place_in_case(self, version: ItemVersion) -> tuple[int, int]:
        """Which item of its case this is, and of how many."""
        same = [other for other in self.items if other.case and other.case == version.case]
        return same.index(version) + 1, len(same)

    def told_before(self, version: ItemVersion) -> tuple[str, ...]:
        """The developments of this item's case that earlier items have told."""
        before = self.items[: self.items.index(version)]
        return tuple(
            earlier.item.update
            for earlier in before
            if version.case and earlier.case == version.case and earlier.item.update
        )


def shown(paper: Paper, version: ItemVersion, seed: str) -> Item:
    """An item in the order in which an attempt with this seed shows it."""
    return version.item.arranged(seed if paper.shuffle else "")


def freeze_item(item: Item, case: Case | None, figure: Drawing | None = None) -> ItemVersion:
    """This item, with everything that is shown and marked written down under its digest."""
    written: dict[str, object] = {"item": item.model_dump(exclude_none=True)}
    written["case"] = case and case.model_dump(exclude_none=True)
    if figure:
        written["figure"] = asdict(figure)
    text = _canonical(written)
    return ItemVersion(_digest(text), text, item, case, figure)


def thaw_item(text: str) -> ItemVersion:
    raw = json.loads(text)
    item = KINDS[raw["item"]["kind"]].model_validate(raw["item"])
    figure = Drawing(**raw["figure"]) if "figure" in raw else None
    return ItemVersion(_digest(text), text, item, raw["case"] and Case.model_validate(raw["case"]), figure)


def freeze_paper(written: PaperFile, sections: Sequence[tuple[str, Sequence[ItemVersion]]]) -> Paper:
    """A paper of these items, section by section; one section is as good as none."""
    items = tuple(version for _, versions in sections for version in versions)
    rules = written.model_dump(exclude_defaults=True, exclude={"items", "sections"}) | {"id": written.id}
    if len(sections) > 1:
        rules["sections"] = [(title, len(versions)) for title, versions in sections]
    text = _canonical(rules | {"items": [version.digest for version in items]})
    return _paper(text, json.loads(text), items)


def thaw_paper(text: str, versions: Mapping[str, ItemVersion]) -> Paper:
    """The paper that a frozen text says, given (at least) the items it names, by digest."""
    raw = json.loads(text)
    return _paper(text, raw, (versions[digest] for digest in raw["items"]))


def digests_in(paper_text: str) -> list[str]:
    """The digests of the items that a frozen paper is made of, in order."""
    return list(json.loads(paper_text)["items"])


def rules_in(paper_text: str) -> Rules:
    """The rules of a frozen paper, without its items."""
    raw = json.loads(paper_text)
    return Rules(
        raw["id"], raw["title"], raw.get("pass_mark"), raw.get("pass_each_criterion"), raw.get("must_be_safe", False)
    )


def _paper(text: str, raw: Mapping[str, Any], items: Iterable[ItemVersion]) -> Paper:
    return Paper(
        digest=_digest(text),
        text=text,
        id=raw["id"],
        title=raw["title"],
        summary=raw["summary"],
        mode=raw["mode"],
        minutes=raw.get("minutes"),
        attempts=raw.get("attempts"),
        pass_mark=raw.get("pass_mark"),
        items=tuple(items),
        pass_each_criterion=raw.get("pass_each_criterion"),
        must_be_safe=raw.get("must_be_safe", False),
        wait_hours=raw.get("wait_hours"),
        shuffle=raw.get("shuffle", False),
        certainty=raw.get("certainty", False),
        reveal=_reveal(raw),
        sections=tuple((title, count) for title, count in raw.get("sections", ())),
    )


def _reveal(raw: Mapping[str, Any]) -> Table:
    written = {Moment(when): frozenset(map(Part, parts)) for when, parts in raw.get("reveal", {}).items()}
    return {**(PRACTICE if raw["mode"] == "practice" else TIMED), **written}


def _says_unsafe(written: object) -> bool:
    if isinstance(written, dict):
        return bool(written.get("unsafe")) or any(map(_says_unsafe, written.values()))
    return isinstance(written, list) and any(map(_says_unsafe, written))


def _canonical(values: Mapping[str, object]) -> str:
    """JSON in the order of the fields, which for options is the order shown."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
