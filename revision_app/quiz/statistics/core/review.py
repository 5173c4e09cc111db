"""Items beside what is measured of them, the one that most needs attention first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from string import ascii_uppercase

from ...bank.core.paper import ItemVersion
from .flags import ENOUGH, Attention, Flag, Offered, flags, offered
from .measures import Given, ItemStatistics, PaperStatistics

_MOST = 10  # answers of learners' own that are listed, the commonest first


class ItemStanding(StrEnum):
    """How an item stands among those of the bank."""

    LOOK = "look"
    WELL = "well"
    FEW = "few"
    UNUSED = "unused"


@dataclass(frozen=True)
class Trace:
    """An option through the groups of ability, the weakest first: the share of each that chose it.

    ``label_at`` is where its name stands beside the strongest group, so that no name covers another.
    """

    name: str
    shares: tuple[float | None, ...]
    is_key: bool
    is_unsafe: bool
    label_at: float


@dataclass(frozen=True)
class ReviewedItem:
    """An item within a paper. ``version`` is the item as it is today, ``None`` if it has left the bank."""

    paper_id: str
    statistics: ItemStatistics
    version: ItemVersion | None

    @cached_property
    def offered(self) -> Offered:
        return offered(self.version.item) if self.version else Offered()

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        return flags(self.statistics, self.offered)

    @cached_property
    def answers(self) -> tuple[Given, ...]:
        """Each option in its order; the commonest answers where there is no list; ``None`` if only a tutor can tell."""
        if self.version and not self.version.item.keys:
            return ()
        if self.offered.options:
            return tuple(self.statistics.chosen(option) for option in self.offered.options) + self._silent
        return tuple(given for given in self.statistics.given if given.response)[:_MOST] + self._silent

    @property
    def _silent(self) -> tuple[Given, ...]:
        return tuple(given for given in self.statistics.given if not given.response)

    @property
    def unlisted(self) -> int:
        """How many different answers are too rare to be listed."""
        return 0 if self.offered.options else max(len(self.statistics.given) - len(self._silent) - _MOST, 0)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """A letter for each option, in the order in which they were written."""
        return dict(zip(self.offered.options, ascii_uppercase, strict=False))

    @cached_property
    def traces(self) -> tuple[Trace, ...]:
        """Each option through the groups; only how many were right where there is no one list of options."""
        curve = self.statistics.curve
        if self.offered.in_parts or not self.offered.options:
            shares_of = {"right": tuple(group.facility for group in curve)}
        else:
            given = {option: self.statistics.chosen(option) for option in self.offered.options}
            shares_of = {
                option: tuple(n / group.n if group.n else None for n, group in zip(chosen.by_group, curve, strict=True))
                for option, chosen in given.items()
            }
        ends = apart(
            [next((share for share in reversed(shares) if share is not None), 0.0) for shares in shares_of.values()]
        )
        return tuple(
            Trace(
                self.names.get(option, option),
                shares,
                is_key=option in self.offered.keys or not self.offered.options,
                is_unsafe=option in self.offered.unsafe,
                label_at=end,
            )
            for (option, shares), end in zip(shares_of.items(), ends, strict=True)
        )

    @property
    def attention(self) -> Attention | None:
        return max((flag.attention for flag in self.flags), default=None)

    @property
    def is_judged(self) -> bool:
        return self.statistics.n >= ENOUGH

    @property
    def standing(self) -> ItemStanding:
        if not self.is_judged:
            return ItemStanding.FEW
        return ItemStanding.LOOK if self.flags else ItemStanding.WELL


def apart(values: Sequence[float], least: float = 0.12) -> list[float]:
    """These heights, moved so that each is at least so far above the next and the lowest is not below 0."""
    moved = list(values)
    floor = 0.0
    for place in sorted(range(len(values)), key=lambda place: values[place]):
        moved[place] = max(values[place], floor)
        floor = moved[place] + least
    return moved


def review(paper_id: str, measured: PaperStatistics, items: Mapping[str, ItemVersion]) -> list[ReviewedItem]:
    """A line for each item of a paper, in the order of the bank."""
    places = {item_id: place for place, item_id in enumerate(items)}
    ordered = sorted(measured.items, key=lambda item: (places.get(item.item_id, len(places)), item.item_id))
    return [ReviewedItem(paper_id, item, items.get(item.item_id)) for item in ordered]


def by_need(lines: Iterable[ReviewedItem]) -> list[ReviewedItem]:
    """The most urgent first: by the worst that is said of an item, by how much is said, by how few get it right."""
    return sorted(
        lines,
        key=lambda line: (
            -max((flag.attention for flag in line.flags), default=0),
            -len(line.flags),
            line.statistics.facility or 0.0,
            line.statistics.item_id,
        ),
    )
