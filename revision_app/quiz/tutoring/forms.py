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
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from ...accounts.core import Person
from ...shared.text import trimmed
from ...web.filters import mark
from ...web.forms import Between, MomentField, SiteForm
from ..attempts.core.adjustment import MOST_MINUTES, MOST_PERCENT, MOST_REST, Adjustment
from ..attempts.core.summary import Window
from ..attempts.forms import SHAPES
from ..regrading.forms import reason_field
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
    """When a cohort sits a paper, beside what has been said of that so far."""

    opens_at = MomentField("Opens")
    closes_at = MomentField("Closes", later=True, to_come="That has passed. Choose a time to come.")
    release_at = MomentField("Results are released", later=True)

    def __init__(self, window: Window) -> None:
        super().__init__(data=vars(window))

    @property
    def window(self) -> Window:
        return Window(self.opens_at.data, self.closes_at.data, self.release_at.data)

    @property
    def notes(self) -> str:
        """Which moments are meant, where that needs saying."""
        return " ".join(field.note for field in (self.opens_at, self.closes_at, self.release_at) if field.note)

    def validate_closes_at(self, field: MomentField) -> None:
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError("A paper closes after it opens. Choose a later time.")

    def validate_release_at(self, field: MomentField) -> None:
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError("Results are released after the paper opens. Choose a later time.")


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
