"""What deserves a look, in plain words, with what to do next. The limits here are this project's own."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from ...bank.core.items import Item
from .measures import ItemStatistics

ENOUGH = 30  # attempts; with fewer, a correlation strays by more than 0.18 by chance alone, and nothing is judged

_HARD, _EASY = 0.3, 0.95  # facility
_WEAK = 20.0  # discrimination index, per cent
_IDLE = 0.05  # share of the answers, below which a distractor tempts hardly anybody
_HARMFUL = 0.05
_CERTAIN_WRONG = 0.1
_UNANSWERED = 0.1


class Attention(IntEnum):
    """How much a flag asks for; the most urgent is the greatest."""

    LOW = 1
    MIDDLE = 2
    HIGH = 3

    @property
    def words(self) -> str:
        return ("when there is time", "look at this", "look first")[self - 1]


@dataclass(frozen=True)
class Flag:
    """``about`` are the options that it speaks of."""

    attention: Attention
    words: str
    next_step: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Offered:
    """The options that an item offers, as they stand in a response; empty where it has no list to choose from.

    ``chance`` is the facility that guessing would give, 0 where nobody can say.
    """

    options: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    unsafe: frozenset[str] = frozenset()
    in_parts: bool = False

    @property
    def chance(self) -> float:
        return 1 / len(self.options) if self.options and self._has_one_key else 0.0

    @property
    def distractors(self) -> tuple[str, ...]:
        """The options that should tempt somebody. In parts that share a list, most are only there for the others."""
        return () if self.in_parts else tuple(option for option in self.options if option not in self.keys)

    @property
    def key(self) -> str | None:
        """The key, where there is exactly one."""
        return next(iter(self.keys)) if self._has_one_key else None

    @property
    def _has_one_key(self) -> bool:
        return len(self.keys) == 1


def offered(item: Item) -> Offered:
    """What an item lets its learners choose from."""
    options = item.offers
    if not options:
        return Offered()
    return Offered(options, frozenset(item.keys), frozenset(item.unsafe(options)), item.is_in_parts)


def flags(item: ItemStatistics, offered: Offered) -> tuple[Flag, ...]:
    """What is worth a look, the most urgent first; nothing is said of an item that too few have answered."""
    if item.n < ENOUGH:
        return ()
    raised = (
        *_of_the_key(item, offered),
        *_of_learners(item),
        *_of_marks(item, offered),
        *_of_distractors(item, offered),
    )
    return tuple(sorted(raised, key=lambda flag: -flag.attention))


def _of_the_key(item: ItemStatistics, offered: Offered) -> Iterator[Flag]:
    if item.discrimination is not None and item.discrimination < 0:
        yield Flag(
            Attention.HIGH,
            "Those who do well elsewhere get this wrong more often than those who do not",
            "Check the key first. If it is right, look for words that lead careful readers astray.",
        )
    if offered.key is not None:
        by_strongest = {option: item.chosen(option).by_group[item.strongest] for option in offered.options}
        rivals = tuple(rival for rival in offered.distractors if by_strongest[rival] > by_strongest[offered.key])
        if rivals:
            yield Flag(
                Attention.HIGH,
                "The strongest group chooses another option more often than the key",
                "Check the key and that option's rationale. It may be right too, or the stem may leave it open.",
                rivals,
            )


def _of_learners(item: ItemStatistics) -> Iterator[Flag]:
    if (item.certain_wrong_rate or 0) >= _CERTAIN_WRONG:
        yield Flag(
            Attention.HIGH,
            f"{item.certain_wrong} of {item.asked} were certain and wrong",
            "Teach the section again to everyone, and say in the rationale why the tempting answer fails.",
        )
    if item.harmful >= _HARMFUL * item.n:
        yield Flag(
            Attention.HIGH,
            f"{item.harmful} of {item.n} chose something that would harm a client",
            "Teach the section again to everyone before they next work with clients.",
        )
    if item.unanswered >= _UNANSWERED * item.n:
        yield Flag(
            Attention.MIDDLE,
            f"{item.unanswered} of {item.n} gave no answer",
            "See whether it stands late in a paper that is too long for its time, or asks for something unclear.",
        )


def _of_marks(item: ItemStatistics, offered: Offered) -> Iterator[Flag]:
    if item.facility is not None and item.facility <= offered.chance:
        yield Flag(
            Attention.HIGH,
            "No more often right than by guessing",
            "Check the key, then whether the section that it leads to says what is asked.",
        )
    elif item.facility is not None and item.facility < _HARD:
        yield Flag(
            Attention.MIDDLE,
            "Few get this right",
            "See whether it is taught, and whether the stem says all that is needed. If so, keep it.",
        )
    elif item.facility is not None and item.facility > _EASY:
        yield Flag(
            Attention.LOW,
            "Nearly everybody gets this right",
            "Keep it if everyone must know it. Otherwise make the distractors more tempting.",
        )
    if item.discrimination is not None and 0 <= item.discrimination < _WEAK:
        yield Flag(
            Attention.MIDDLE,
            "Says little about who knows the rest",
            "Look for more than one defensible answer, or for a clue that gives the key away.",
        )


def _of_distractors(item: ItemStatistics, offered: Offered) -> Iterator[Flag]:
    tempting = (
        option for option in offered.distractors if option not in offered.unsafe
    )  # nobody need be tempted to harm
    idle = tuple(option for option in tempting if item.chosen(option).n < _IDLE * item.n)
    if idle:
        yield Flag(
            Attention.LOW,
            "A distractor is hardly ever chosen" if len(idle) == 1 else "Some distractors are hardly ever chosen",
            "Replace it by a mistake that learners really make.",
            idle,
        )
