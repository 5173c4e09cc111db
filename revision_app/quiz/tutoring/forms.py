"""Tutors' forms."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from ...accounts.core import Person
from ...accounts.forms import Ticks
from ...cohorts.core import Cohort
from ...shared.text import trimmed
from ...web.clock import now
from ...web.filters import bdi, mark
from ...web.forms import Between, MomentField, SiteForm
from ..attempts.core.adjustment import MOST_MINUTES, MOST_PERCENT, MOST_REST, Adjustment
from ..attempts.core.summary import Window
from ..attempts.forms import SHAPES
from ..bank.core.paper import Paper
from ..regrading.forms import reason_field
from .core.dates import faults, warnings
from .core.open_answers import WrittenAnswer

LONGEST_COMMENT = 2_000


class AnswerMarkForm(SiteForm):
    """What a tutor gives an answer: marks in halves, and words to the learner."""

    marks = RadioField(validators=[InputRequired("Choose how many marks this answer earns.")])
    comment = TextAreaField(
        "Comment to the learner",
        filters=[trimmed],
        validators=[Length(max=LONGEST_COMMENT, message=f"Keep the comment to {LONGEST_COMMENT:,} characters.")],
    )

    @classmethod
    def of(cls, answer: WrittenAnswer, sent: MultiDict[str, str] | None = None) -> "AnswerMarkForm":
        """The form for an answer, as it was sent or as the answer stands."""
        form = cls(sent, data={"comment": answer.given.comment if answer.given else ""})
        marks = answer.version.item.marks
        form.marks.choices = [SelectChoice(str(Fraction(n, 2)), mark(Fraction(n, 2))) for n in range(2 * marks + 1)]
        if sent is None and answer.marks is not None:
            form.marks.data = str(answer.marks)
        return form


def _whole_number(label: str, most: int) -> IntegerField:
    """A number that may be left out, which is 0."""
    fault = f"Type a whole number from 0 to {most}."
    return IntegerField(
        label,
        [Optional(), Between(0, most, fault)],
        filters=[lambda number: number or 0],
        invalid_value_message=fault,
        render_kw={"min": 0, "max": most},
    )


class AdjustmentForm(SiteForm):
    extra_percent = _whole_number("Per cent extra", MOST_PERCENT)
    extra_minutes = _whole_number("Minutes extra", MOST_MINUTES)
    rest_minutes = _whole_number("Minutes of breaks", MOST_REST)
    untimed = BooleanField("No time limit at all")
    calm_timer = BooleanField("A clock without seconds")
    reason = reason_field("Reason")

    @property
    def adjustment(self) -> Adjustment:
        return Adjustment(
            self.extra_percent.data,
            self.extra_minutes.data,
            self.rest_minutes.data,
            self.untimed.data,
            self.calm_timer.data,
        )


class DatesForm(SiteForm):
    """When a cohort sits a paper, beside what has been said of that so far; what is refused stands at its field."""

    opens_at = MomentField("Opens")
    closes_at = MomentField("Closes", later=True)
    release_at = MomentField("Results are released", later=True)

    def __init__(self, paper: Paper, before: Window | None = None, **given: Any) -> None:
        self._paper, self._before = paper, before or Window()
        super().__init__(data=vars(self._before), **given)

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        for fault in faults(self.window, before=self._before, time=self._paper.time, at=now()):
            field = self[fault.field]
            field.errors = [*field.errors, fault.words]
        return not self.errors

    @property
    def window(self) -> Window:
        return Window(self.opens_at.data, self.closes_at.data, self.release_at.data)

    @property
    def notes(self) -> list[str]:
        """Which moments are meant, where that needs saying, and what may not have been meant at all."""
        doubts = warnings(self.window, before=self._before, time=self._paper.time, at=now())
        moments = (self.opens_at, self.closes_at, self.release_at)
        return [*(field.note for field in moments if field.note), *(doubt.words for doubt in doubts)]


class SeveralDatesForm(DatesForm):
    """The same for several cohorts at once."""

    cohorts = Ticks("Cohorts", "Tick at least one cohort.", coerce=int)

    def __init__(self, paper: Paper, cohorts: Iterable[Cohort], **given: Any) -> None:
        super().__init__(paper, **given)
        self.cohorts.choices = [SelectChoice(str(cohort.id), bdi(cohort.name)) for cohort in cohorts]


def _minutes(label: str, most: int) -> IntegerField:
    fault = f"Type a whole number from 1 to {most}."
    return IntegerField(
        label,
        [InputRequired(fault), Between(1, most, fault)],
        invalid_value_message=fault,
        render_kw={"min": 1, "max": most},
    )


class ExtendForm(SiteForm):
    """More time for everyone who is sitting, whose id is 0 here, or for one of them."""

    who = SelectField("Who", coerce=int, validate_choice=False)
    minutes = _minutes("Minutes more", 600)
    reason = reason_field("Reason")
    key = HiddenField(validators=[Regexp(SHAPES["key"])])

    def __init__(self, sitting: Iterable[Person], **given: Any) -> None:
        super().__init__(**given)
        everyone = SelectChoice("0", "Everyone who is sitting it")
        self.who.choices = [everyone, *(SelectChoice(str(person.id), person.name) for person in sitting)]


class ReopenForm(SiteForm):
    minutes = _minutes("Minutes", 1440)
    reason = reason_field("Reason")


class VoidForm(SiteForm):
    reason = reason_field("Reason")
