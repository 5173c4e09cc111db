from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from ..shared.text import trimmed
from ..web.forms import SiteForm
from .core.erasure import REASON_LIMIT


class HoldForm(SiteForm):
    reason = TextAreaField(
        "Why their data has to stay for now",
        filters=[trimmed],
        validators=[
            DataRequired("Say why, such as an appeal that is not decided."),
            Length(max=REASON_LIMIT, message=f"Keep it to {REASON_LIMIT} characters."),
        ],
    )


class EraseForm(SiteForm):
    sure = BooleanField(
        "I have checked who this is, and that nothing is left to decide on their work",
        validators=[InputRequired("Tick that you have checked it. Erasing cannot be undone.")],
    )


class MergeForm(SiteForm):
    seen = HiddenField()
    sure = BooleanField(
        "I have checked that both accounts are of one person",
        validators=[InputRequired("Tick that you have checked it. Merging cannot be undone.")],
    )
