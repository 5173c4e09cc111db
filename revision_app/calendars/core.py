"""What stands in somebody's calendar: papers by their names, days, and nothing of what anybody wrote or was given."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from ..links.core import LinkClosed
from ..progress.core.aim import Aim, AimKind
from ..quiz.attempts.core.summary import Window
from ..shared.feed import Link
from ..shared.refusal import Refusal

LOOKS_BACK = timedelta(days=31)
"""*Ours:* for how long something stays in a calendar after it was."""
REMEMBERED = timedelta(days=90)
"""*Ours:* how long an address that was revoked is known as one: apps that nobody told ask on, and are not guessing."""
EVERY = timedelta(hours=6)
"""*Ours:* how often an app is asked to look again; most do as they like."""

PLANNED = 7
"""*Ours:* how many days of a plan are shown: later ones change with everything that is done until then."""

_SPACE = UUID("6f1f3a52-8f0e-4c57-9a35-4f4f7d0c2b61")


def uid_of(person_id: int, name: str = "") -> UUID:
    """What apps know a calendar by, or an entry of it."""
    return uuid5(_SPACE, f"{person_id}/{name}")


class NoCalendar(LinkClosed):
    """The same words for an address that never was, that was revoked and whose person has no account any more."""

    status = 404

    def __init__(self) -> None:
        Refusal.__init__(self, "There is no calendar at this address. Its owner can make a new one under Account.")


class AddressChanged(Refusal):
    status = 409

    def __init__(self) -> None:
        super().__init__(
            "Your calendar’s address was changed in another window a moment ago, so nothing was done here."
            " If you do not have the new one, make it anew."
        )


@dataclass(frozen=True)
class Address:
    """That somebody has an address, and since when; the address itself is not kept."""

    id: int
    made_at: datetime


@dataclass(frozen=True)
class Entry:
    """``name`` stays the same when the date changes, so that apps move what they have; a day is one in London."""

    name: str
    title: str
    at: datetime | date
    link: Link

    def uid(self, person_id: int) -> UUID:
        """The same each time, and another for another person, for two may share one calendar app."""
        return uid_of(person_id, self.name)

    def day(self, zone: ZoneInfo) -> date:
        return self.at.astimezone(zone).date() if isinstance(self.at, datetime) else self.at


def of_paper(paper_id: str, title: str, window: Window, link: Link, *, whose: str) -> list[Entry]:
    """The opening, the close and the results of a paper, as far as they have moments."""
    moments = (
        ("opens", f"“{title}” opens", window.opens_at),
        ("closes", f"“{title}” closes", window.closes_at),
        ("results", f"Results of “{title}” come", window.release_at),
    )
    return [Entry(f"{whose}/{paper_id}/{word}", words, at, link) for word, words, at in moments if at]


def of_aim(aim: Aim) -> Entry:
    words = "Your exam" if aim.kind is AimKind.EXAM else "Everything handed in: the day that you aim for"
    return Entry("aim", words, aim.day, Link("progress.aim"))


def of_plan(day: date, minutes: int) -> Entry:
    """A day of a plan and its minutes; what they are for would say what somebody is weak at, and stays on the page."""
    return Entry(f"plan/{day}", f"Your plan: {minutes} minutes", day, Link("planning.page"))


def due_back(days: Iterable[date | None], words: str, link: Link, *, whose: str) -> list[Entry]:
    """One entry for each day on which something is due back, however much it is."""
    return [Entry(f"{whose}/due back/{day}", words, day, link) for day in sorted({day for day in days if day})]


def in_order(entries: Iterable[Entry], *, at: datetime, zone: ZoneInfo) -> list[Entry]:
    """What is to come and was lately, the earliest first; of what is the same at the same moment the first."""
    since, seen = (at - LOOKS_BACK).astimezone(zone).date(), set()
    kept = []
    for entry in entries:
        if entry.day(zone) >= since and (entry.title, entry.at) not in seen:
            seen.add((entry.title, entry.at))
            kept.append(entry)
    return sorted(kept, key=lambda entry: (entry.day(zone), isinstance(entry.at, datetime), str(entry.at), entry.name))
