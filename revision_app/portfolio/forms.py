from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from ..accounts.access import me
from ..evidence.core.declaration import AI_USE_LIMIT, Declaration
from ..shared.text import trimmed
from ..web.forms import SiteForm
from .core.declaring import ALL_WORK
from .exports import PDF, ZIP


class ExportForm(SiteForm):
    kind = RadioField(
        "Format",
        choices=[
            SelectChoice(ZIP, "ZIP, to keep: anybody can check that nothing in it was changed"),
            SelectChoice(PDF, "PDF, to read or print"),
        ],
        default=ZIP,
    )


class AllWorkForm(SiteForm):
    """What is declared of all one's work at the end."""

    all_work = BooleanField(ALL_WORK, validators=[InputRequired("Tick that it is so, or tell your tutor what is not.")])
    ai_use = TextAreaField(
        "How you used AI for it as a whole",
        filters=[trimmed],
        validators=[
            DataRequired("Say how you used AI, or write “no AI”."),
            Length(max=AI_USE_LIMIT, message=f"Keep it to {AI_USE_LIMIT:,} characters."),
        ],
    )

    @property
    def declaration(self) -> Declaration:
        return Declaration(self.ai_use.data, ALL_WORK, me().mark)
