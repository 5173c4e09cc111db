"""What the forms of all features build on."""

from datetime import datetime, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, Form, IntegerField
from wtforms.validators import Optional, ValidationError

from .clock import now
from .filters import full_date, time
from .moments import moments_of, shown

YEARS = 5
"""*Ours:* how many years ahead somebody may plan."""


NOT_LISTED = "Choose from what is listed here; the list has changed since you opened the page."

_WORDS = {
    "Not a valid choice.": NOT_LISTED,
    "'%(value)s' is not a valid choice for this field.": NOT_LISTED,
    "'%(value)s' are not valid choices for this field.": NOT_LISTED,
    "Invalid Choice: could not coerce.": NOT_LISTED,
    "Invalid choice(s): one or more data inputs could not be coerced.": NOT_LISTED,
    "Not a valid integer value.": "Write a whole number.",
    "Not a valid decimal value.": "Write a number, like 0.5.",
    "Not a valid date value.": "Write the day like 2026-12-05.",
    "Not a valid datetime value.": "Write it like 2026-12-05 17:00.",
    "Not a valid time value.": "Write the time like 17:00.",
    "This field is required.": "Fill this in.",
}


class _Words:
    """The site's words for the library's, wherever a field has none of its own."""

    def gettext(self, text: str) -> str:
        return _WORDS.get(text, text)

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.gettext(one if n == 1 else many)


class SitePart(Form):
    """A part of a form, or one that is only read: what it refuses, it refuses in the site's words."""

    class Meta:
        def get_translations(self, form: Form) -> _Words:
            return _Words()


class SiteForm(SitePart, FlaskForm):
    """A form of this site."""


class MomentField(DateTimeLocalField):
    """A time in London as the browser's own field gives it, or nothing; ``data`` is the moment in UTC.

    Of two moments at which the clock shows a time the first is meant, or with ``later`` the second. With ``to_come``
    one that has passed is refused in these words, unless it stood in the field before.
    """

    def __init__(self, label: str, *, later: bool = False, to_come: str = "", **given: Any) -> None:
        super().__init__(
            label,
            [Optional()],
            format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
            **given,
        )
        self._later, self._to_come = later, to_come

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return shown(self.data).isoformat(timespec="minutes") if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        super().process_formdata(valuelist)
        local, self.data = self.data, None
        if local is not None:
            self.data = self._meant(local)

    def _meant(self, local: datetime) -> datetime:
        """The moment that is meant by a time as it was typed; raises ``ValueError`` with what is wrong with it."""
        year = shown(now()).year
        if not year - 1 <= local.year <= year + YEARS:
            raise ValueError(f"Choose a year from {year - 1} to {year + YEARS}.")
        moments = moments_of(local)
        if not moments:
            left_out = local.replace(minute=0, second=0)
            raise ValueError(
                f"There is no {local:%H:%M} on {full_date(local.date())}: the clocks go forward from {left_out:%H:%M}"
                f" to {left_out + timedelta(hours=1):%H:%M}. Choose another time."
            )
        moment = moments[-1 if self._later else 0]
        if self._to_come and moment <= now() and moment != self.object_data:
            raise ValueError(self._to_come)
        return moment

    @property
    def note(self) -> str:
        """Which of two moments is meant, where the clock shows this time twice; empty otherwise."""
        if not self.data or len(moments_of(shown(self.data))) == 1:
            return ""
        which = "second" if self._later else "first"
        return f"{self.label.text}: the clock shows that time twice, and the {which} is meant, {time(self.data)}."


class Between:
    """A whole number from ``least`` to ``most``. WTForms' own range fails at one that no float can hold."""

    def __init__(self, least: int, most: int, fault: str) -> None:
        self.least, self.most, self.fault = least, most, fault

    def __call__(self, _form: Form, field: IntegerField) -> None:
        if field.data is None or not self.least <= field.data <= self.most:
            raise ValidationError(self.fault)
