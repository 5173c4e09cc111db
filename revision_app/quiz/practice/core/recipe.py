"""An own test: what a learner chooses, the items that this leaves, and the practice paper that a seed makes of them.

*Ours:* a test never asks what a timed paper holds back, and leaves out the whole of a client's story of which anything
is held back; the questions of one client stay together, each with what the story told before it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256

from ...attempts.core.report import leads_to
from ...bank.core.items import KINDS
from ...bank.core.items.branching_case import BranchingCase
from ...bank.core.items.open_answer import OpenAnswer
from ...bank.core.offer import by_lot
from ...bank.core.paper import ItemVersion, Paper, PaperFile, freeze_paper
from ...bank.core.reveal import Moment, Part

MOST_QUESTIONS = 50
MOST_MINUTES = 180
OWN_TEST = "own-test"
"""How the ids of the papers of own tests begin."""

FULL = Fraction(1)


class Only(StrEnum):
    """Which questions, as far as the learner's own answers say; the words stand on the page."""

    ANY = "any"
    NEW = "new"
    MISSED = "missed"
    CERTAIN_AND_WRONG = "certain and wrong"
    FLAGGED = "flagged"


_WHICH = {
    Only.NEW: "new questions",
    Only.MISSED: "questions I missed",
    Only.CERTAIN_AND_WRONG: "certain and wrong",
    Only.FLAGGED: "flagged questions",
}


@dataclass(frozen=True)
class Recipe:
    """What a learner chose; what is none may be anything.

    ``minutes`` is the limit before anybody's extra time, ``None`` for no limit. With a limit, reasons come at the end.
    """

    unit: str | None = None
    criterion: str | None = None
    kind: str | None = None
    level: str | None = None
    only: Only = Only.ANY
    count: int = 10
    minutes: int | None = None
    at_end: bool = False

    @property
    def tells_at_end(self) -> bool:
        return self.at_end or self.minutes is not None

    @property
    def name(self) -> str:
        """How the ids of papers that are made by this begin; those of another choice begin otherwise."""
        return f"{OWN_TEST}-{sha256(repr(asdict(self)).encode()).hexdigest()[:12]}-"

    @property
    def fields(self) -> dict[str, str]:
        """What a form sends that chooses this."""
        fields = {
            "unit": self.unit,
            "criterion": self.criterion,
            "kind": self.kind,
            "level": self.level,
            "only": self.only.value,
            "count": str(self.count),
            "minutes": self.minutes and str(self.minutes),
            "reasons": "end" if self.at_end else "now",
        }
        return {name: value for name, value in fields.items() if value}

    @property
    def words(self) -> str:
        """The choices in a line."""
        reasons = "reasons at the end" if self.tells_at_end else "reasons as soon as asked for"
        questions = "1 question" if self.count == 1 else f"{self.count} questions"
        return ", ".join([questions, *self._narrowed(), reasons])

    @property
    def title(self) -> str:
        """What a test of these choices is called."""
        narrowed = list(self._narrowed())
        is_mixed = len(narrowed) == (self.minutes is not None)
        return "Own test: " + ", ".join(["mixed questions"] * is_mixed + narrowed)

    def _narrowed(self) -> Iterator[str]:
        if self.only is not Only.ANY:
            yield _WHICH[self.only]
        if self.unit:
            yield f"unit {self.unit.replace('-', ' ')}"
        if self.criterion:
            yield f"criterion {self.criterion}"
        if self.kind:
            yield KINDS[self.kind].NAME.lower()
        if self.level:
            yield self.level
        if self.minutes:
            yield "1 minute" if self.minutes == 1 else f"{self.minutes} minutes"


@dataclass(frozen=True)
class Answered:
    """An answer that a learner was told about: ``share`` of its marks, and whether they were certain and wrong.

    ``certain_and_wrong`` is ``None`` where they did not say how sure they were.
    """

    item_id: str
    share: Fraction
    certain_and_wrong: bool | None = None


