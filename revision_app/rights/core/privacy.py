"""What a centre says of privacy, and for how long it keeps what."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from .holdings import DataClass

WARNED = timedelta(days=30)
"""*Ours:* for so long somebody knows that a part of their data will be deleted before it is."""

Months = Annotated[int, Field(ge=1, le=240)]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Section(_Written):
    heading: str = Field(min_length=1)
    text: str = Field(min_length=1)

    @property
    def paragraphs(self) -> list[str]:
        return [each.strip() for each in self.text.split("\n\n") if each.strip()]


class Keep(_Written):
    """For how many months after a learner has left; what comes with ``record`` ends everything."""

    record: Months
    journal: Months
    clients: Months


class Privacy(_Written):
    """``backups`` is for how many days the centre keeps backups."""

    centre: str = Field(min_length=1)
    contact: str = Field(min_length=1)
    keep: Keep
    backups: int = Field(ge=1, le=366)
    sections: tuple[Section, ...] = ()

    def months(self, data_class: DataClass) -> int:
        kept = {DataClass.JOURNAL: self.keep.journal, DataClass.CLIENTS: self.keep.clients}
        return min(kept.get(data_class, self.keep.record), self.keep.record)

    def ends(self, left: date) -> dict[DataClass, date]:
        """The last day on which each class of somebody's data is kept who left on this day."""
        return {each: months_after(left, self.months(each)) for each in DataClass}


@dataclass(frozen=True)
class Ending:
    """That a class of somebody's data is kept until the end of a day, and since when they have been warned."""

    person_id: int
    data_class: DataClass
    until: date
    warned: date | None = None

    def is_near(self, today: date) -> bool:
        return self.warned is None and today >= self.until - WARNED

    def is_over(self, today: date) -> bool:
        """Whether it is to be deleted: the day is over, and they have known of it for long enough."""
        return self.warned is not None and today > self.until and today >= self.warned + WARNED


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def endings(
    privacy: Privacy, left: Iterable[tuple[int, date]], warned: dict[tuple[int, DataClass, date], date]
) -> Iterator[Ending]:
    """What ends when for those who left: the account goes with the record."""
    for person_id, day in left:
        for data_class, until in privacy.ends(day).items():
            if data_class is not DataClass.ACCOUNT:
                yield Ending(person_id, data_class, until, warned.get((person_id, data_class, until)))
