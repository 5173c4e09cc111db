"""What a learner says of the time that they have."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from wtforms import IntegerField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from ..progress.core.aim import Aim
from ..progress.forms import AimForm
from ..shared.text import clean
from ..web.forms import Between
from .core.study_time import StudyTime

DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MOST_MINUTES = 480
MOST_DAYS_OFF = 200
USUAL = 30
_HOW_MANY = f"Type a whole number from 0 to {MOST_MINUTES}."
_LIKE = "Write each like 2026-12-24, or 2026-12-24 to 2027-01-02."
_DAY = "([0-9]{4}-[0-9]{2}-[0-9]{2})"
_LINE = re.compile(rf"[\W_]*{_DAY}(?:[\W_]*(?:to|until)?[\W_]*{_DAY})?[\s.,;]*", re.IGNORECASE)
_LONGEST_LINE = 60


def _minutes(day: str) -> IntegerField:
    return IntegerField(
        day,
        [InputRequired(_HOW_MANY), Between(0, MOST_MINUTES, _HOW_MANY)],
        invalid_value_message=_HOW_MANY,
        default=USUAL,
        render_kw={"min": 0, "max": MOST_MINUTES, "inputmode": "numeric"},
    )


class PlanForm(AimForm):
    """The date, the minutes of each day of the week, and the days on which nothing is to be done."""

    monday, tuesday, wednesday, thursday, friday, saturday, sunday = (_minutes(day) for day in DAYS)
    days_off = TextAreaField("Days off", filters=[clean], default="")
    off: frozenset[date]

    @classmethod
    def of(cls, aim: Aim | None, time: StudyTime | None, *, today: date, posted: bool) -> "PlanForm":
        """The form as it was posted, or else with what was chosen before."""
        chosen: dict[str, object] = {"day": aim.day, "kind": aim.kind.value} if aim else {}
        if time:
            chosen |= dict(zip(map(str.lower, DAYS), time.minutes, strict=True))
            chosen["days_off"] = "\n".join(_lines(sorted(time.days_off)))
        form = cls(data=chosen) if posted else cls(formdata=None, data=chosen)
        form.today = today
        return form

    @property
    def weekdays(self) -> list[IntegerField]:
        return [self[day.lower()] for day in DAYS]

    @property
    def time(self) -> StudyTime:
        return StudyTime(tuple(field.data for field in self.weekdays), self.off)

    def validate_sunday(self, _field: IntegerField) -> None:
        if all(field.data == 0 for field in self.weekdays):
            raise ValidationError("Give at least one day some minutes.")

    def validate_days_off(self, field: TextAreaField) -> None:
        off: set[date] = set()
        for line in (field.data or "").splitlines():
            if line.strip():
                off |= set(_days(line))
            if len(off) > MOST_DAYS_OFF:
                raise ValidationError(f"Name at most {MOST_DAYS_OFF} days.")
        self.off = frozenset(day for day in off if day >= self.today)


def _days(line: str) -> Iterator[date]:
    """The days that a line names: one, or the first and the last of several."""
    words = f"“{line.strip()[:40]}” is no day."
    named = _LINE.fullmatch(line) if len(line) <= _LONGEST_LINE else None
    if named is None:
        raise ValidationError(f"{words} {_LIKE}")
    try:
        first, last = date.fromisoformat(named[1]), date.fromisoformat(named[2] or named[1])
    except ValueError:
        raise ValidationError(f"{words} {_LIKE}") from None
    if not timedelta() <= last - first < timedelta(days=MOST_DAYS_OFF):
        raise ValidationError(f"“{line.strip()[:40]}” is longer than {MOST_DAYS_OFF} days, or ends before it begins.")
    for n in range((last - first).days + 1):
        yield first + timedelta(n)


def _lines(days: list[date]) -> Iterator[str]:
    """Days as they are written, those that follow each other in one line."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    for run in runs:
        yield f"{run[0]} to {run[-1]}" if len(run) > 1 else f"{run[0]}"
