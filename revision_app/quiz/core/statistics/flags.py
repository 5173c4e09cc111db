"""What deserves a look, in plain words, with what to do next. The limits here are this project's own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from .measures import ItemStatistics

ENOUGH = 30  # attempts, below which nothing is judged: a correlation then wavers by more than ±0.18 by chance alone

_HARD, _EASY = 0.3, 0.95  # facility
_WEAK = 20.0  # discrimination index, per cent
_IDLE = 0.05  # share of the answers, below which a distractor tempts hardly anybody
_UNSAFE = 0.05
_CERTAIN_WRONG = 0.1
_UNANSWERED = 0.1


class Attention(IntEnum):
    """How much a flag asks for; the most urgent is the greatest."""

    LOW = 1
    MIDDLE = 2
    HIGH = 3


@dataclass(frozen=True)
class Flag:
    attention: Attention
    words: str
    next_step: str


@dataclass(frozen=True)
class Options:
    """What an item offers to choose from: which are keys, which would do harm. Empty where there is no such list."""

    all: Sequence[str] = ()
    keys: frozenset[str] = frozenset()
    unsafe: frozenset[str] = frozenset()

    @property
    def has_one_key(self) -> bool:
        return len(self.keys) == 1

    @property
    def chance(self) -> float:
        """The facility that guessing would give, where it is known."""
        return 1 / len(self.all) if self.has_one_key else 0.0


def flags(item: ItemStatistics, options: Options = Options()) -> tuple[Flag, ...]:
    """What is worth a look, the most urgent first; nothing is said of an item that too few have answered."""
    if item.n < ENOUGH:
        return ()
    found = [*_of_the_key(item, options), *_of_learners(item, options), *_of_difficulty(item, options)]
    found += _of_distractors(item, options)
    return tuple(sorted(found, key=lambda flag: -flag.attention))


def chosen(item: ItemStatistics, option: str) -> int:
    """How many chose this option, alone or among others."""
    return sum(given.n for given in item.given if option in given.response)


def chosen_by_group(item: ItemStatistics, option: str) -> tuple[int, ...]:
    mine = [given.by_group for given in item.given if option in given.response]
    return tuple(sum(group) for group in zip(*mine, strict=True)) if mine else (0,) * len(item.curve)


def _of_the_key(item: ItemStatistics, options: Options) -> Iterator[Flag]:
    if item.discrimination is not None and item.discrimination < 0:
        yield Flag(
            Attention.HIGH,
            "Those who do well elsewhere get this wrong more often than those who do not",
            "Check the key first. If it is right, look for words that lead careful readers astray.",
        )
    if options.has_one_key:
        strongest = {option: chosen_by_group(item, option)[-1] for option in options.all}
        (key,) = options.keys
        if rivals := [option for option in options.all if strongest[option] > strongest[key]]:
            yield Flag(
                Attention.HIGH,
                f"The strongest group chooses {' or '.join(rivals)} more often than the key",
                "Check the key and the rationale of that option. It may be right too, or the stem may leave it open.",
            )


def _of_learners(item: ItemStatistics, options: Options) -> Iterator[Flag]:
    if (item.certain_wrong_rate or 0) >= _CERTAIN_WRONG:
        yield Flag(
            Attention.HIGH,
            f"{item.certain_wrong} of {item.asked} were certain and wrong",
            "Teach the section again to everyone, and say in the rationale why the tempting answer fails.",
        )
    harmful = sum(given.n for given in item.given if options.unsafe.intersection(given.response))
    if harmful >= _UNSAFE * item.n:
        yield Flag(
            Attention.HIGH,
            f"{harmful} of {item.n} chose something that would harm a client",
            "Teach the section again to everyone before they next work with clients.",
        )
    if item.unanswered >= _UNANSWERED * item.n:
        yield Flag(
            Attention.MIDDLE,
            f"{item.unanswered} of {item.n} gave no answer",
            "See whether it stands late in a paper that is too long for its time, or asks for something unclear.",
        )


def _of_difficulty(item: ItemStatistics, options: Options) -> Iterator[Flag]:
    if item.facility is None:
        return
    if item.facility <= options.chance:
        yield Flag(
            Attention.HIGH,
            "No more often right than by guessing",
            "Check the key, then whether the section that it leads to says what is asked.",
        )
    elif item.facility < _HARD:
        yield Flag(
            Attention.MIDDLE,
            "Few get this right",
            "See whether it is taught, and whether the stem says all that is needed. If so, keep it.",
        )
    elif item.facility > _EASY:
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


def _of_distractors(item: ItemStatistics, options: Options) -> Iterator[Flag]:
    idle = [
        option
        for option in options.all
        if option not in options.keys | options.unsafe and chosen(item, option) < _IDLE * item.n
    ]
    if idle:
        yield Flag(
            Attention.LOW,
            f"Hardly anybody chooses {', '.join(idle)}",
            "Replace it by a mistake that learners really make.",
        )
