"""Why a tutor decides something, and how an item is marked again."""

from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from ...shared.text import trimmed
from ...web.forms import SiteForm
from ..attempts.core.grading import Way


def reason_field(label: str) -> TextAreaField:
    return TextAreaField(
        label,
        [DataRequired("Say why, in a few words."), Length(max=500, message="Use at most %(max)d characters.")],
        filters=[trimmed],
    )


class RegradeForm(SiteForm):
    way = RadioField(
        "How",
        [InputRequired("Choose how to mark it.")],
        choices=[SelectChoice(way.value) for way in Way],
    )
    reason = reason_field("Why")
