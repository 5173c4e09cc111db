"""What is sat: a paper and its items as they stood at one time, each under the digest of its text."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import Field

from .items import KINDS, Item
from .items.base import Slug, Some, Text, Written


class Case(Written):
    """The client that several items share."""

    id: Slug
    title: Text
    facts: tuple[Text, ...] = ()
    vignette: Text


class PaperFile(Written):
    """What ``quizzes/papers/<id>.yml`` says. Every learner's attempt keeps the one that it began with."""

    id: Slug
    title: Text
    summary: Text
    mode: Literal["timed"]
    minutes: Annotated[int, Field(ge=1, le=600)]
    attempts: Annotated[int, Field(ge=1, le=100)]
    pass_mark: Annotated[int, Field(ge=1, le=100)]
    items: Some


@dataclass(frozen=True)
class ItemVersion:
    """An item and its case, as frozen: the text says everything that is shown and marked."""

    digest: str
    text: str = field(repr=False, compare=False)
    item: Item = field(compare=False)
    case: Case | None = field(compare=False)


@dataclass(frozen=True)
class Paper:
    """A paper as frozen. ``minutes`` is the time before anybody's extra time; ``pass_mark`` is per cent."""

    digest: str
    text: str = field(repr=False, compare=False)
    id: str
    title: str
    summary: str
    mode: str
    minutes: int
    attempts: int
    pass_mark: int
    items: tuple[ItemVersion, ...]

    @property
    def time(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def marks(self) -> int:
        return sum(version.item.marks for version in self.items)

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases in the order in which the paper comes to them."""
        found = {version.case.id: version.case for version in self.items if version.case}
        return tuple(found.values())

    @property
    def criteria(self) -> tuple[str, ...]:
        return tuple(sorted({criterion for version in self.items for criterion in version.item.criteria}))

    def item(self, item_id: str) -> ItemVersion | None:
        return next((version for version in self.items if version.item.id == item_id), None)

    def place_in_case(self, version: ItemVersion) -> tuple[int, int]:
        """Which item of its case this is, and of how many."""
        same = [other for other in self.items if other.case and other.case == version.case]
        return same.index(version) + 1, len(same)

    def told_before(self, version: ItemVersion) -> tuple[str, ...]:
        """The developments of this item's case that earlier items have told."""
        before = self.items[: self.items.index(version)]
        return tuple(one.item.update for one in before if version.case and one.case == version.case and one.item.update)


def freeze_item(item: Item, case: Case | None) -> ItemVersion:
    """This item, with everything that is shown and marked written down under its digest."""
    text = _canonical({"item": item.model_dump(exclude_none=True), "case": case and case.model_dump(exclude_none=True)})
    return ItemVersion(_digest(text), text, item, case)


def thaw_item(text: str) -> ItemVersion:
    raw = json.loads(text)
    item = KINDS[raw["item"]["kind"]].model_validate(raw["item"])
    return ItemVersion(_digest(text), text, item, raw["case"] and Case.model_validate(raw["case"]))


def freeze_paper(written: PaperFile, bank: Mapping[str, ItemVersion]) -> Paper:
    items = tuple(bank[item_id] for item_id in written.items)
    text = _canonical(written.model_dump() | {"items": [version.digest for version in items]})
    return _paper(text, written.model_dump(), items)


def thaw_paper(text: str, versions: Mapping[str, ItemVersion]) -> Paper:
    """The paper that a frozen text says, given (at least) the items it names, by digest."""
    raw = json.loads(text)
    return _paper(text, raw, (versions[digest] for digest in raw["items"]))


def digests_in(paper_text: str) -> list[str]:
    """The digests of the items that a frozen paper is made of, in order."""
    return list(json.loads(paper_text)["items"])


def _paper(text: str, raw: Mapping[str, Any], items: Iterable[ItemVersion]) -> Paper:
    return Paper(
        digest=_digest(text),
        text=text,
        id=raw["id"],
        title=raw["title"],
        summary=raw["summary"],
        mode=raw["mode"],
        minutes=raw["minutes"],
        attempts=raw["attempts"],
        pass_mark=raw["pass_mark"],
        items=tuple(items),
    )


def _canonical(values: Mapping[str, object]) -> str:
    """JSON in the order of the fields, which for options is the order shown."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
