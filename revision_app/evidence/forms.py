from collections.abc import Sequence

from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from ..accounts.access import me
from ..shared.text import one_line, trimmed
from ..web.forms import SiteForm
from .core.declaration import AI_USE_LIMIT, OWN_WORK, Declaration
from .core.passage import NoSuchPassage, Part, Passage, choices

SHOWN = 90  # characters of a sentence, where it stands in a list to choose from


class DeclarationForm(SiteForm):
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


class PassageField(SelectField):
    """Words of a text: a sentence from a list, or any that a script has put into it."""

    data: str | None

    def __init__(self, label: str, **given: object) -> None:
        other = {"data-other": "The words that you selected"}
        super().__init__(label, filters=[one_line], validate_choice=False, choices={}, render_kw=other, **given)
        self.parts: Sequence[Part] = ()

    def offer(self, parts: Sequence[Part]) -> None:
        """List the sentences of these parts; of what was chosen that is none of them, its words as well."""
        self.parts = parts
        listed = {
            part.title: [SelectChoice(str(passage), _shortened(words)) for passage, words in choices(part)]
            for part in parts
        }
        groups = {"": [SelectChoice("", "Choose a sentence")]}
        every = {choice.value for several in listed.values() for choice in several}
        if self.data not in every and (passage := self.passage):
            groups["Selected words"] = [SelectChoice(str(passage), _shortened(passage.words(parts)))]
            self.data = str(passage)
        self.choices = groups | {title: several for title, several in listed.items() if several}

    @property
    def passage(self) -> Passage | None:
        """What was chosen; ``None`` where that is nothing in the text."""
        try:
            return Passage.said(self.data or "", self.parts)
        except NoSuchPassage:
            return None


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"
