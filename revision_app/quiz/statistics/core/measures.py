"""Item and test statistics, as Moodle works them out.

Source: Moodle, ``question/classes/statistics/questions/calculator.php`` for items and
``mod/quiz/report/statistics/classes/calculator.php`` for papers. S attempts, x an item's mark, T an attempt's total,
rest = T - x; variances and covariances divide by S - 1. ``None`` is undefined, which is not the same as nothing.

Attempts come in levels of equal total with the answers counted, so that a million responses are a few thousand counts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from math import lcm, sqrt
from statistics import quantiles

from ...attempts.core.certainty import Certainty
from ...bank.core.items import Response
from .sums import Pairs

GROUPS = 5  # of ability: as many attempts in each as ties allow


class Which(StrEnum):
    """Which of a learner's attempts at a paper count."""

    FIRST = "first"
    BEST = "best"
    ALL = "all"


@dataclass(frozen=True)
class MeasuredAnswer:
    """What was answered to an item, and what it earned.

    ``unsafe`` means that it would have harmed a client. ``certainty`` is ``None`` if it was not asked for.
    """

    item_id: str
    response: Response
    scored: Fraction
    available: int
    unsafe: bool = False
    certainty: Certainty | None = None


@dataclass(frozen=True)
class Level:
    """The ``attempts`` that came to one total, and how often each answer was given in them.

    ``seconds`` are how long they took, those of which it is known.
    """

    total: Fraction
    available: int
    attempts: int
    answers: Sequence[tuple[MeasuredAnswer, int]]
    seconds: Sequence[int] = ()

    @property
    def share(self) -> Fraction:
        return self.total / self.available if self.available else Fraction(0)


@dataclass(frozen=True)
class Group:
    """Attempts of like ability: how many had the item, and the share of its marks that they earned."""

    n: int
    facility: float | None


@dataclass(frozen=True)
class Given:
    """A response, how often it was given, and how often in each group of ability, the weakest first."""

    response: Response
    n: int
    by_group: tuple[int, ...]


@dataclass(frozen=True)
class ItemStatistics:
    """One item over the ``n`` attempts that had it. Per cent, but for ``facility``, which is a share of one.

    ``harmful`` answers would have harmed a client. ``certain`` of the ``asked`` answers were given as certain, and
    ``certain_wrong`` of those earned nothing.
    """

    item_id: str
    n: int
    facility: float | None
    discrimination: float | None
    efficiency: float | None
    weight: float | None
    given: tuple[Given, ...]
    curve: tuple[Group, ...]
    harmful: int
    asked: int
    certain: int
    certain_wrong: int

    @property
    def unanswered(self) -> int:
        return sum(given.n for given in self.given if not given.response)

    @property
    def strongest(self) -> int:
        """The number of the strongest group of ability that anybody is in."""
        return max((group for group in range(GROUPS) if self.curve[group].n), default=GROUPS - 1)

    def chosen(self, option: str) -> Given:
        """How often this option was chosen, alone or among others."""
        mine = [given for given in self.given if option in given.response]
        by_group = [sum(given.by_group[group] for given in mine) for group in range(GROUPS)]
        return Given((option,), sum(by_group), tuple(by_group))

    @property
    def certain_wrong_rate(self) -> float | None:
        """The share of the answers for which certainty was asked that were certain and wrong."""
        return self.certain_wrong / self.asked if self.asked else None


@dataclass(frozen=True)
class Time:
    """How long ``n`` attempts or answers took: the middle one, and the bounds of the middle half."""

    n: int
    middle: timedelta
    half: tuple[timedelta, timedelta]


@dataclass(frozen=True)
class PaperStatistics:
    """A paper over ``n`` attempts. Means and deviations are in marks, consistency and error ratio are per cent.

    Effective weights and consistency compare items across all attempts, so they are undefined unless everybody had
    the same ones (``same_items``).
    """

    n: int
    items: tuple[ItemStatistics, ...]
    same_items: bool
    mean: float | None
    median: float | None
    deviation: float | None
    mean_share: float | None
    consistency: float | None
    shares: Counter[Fraction]
    time: Time | None

    @property
    def tenths(self) -> tuple[int, ...]:
        """How many attempts came to each tenth of the marks, from the lowest; all of the marks is in the last."""
        counted = Counter(min(int(10 * share), 9) for share in self.shares.elements())
        return tuple(counted[tenth] for tenth in range(10))

    @property
    def error_ratio(self) -> float | None:
        """100·√(1 - α/100)."""
        return None if self.consistency is None else 100 * sqrt(1 - self.consistency / 100)

    @property
    def standard_error(self) -> float | None:
        """In marks: error ratio x SD ÷ 100."""
        if self.error_ratio is None or self.deviation is None:
            return None
        return self.error_ratio * self.deviation / 100


def measure(levels: Iterable[Level]) -> PaperStatistics:
    """Everything that is measured of a paper; the items in the order in which they are first met."""
    levels = list(levels)
    scale = lcm(*{mark.denominator for level in levels for mark in _marks(level)})
    shares = _shares(levels)
    group_of = _groups(shares)
    tallies: dict[str, _Tally] = {}
    totals = Pairs()
    for level in levels:
        total, group = int(level.total * scale), group_of[level.share]
        totals.add(total, total, level.attempts)
        for answer, n in level.answers:
            if answer.item_id not in tallies:
                tallies[answer.item_id] = _Tally()
            tallies[answer.item_id].add(answer, int(answer.scored * scale), total, group, n)
    same = all(tally.totals.n == totals.n for tally in tallies.values())
    items = [tally.statistics(item_id, scale) for item_id, tally in tallies.items()]
    return PaperStatistics(
        n=totals.n,
        items=tuple(_with_weights(items, tallies) if same else items),
        same_items=same,
        mean=totals.x / (totals.n * scale) if totals.n else None,
        median=_median(levels),
        deviation=sqrt(totals.var_x / (totals.n * (totals.n - 1))) / scale if totals.n > 1 else None,
        mean_share=float(sum(level.share * level.attempts for level in levels)) / totals.n if totals.n else None,
        consistency=_consistency(tallies.values(), totals) if same else None,
        shares=shares,
        time=time_taken(second for level in levels for second in level.seconds),
    )