@dataclass(frozen=True)
class History:
    """What a learner has met and flagged; of what they were told about, the latest shares and what they were sure of.

    *Ours:* an item stays certain and wrong until a later answer to it earns full marks, with a certainty or without.
    """

    met: frozenset[str] = frozenset()
    shares: Mapping[str, Fraction] = field(default_factory=dict)
    certain_and_wrong: frozenset[str] = frozenset()
    flagged: frozenset[str] = frozenset()

    @classmethod
    def of(cls, met: Iterable[str], answers: Iterable[Answered], flagged: Iterable[str]) -> "History":
        """The history that these answers make, the earliest first."""
        shares: dict[str, Fraction] = {}
        certain: dict[str, bool] = {}
        for answer in answers:
            shares[answer.item_id] = answer.share
            if answer.share == FULL or answer.certain_and_wrong is not None:
                certain[answer.item_id] = answer.share < FULL and bool(answer.certain_and_wrong)
        wrong = frozenset(item_id for item_id, is_so in certain.items() if is_so)
        return cls(frozenset(met), shares, wrong, frozenset(flagged))

    def has(self, only: Only, item_id: str) -> bool:
        match only:
            case Only.ANY:
                return True
            case Only.NEW:
                return item_id not in self.met
            case Only.MISSED:
                return self.shares.get(item_id, FULL) < FULL
            case Only.CERTAIN_AND_WRONG:
                return item_id in self.certain_and_wrong
            case Only.FLAGGED:
                return item_id in self.flagged


@dataclass(frozen=True)
class Group:
    """Questions that stay together: one by itself, or those of one client in the order of the story.

    ``wanted`` are the ids of those that were chosen; the others tell what these rest on.
    """

    items: tuple[ItemVersion, ...]
    wanted: frozenset[str]


def available(
    recipe: Recipe, bank: Iterable[ItemVersion], history: History, held_back: Collection[str]
) -> tuple[Group, ...]:
    """What a test may be made of now."""
    return tuple(_groups(recipe, bank, history, held_back))


def how_many(groups: Iterable[Group]) -> int:
    """How many questions answer to what was chosen."""
    return sum(len(group.wanted) for group in groups)


def drawn(recipe: Recipe, groups: Iterable[Group], seed: str) -> tuple[ItemVersion, ...]:
    """What this seed takes: at most as many questions as were asked for, in an order that follows from it."""
    items: list[ItemVersion] = []
    lot = by_lot(seed)
    for group in sorted(groups, key=lambda group: lot(group.items[0])):
        items += _fitting(group, recipe.count - len(items))
    return tuple(items)


def paper_of(recipe: Recipe, items: Sequence[ItemVersion], *, seed: str) -> Paper:
    """The practice paper of these items, at least one; ``seed`` tells it from others of the same choice."""
    written = PaperFile(
        id=f"{recipe.name}{seed}",
        title=recipe.title,
        summary="A test that you put together yourself.",
        mode="practice",
        shuffle=True,
        reveal={Moment.DURING: (Part.ATTEMPT,)} if recipe.tells_at_end else {},
        items=tuple(version.item.id for version in items),
    )
    # An author may not put a limit on practice; a learner may put one on their own.
    return freeze_paper(written.model_copy(update={"minutes": recipe.minutes}), [(recipe.title, items)])


def _groups(
    recipe: Recipe, bank: Iterable[ItemVersion], history: History, held_back: Collection[str]
) -> Iterator[Group]:
    by_client: dict[tuple[str, str], list[ItemVersion]] = {}
    for version in bank:
        if not isinstance(version.item, BranchingCase):
            client = ("case", version.item.case) if version.item.case else ("item", version.item.id)
            by_client.setdefault(client, []).append(version)
    for story in by_client.values():
        if not any(version.item.id in held_back for version in story):
            wanted = frozenset(version.item.id for version in story if _takes(recipe, version, history))
            if wanted:
                items = tuple(version for version in story if _belongs(version, wanted, tuple(story)))
                yield Group(items, wanted)


def _belongs(version: ItemVersion, wanted: Collection[str], story: tuple[ItemVersion, ...]) -> bool:
    return version.item.id in wanted or leads_to(version, wanted, story)


def _takes(recipe: Recipe, version: ItemVersion, history: History) -> bool:
    """Whether an item answers to what was chosen. *Ours:* writing at length comes only where it is asked for."""
    item = version.item
    return (
        recipe.unit in (None, item.section.partition("#")[0])
        and (recipe.criterion is None or recipe.criterion in item.criteria)
        and (recipe.kind == item.kind or (recipe.kind is None and not isinstance(item, OpenAnswer)))
        and recipe.level in (None, item.difficulty)
        and history.has(recipe.only, item.id)
    )


def _fitting(group: Group, room: int) -> tuple[ItemVersion, ...]:
    """As much of a group from its beginning as there is room for, and no telling that leads to nothing chosen."""
    part = group.items[: max(room, 0)]
    while part and part[-1].item.id not in group.wanted:
        part = part[:-1]
    return part
