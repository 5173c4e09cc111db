"""What the page of an item sends, where a fault in a field that nobody types refuses the whole; and tutors' forms."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from ..accounts.core import Person
from ..web.clock import LONDON
from ..web.filters import mark
from .core.adjustment import Adjustment
from .core.attempt import Save, StepKind
from .core.grading import Way
from .core.items import Unreadable
from .core.open_answers import Answer
from .core.record import Fact
from .core.summary import Window

LONGEST_COMMENT = 2_000

_SHAPES = {
    "item": re.compile(r"[a-z0-9-]{1,80}"),
    "key": re.compile(r"[A-Za-z0-9-]{8,64}"),
    "seen": re.compile(r"[0-9]{1,15}"),
    "flag": re.compile(r"[01]?"),
    "certainty": re.compile(r"[0-3]?"),
    "window": re.compile(r"([A-Za-z0-9-]{8,64})?"),
    "then": re.compile(r"([1-9][0-9]{0,3}|review|check)?"),
}
_PART = re.compile(r"answer\.([a-z0-9-]{1,80})")
_MOST_FIELDS = 40
_LONGEST = 20_000


class AnswerMarkForm(FlaskForm):
    """What a tutor gives an answer: marks in halves, and words to the learner."""

    marks = RadioField(validators=[InputRequired("Choose how many marks this answer earns.")])
    comment = TextAreaField(
        "Comment to the learner",
        filters=[lambda text: (text or "").strip()],
        validators=[Length(max=LONGEST_COMMENT, message=f"Keep the comment to {LONGEST_COMMENT:,} characters.")],
    )

    @classmethod
    def of(cls, answer: Answer, sent: MultiDict[str, str] | None = None) -> "AnswerMarkForm":
        """The form for an answer, as it was sent or as the answer stands."""
        form = cls(sent, data={"comment": answer.given.comment if answer.given else ""})
        marks = answer.version.item.marks
        form.marks.choices = [SelectChoice(str(Fraction(n, 2)), mark(Fraction(n, 2))) for n in range(2 * marks + 1)]
        if sent is None and answer.marks is not None:
            form.marks.data = str(answer.marks)
        return form


@dataclass(frozen=True)
class Sent:
    """An answer to one item, of whatever kind: what the values mean is for the item to say. ``then`` is where to go."""

    save: Save
    then: str


def read(form: MultiDict[str, str]) -> Sent:
    """The save that a form says; raises ``Unreadable`` where no page of ours would have sent it."""
    given = {name: form.get(name, "") for name in _SHAPES}
    if not all(shape.fullmatch(given[name]) for name, shape in _SHAPES.items()):
        raise Unreadable("Something was missing from the page. Open the question again and choose once more.")
    save = Save(
        item_id=given["item"],
        submitted=submitted(form),
        key=given["key"],
        seen=int(given["seen"]),
        certainty=int(given["certainty"]) if given["certainty"] else None,
        window=given["window"] or None,
        flagged={"1": True, "0": False}.get(given["flag"]),
    )
    return Sent(save, given["then"])


def window(form: MultiDict[str, str]) -> str:
    """The name that a window gives itself; raises ``Unreadable`` where it gives none."""
    name = form.get("window", "")
    if not name or not _SHAPES["window"].fullmatch(name):
        raise Unreadable("Something was missing from the page. Open the paper again.")
    return name


def key(form: MultiDict[str, str]) -> str:
    """The sender's own name for what it sends; raises ``Unreadable`` where there is none."""
    name = form.get("key", "")
    if not _SHAPES["key"].fullmatch(name):
        raise Unreadable("Something was missing from the page. Open the paper again.")
    return name


_FACT = re.compile(r"(left|returned|pasted) ([1-9][0-9]{0,3}) ([0-9]{1,6}) ([0-9]{1,6})")


def facts(form: MultiDict[str, str]) -> list[Fact]:
    """What a page saw: each ``fact`` is a kind, the question's place, how many seconds ago, and the size of a paste."""
    found = [_FACT.fullmatch(written) for written in form.getlist("fact")]
    return [Fact(StepKind(one[1]), int(one[2]), timedelta(seconds=int(one[3])), int(one[4])) for one in found if one]


