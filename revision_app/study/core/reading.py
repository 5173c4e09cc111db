"""How far somebody has read. Seen is not read: a section counts once it was before them for a fair time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .unit import Section, Unit

LEAST, MOST = 8, 60  # seconds
WORDS_A_SECOND = 25  # far faster than anyone reads: it tells reading from scrolling by, and no more


def fair_time(words: int) -> int:
    """For how many seconds a section of so many words must be on screen to count as read."""
    return max(LEAST, min(MOST, round(words / WORDS_A_SECOND)))


class State(StrEnum):
    """How somebody stands with a section; the words are those on the page."""

    READ = "read"
    CHANGED = "changed since you read it"
    SEEN = "begun"
    UNREAD = "not read yet"


@dataclass(frozen=True)
class Read:
    """What is kept of one section: when it was last seen, when it was read, and which text it was."""

    unit: str
    section: str
    seen_at: datetime
    read_at: datetime | None
    digest: str

    def of(self, section: Section) -> State:
        if self.read_at is None:
            return State.SEEN
        return State.READ if self.digest == section.digest else State.CHANGED


@dataclass(frozen=True)
class Step:
    """One section for one reader."""

    section: Section
    state: State

    @property
    def read(self) -> bool:
        return self.state is State.READ


@dataclass(frozen=True)
class Reading:
    """One unit for one reader. ``latest`` is the place in ``steps`` that they were at last, -1 before the first."""

    unit: Unit
    steps: tuple[Step, ...]
    latest: int
    latest_at: datetime | None

    @property
    def read(self) -> int:
        return sum(step.read for step in self.steps)

    @property
    def begun(self) -> bool:
        return self.latest >= 0

    @property
    def changed(self) -> list[Section]:
        return [step.section for step in self.steps if step.state is State.CHANGED]

    @property
    def next(self) -> Section | None:
        """Where to go on: from the latest place onwards, then from the top; ``None`` if all is read."""
        onwards = self.steps[max(self.latest, 0) :] + self.steps[: max(self.latest, 0)]
        return next((step.section for step in onwards if not step.read), None)


def reading(unit: Unit, reads: Iterable[Read]) -> Reading:
    """A unit as its reader left it; ``reads`` may hold other units' too."""
    mine: Mapping[str, Read] = {read.section: read for read in reads if read.unit == unit.id}
    if not mine:
        return Reading(unit, tuple(Step(section, State.UNREAD) for section in unit.sections), -1, None)
    steps = tuple(
        Step(section, mine[section.id].of(section) if section.id in mine else State.UNREAD) for section in unit.sections
    )
    touched = [(_touched(mine[step.section.id]), place) for place, step in enumerate(steps) if step.section.id in mine]
    at, place = max(touched, default=(None, -1))
    return Reading(unit, steps, place, at)


def _touched(read: Read) -> datetime:
    return max(read.seen_at, read.read_at or read.seen_at)


def left_off(readings: Sequence[Reading]) -> tuple[Unit, Section] | None:
    """Where to go on reading: in the unit read last, or else in the next one that is not finished."""
    begun = [(reading.latest_at, place) for place, reading in enumerate(readings) if reading.latest_at]
    if not begun:
        return None
    _at, place = max(begun)
    for reading in (*readings[place:], *readings[:place]):
        if reading.next:
            return reading.unit, reading.next
    return None


@dataclass(frozen=True)
class Band:
    """A section's stretch of the rail, in hundredths of its height."""

    id: str
    state: str
    top: float
    height: float


def bands(reading: Reading) -> list[Band]:
    """The rail from top to bottom: each section as tall as its share of the unit's words."""
    total, top, drawn = sum(step.section.words for step in reading.steps), 0, []
    for step in reading.steps:
        words = step.section.words
        shares = round(100 * top / total, 2), round(100 * words / total, 2)
        drawn.append(Band(step.section.id, step.state.name.lower(), *shares))
        top += words
    return drawn
