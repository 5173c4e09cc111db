"""Why a tutor decides something, and how an item is marked again."""

from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from ...accounts.forms import NOT_LISTED
from ...shared.text import trimmed
from ..attempts.core.grading import Way


def reason_field(label: str) -> TextAreaField:
    return TextAreaField(
        label,
        [DataRequired("Say why, in a few words."), Length(max=500, message="Use at most %(max)d characters.")],
        filters=[trimmed],
    )


class RegradeForm(FlaskForm):
    way = RadioField(
        "How",
        [InputRequired("Choose how to mark it.")],
        choices=[SelectChoice(way.value) for way in Way],
        invalid_choice_message=NOT_LISTED,
    )
    reason = reason_field("Why")
