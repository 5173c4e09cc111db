"""When somebody is told by a letter of what waits for them, and what of it is new. All of it is *ours*."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ..accounts.core import Person, Role
from ..shared.feed import Link

MORNING = time(7), time(12)
"""From when until when, by the centre's clock, letters of a day or a week are written: at seven, or later in the
morning where nobody could write them then."""
MONDAY = 0
LAG = timedelta(minutes=1)
"""What is younger waits for the next look: something that is being saved just now may have an earlier moment, and no
statement takes so long."""
NEWS = timedelta(days=14)
"""What happened longer ago is no news; more than the week that somebody may have chosen, and a Monday left out."""
SEEN = timedelta(hours=1)
"""Whoever uses the site for longer than this after something happened has seen it there: Today showed it."""


class HowOften(StrEnum):
    """How often somebody wants to be told, at the most."""

    IMMEDIATELY = "immediately"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


USUAL = HowOften.DAILY

AHEAD: Mapping[HowOften, timedelta] = {
    HowOften.IMMEDIATELY: timedelta(days=2),
    HowOften.DAILY: timedelta(days=2),
    HowOften.WEEKLY: timedelta(days=7),
}
"""How long before its date something is near."""
LONGEST_AHEAD = max(AHEAD.values())


class Subject(StrEnum):
    """What of the site something is about that waits."""

    MESSAGE = "message"
    ANNOUNCEMENT = "announcement"
    FEEDBACK = "feedback"
    MARKED = "written answers marked"
    ANSWERED = "challenge answered"
    PAPER = "paper with dates"
    AIM = "date to aim for"
    PIECE = "piece to mark"
    WRITTEN = "written answers"
    CHALLENGE = "challenge"
    COMMENT = "answer to a comment"
    RETURNED = "returned in quality assurance"
    SAMPLED = "in a sample"
    UNTAUGHT = "without a tutor"
    UNPLACED = "in no cohort"
    FAILED = "failed exports"
    UNSENT = "letters not sent"


@dataclass(frozen=True)
class Reader:
    """Somebody who may be told now: what they chose, when it was last looked what waits for them, and what did then.

    ``chosen`` and ``looked_at`` are ``None`` where they never chose, and nobody looked. ``told`` are the keys of what
    waited, by its subject.
    """

    person: Person
    is_known: bool = False
    chosen: HowOften | None = None
    looked_at: datetime | None = None
    told: Mapping[str, Collection[str]] | None = None
    seen_at: datetime | None = None

    @property
    def how_often(self) -> HowOften:
        return self.chosen or USUAL

    @property
    def is_staff(self) -> bool:
        """Whether what waits is for them to do, and stays until it is done."""
        return bool(self.person.roles - {Role.LEARNER})

    def since(self, at: datetime) -> datetime:
        """What happened after this moment, and not after ``until``, is new for them."""
        return max(self.looked_at - LAG, oldest(at)) if self.looked_at else oldest(at)


@dataclass(frozen=True)
class Waits:
    """A line of a letter: what waits and where. ``words`` name nobody and quote nothing that anybody wrote.

    It is new where the latest of it is (``newest``), or where one of its ``keys`` did not wait at the last look.
    """

    subject: Subject
    words: str
    link: Link
    newest: datetime | None = None
    keys: frozenset[str] = frozenset()


def oldest(at: datetime) -> datetime:
    return until(at) - NEWS


def until(at: datetime) -> datetime:
    """Up to when a look at this moment counts what happened."""
    return at - LAG


def due_before(how_often: HowOften, *, at: datetime, zone: ZoneInfo) -> datetime | None:
    """Whoever was last looked at before this moment is due now; ``None`` where nobody is."""
    local = at.astimezone(zone)
    if how_often is HowOften.IMMEDIATELY:
        return at
    begins, ends = MORNING
    if how_often is HowOften.NEVER or not begins <= local.time() < ends:
        return None
    if how_often is HowOften.WEEKLY and local.weekday() != MONDAY:
        return None
    return datetime.combine(local.date(), begins, zone).astimezone(UTC)


def is_due(how_often: HowOften, looked_at: datetime | None, *, at: datetime, zone: ZoneInfo) -> bool:
    before = due_before(how_often, at=at, zone=zone)
    return before is not None and (looked_at is None or looked_at < before)


def is_news(moment: datetime, reader: Reader, *, at: datetime) -> bool:
    """Whether something that happened then is new for them."""
    return reader.since(at) < moment <= until(at)


def is_unseen(moment: datetime, reader: Reader) -> bool:
    """Whether they did not use the site since, as far as is known."""
    return reader.seen_at is None or reader.seen_at < moment + SEEN


def is_near(moment: datetime | None, reader: Reader, *, at: datetime) -> bool:
    """Whether a date comes so soon that they are told of it now."""
    return moment is not None and at < moment <= at + AHEAD.get(reader.how_often, timedelta())


def is_new(each: Waits, reader: Reader, *, at: datetime) -> bool:
    """Whether a letter is written because of this."""
    happened = each.newest is not None and is_news(each.newest, reader, at=at)
    return happened or bool(each.keys - set((reader.told or {}).get(each.subject, ())))


def worth_a_letter(waits: Iterable[Waits], reader: Reader, *, at: datetime) -> bool:
    return any(is_new(each, reader, at=at) for each in waits)


def to_tell(waits: Iterable[Waits], reader: Reader, *, at: datetime) -> list[Waits]:
    """The lines of a letter: what waits, and of dates those that were not told before."""
    dates = (Subject.PAPER, Subject.AIM)
    return [each for each in waits if each.subject not in dates or is_new(each, reader, at=at)]


def told(waits: Iterable[Waits]) -> dict[str, list[str]]:
    """What is remembered of a look."""
    keys: dict[str, list[str]] = {}
    for each in waits:
        if each.keys:
            keys.setdefault(each.subject.value, []).extend(sorted(each.keys))
    return keys