def submitted(form: MultiDict[str, str]) -> tuple[str, ...]:
    """The answer's fields in the order of the page: ``answer`` as it is, ``answer.part`` as ``part=value`` if filled.

    Raises ``Unreadable`` where there is more than any item asks for.
    """
    fields = [(name, value) for name, value in form.items(multi=True) if name.partition(".")[0] == "answer"]
    if len(fields) > _MOST_FIELDS or any(len(value) > _LONGEST for _, value in fields):
        raise Unreadable("This is more than the question asks for. Shorten it, then save again.")
    found = []
    for name, value in fields:
        if name == "answer":
            found.append(value)
        elif not (part := _PART.fullmatch(name)):
            raise Unreadable("Something was missing from the page. Open the question again and choose once more.")
        elif value.strip():
            found.append(f"{part[1]}={value}")
    return tuple(found)


# Tutors' forms


def _whole_number(label: str, most: int) -> IntegerField:
    """A number that may be left out, which is 0."""
    fault = f"Type a whole number from 0 to {most}."
    return IntegerField(
        label,
        [Optional(), NumberRange(0, most, fault)],
        filters=[lambda number: number or 0],
        invalid_value_message=fault,
        render_kw={"min": 0, "max": most},
    )


def _reason(label: str) -> TextAreaField:
    return TextAreaField(
        label,
        [DataRequired("Say why, in a few words."), Length(max=500, message="Use at most %(max)d characters.")],
        filters=[lambda typed: (typed or "").strip()],
    )


class AdjustmentForm(FlaskForm):
    extra_percent = _whole_number("Per cent extra", 300)
    extra_minutes = _whole_number("Minutes extra", 600)
    rest_minutes = _whole_number("Minutes of breaks", 240)
    untimed = BooleanField("No time limit at all")
    calm_timer = BooleanField("A clock without seconds")
    reason = _reason("Reason")

    @property
    def adjustment(self) -> Adjustment:
        return Adjustment(
            self.extra_percent.data,
            self.extra_minutes.data,
            self.rest_minutes.data,
            self.untimed.data,
            self.calm_timer.data,
        )


def _moment(label: str) -> DateTimeLocalField:
    """A time in London, as the browser's own field for it gives it."""
    fault = "Write it like 2026-12-05 17:00."
    return DateTimeLocalField(
        label,
        [Optional()],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        invalid_value_message=fault,
    )


class RegradeForm(FlaskForm):
    way = RadioField("How", [InputRequired("Choose how to mark it.")], choices=[SelectChoice(way.value) for way in Way])
    reason = _reason("Why")


class DatesForm(FlaskForm):
    opens_at = _moment("Opens")
    closes_at = _moment("Closes")
    release_at = _moment("Results are released")

    @classmethod
    def of(cls, window: Window) -> "DatesForm":
        dates = {name: moment and moment.astimezone(LONDON) for name, moment in vars(window).items()}
        return cls(formdata=None, data=dates)

    @property
    def window(self) -> Window:
        return Window(_in_london(self.opens_at), _in_london(self.closes_at), _in_london(self.release_at))

    def validate_closes_at(self, field: DateTimeLocalField) -> None:
        opens_at = self.opens_at.data
        if field.data and opens_at and field.data <= opens_at:
            raise ValidationError("A paper closes after it opens. Choose a later time.")


def _in_london(field: DateTimeLocalField) -> datetime | None:
    """As a moment in UTC: local times are not to be compared while the clocks change."""
    return field.data and field.data.replace(tzinfo=LONDON).astimezone(UTC)


def _minutes(label: str, most: int) -> IntegerField:
    fault = f"Type a whole number from 1 to {most}."
    return IntegerField(
        label,
        [InputRequired(fault), NumberRange(1, most, fault)],
        invalid_value_message=fault,
        render_kw={"min": 1, "max": most},
    )


class ExtendForm(FlaskForm):
    """More time for everyone who is sitting, whose id is 0 here, or for one of them."""

    who = SelectField("Who", coerce=int, validate_choice=False)
    minutes = _minutes("Minutes more", 600)
    reason = _reason("Reason")
    key = HiddenField(validators=[Regexp(_SHAPES["key"])])

    def __init__(self, sitting: Iterable[Person], **given: Any) -> None:
        super().__init__(**given)
        everyone = SelectChoice("0", "Everyone who is sitting it")
        self.who.choices = [everyone, *(SelectChoice(str(one.id), one.name) for one in sitting)]


class ReopenForm(FlaskForm):
    minutes = _minutes("Minutes", 1440)
    reason = _reason("Reason")


class VoidForm(FlaskForm):
    reason = _reason("Reason")