def nothing_known(item_id: str) -> ItemStatistics:
    """The statistics of an item that nobody has answered."""
    return _Tally().statistics(item_id, 1)


class _Tally:
    """What one item's statistics are made from. Marks and totals are whole numbers of the paper's common scale."""

    def __init__(self) -> None:
        self.rests = Pairs()
        self.totals = Pairs()
        self.available = 0
        self.given: defaultdict[Response, Counter[int]] = defaultdict(Counter)
        self.scored = [0] * GROUPS
        self.offered = [0] * GROUPS
        self.met = [0] * GROUPS
        self.harmful = self.asked = self.certain = self.certain_wrong = 0

    def add(self, answer: MeasuredAnswer, mark: int, total: int, group: int, n: int) -> None:
        self.rests.add(mark, total - mark, n)
        self.totals.add(mark, total, n)
        self.available += answer.available * n
        self.given[answer.response][group] += n
        self.scored[group] += mark * n
        self.offered[group] += answer.available * n
        self.met[group] += n
        self.harmful += n if answer.unsafe else 0
        if answer.certainty is not None and answer.response:
            self.asked += n
            if answer.certainty is Certainty.CERTAIN:
                self.certain += n
                self.certain_wrong += n if not mark else 0

    def statistics(self, item_id: str, scale: int) -> ItemStatistics:
        rests = self.rests
        index = rests.correlation
        most = rests.cov_if_sorted
        given = [
            Given(response, groups.total(), tuple(groups[group] for group in range(GROUPS)))
            for response, groups in self.given.items()
        ]
        return ItemStatistics(
            item_id=item_id,
            n=rests.n,
            facility=rests.x / (self.available * scale) if self.available else None,
            discrimination=None if index is None else 100 * index,
            efficiency=100 * rests.cov / most if most else None,
            weight=None,
            given=tuple(sorted(given, key=lambda chosen: (-chosen.n, chosen.response))),
            curve=tuple(
                Group(met, scored / (offered * scale) if offered else None)
                for met, scored, offered in zip(self.met, self.scored, self.offered, strict=True)
            ),
            harmful=self.harmful,
            asked=self.asked,
            certain=self.certain,
            certain_wrong=self.certain_wrong,
        )


def _with_weights(items: Sequence[ItemStatistics], tallies: Mapping[str, _Tally]) -> list[ItemStatistics]:
    """Effective weight = 100·√Cov(x, T) ÷ Σ√Cov; blank where the covariance is negative."""
    roots = {item_id: sqrt(tally.totals.cov) for item_id, tally in tallies.items() if tally.totals.cov >= 0}
    together = sum(roots.values())
    if not together:
        return list(items)
    return [
        replace(item, weight=100 * roots[item.item_id] / together if item.item_id in roots else None) for item in items
    ]


def _consistency(tallies: Iterable[_Tally], totals: Pairs) -> float | None:
    """Cronbach's α as per cent: 100·p/(p - 1)·(1 - ΣVar x ÷ Var T)."""
    variances = [tally.totals.var_x for tally in tallies]
    places = len(variances)
    if places < 2 or not totals.var_x:
        return None
    return 100 * places / (places - 1) * (1 - sum(variances) / totals.var_x)


def time_taken(seconds: Iterable[int]) -> Time | None:
    """None where nothing is known."""
    known = sorted(seconds)
    if not known:
        return None
    low, middle, high = quantiles(known, n=4, method="inclusive") if len(known) > 1 else known * 3
    return Time(len(known), timedelta(seconds=middle), (timedelta(seconds=low), timedelta(seconds=high)))


def _groups(shares: Mapping[Fraction, int]) -> dict[Fraction, int]:
    """The group of ability of each total, the weakest 0: by the middle rank of those who came to it."""
    n = sum(shares.values())
    before = 0
    groups = {}
    for share in sorted(shares):
        groups[share] = GROUPS * (2 * before + shares[share]) // (2 * n)
        before += shares[share]
    return groups


def _marks(level: Level) -> Iterable[Fraction]:
    yield level.total
    for answer, _ in level.answers:
        yield answer.scored


def _median(levels: Sequence[Level]) -> float | None:
    ordered = sorted((level.total, level.attempts) for level in levels)
    n = sum(attempts for _, attempts in ordered)
    if not n:
        return None
    return float(_nth(ordered, (n - 1) // 2) + _nth(ordered, n // 2)) / 2


def _nth(ordered: Sequence[tuple[Fraction, int]], place: int) -> Fraction:
    for total, attempts in ordered:
        if place < attempts:
            return total
        place -= attempts
    raise IndexError(place)


def _shares(levels: Iterable[Level]) -> Counter[Fraction]:
    counted: Counter[Fraction] = Counter()
    for level in levels:
        counted[level.share] += level.attempts
    return counted
