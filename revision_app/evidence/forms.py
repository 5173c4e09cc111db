from flask_wtf import FlaskForm
from wtforms import BooleanField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from ..accounts.access import me
from ..shared.text import trimmed
from .core.declaration import AI_USE_LIMIT, OWN_WORK, Declaration


class DeclarationForm(FlaskForm):
    """What everybody declares who hands something in: the form of each kind builds on it.

    Its template includes ``evidence/declaration.html``.
    """

    own_work = BooleanField(OWN_WORK, validators=[InputRequired("Hand in what is your own work, and tick that it is.")])
    ai_use = TextAreaField(
        "How you used AI for it",
        filters=[trimmed],
        validators=[
            DataRequired("Say how you used AI, or write “no AI”."),
            Length(max=AI_USE_LIMIT, message=f"Keep it to {AI_USE_LIMIT:,} characters."),
        ],
    )

    @property
    def declaration(self) -> Declaration:
        return Declaration(self.ai_use.data, OWN_WORK, me().mark)
