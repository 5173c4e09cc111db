"""What a learner did and what was decided, in one list for those who teach them: the newest first."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ...shared.feed import Link

PER_PAGE = 40


class EventKind(StrEnum):
    """What is shown by itself on request; the words are those on the page."""

    PAPER = "papers"
    PRACTICE = "practice"
    HANDED_IN = "handed in"
    DECIDED = "decisions"
    CHALLENGE = "challenges"
    LOG = "log"
    TIME = "time and adjustments"

    @property
    def one(self) -> str:
        """What a single event of the kind is called."""
        single = {EventKind.PAPER: "paper", EventKind.DECIDED: "decision", EventKind.CHALLENGE: "challenge"}
        return single.get(self, self.value)


@dataclass(frozen=True)
class Event:
    """One thing that happened; ``link`` is ``None`` where there is no more to read."""

    kind: EventKind
    at: datetime
    title: str
    words: str = ""
    link: Link | None = None


@dataclass(frozen=True)
class TimelinePage:
    """A page of it; ``kind`` is what it was narrowed down to, and ``counts`` how much there is of each."""

    events: Sequence[Event]
    kind: EventKind | None
    counts: Mapping[EventKind, int]
    number: int
    pages: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def timeline_page(events: Iterable[Event], *, kind: EventKind | None = None, number: int = 1) -> TimelinePage:
    """A page of what happened, the newest first; a page that there is not is the nearest one."""
    every = sorted(events, key=lambda event: event.at, reverse=True)
    shown = [event for event in every if kind in (None, event.kind)]
    pages = max(-(-len(shown) // PER_PAGE), 1)
    number = min(max(number, 1), pages)
    counted = Counter(event.kind for event in every)
    counts = {each: counted[each] for each in EventKind if counted[each]}
    return TimelinePage(shown[(number - 1) * PER_PAGE : number * PER_PAGE], kind, counts, number, pages)


def per_day(moments: Iterable[datetime], day: Callable[[datetime], date]) -> list[tuple[datetime, int]]:
    """For each day on which something happened the last of its moments, and how many there were."""
    days: dict[date, list[datetime]] = {}
    for moment in moments:
        days.setdefault(day(moment), []).append(moment)
    return [(max(each), len(each)) for each in days.values()]
