"""Cards: what is asked, where it comes from, and how a card is named."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ...quiz.bank.core.paper import ItemVersion
from ...shared.refusal import Refusal

MOST_SIGNS = 200  # of a name: a unit's and a section's, or an item's


class NoSuchCard(Refusal):
    status = 404

    def __init__(self) -> None:
        super().__init__("This card is no longer there.")


class TooManyCards(Refusal):
    """The learner keeps as many cards of their own as one may."""


class Source(StrEnum):
    """Where a card comes from; the first part of its name, and the order in which new ones are offered."""

    MISS = "item"
    OWN = "own"
    POINTS = "points"
    TERM = "term"


@dataclass(frozen=True)
class Card:
    """Something to remember: ``front`` is asked, and ``back`` is the answer, line by line, as plain text.

    A card about a question of the bank has it as ``version`` instead. ``why`` says in a few words why the learner has
    the card. ``unit`` and ``section`` are where it is explained, "" where nowhere.
    """

    name: str
    front: str = ""
    back: tuple[str, ...] = ()
    why: str = ""
    unit: str = ""
    section: str = ""
    version: ItemVersion | None = None

    @property
    def story(self) -> str | None:
        """The client whose story it belongs to: one card of it would give the next away."""
        return self.version.item.case if self.version else None


def named(source: Source, what: object) -> str:
    """The name of a card, by which its reviews are kept: its source, and what it is there."""
    return f"{source.value}:{what}"


def about(name: str) -> tuple[Source, str]:
    """The source of a card of this name and what it is there; raises ``NoSuchCard`` where no card can have it."""
    source, _, what = name.partition(":")
    if len(name) > MOST_SIGNS or not what or source not in set(Source):
        raise NoSuchCard
    return Source(source), what


def kept_apart(cards: Iterable[Card]) -> list[Card]:
    """The same without the second and later ones of a client's story."""
    seen: set[str | None] = set()
    apart = []
    for card in cards:
        if card.story is None or card.story not in seen:
            apart.append(card)
        seen.add(card.story)
    return apart
