from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from ..accounts.core import Person
from ..shared.text import one_line, trimmed
from ..web.forms import SiteForm
from ..web.ids import whole
from .core import TEXT_LIMIT, TITLE_LIMIT, Draft

NOT_THEIRS = "Choose among the people who are listed; the list may have changed."


def _number(typed: object) -> int:
    return whole(str(typed)) or 0


class AnswerForm(SiteForm):
    text = TextAreaField(
        "Your answer",
        filters=[trimmed],
        validators=[
            DataRequired("Write what you want to say."),
            Length(max=TEXT_LIMIT, message=f"Write at most {TEXT_LIMIT:,} characters."),
        ],
    )


class AnnouncementForm(AnswerForm):
    title = StringField(
        "What it is about",
        filters=[one_line],
        validators=[
            DataRequired("Say in a few words what it is about."),
            Length(max=TITLE_LIMIT, message=f"What it is about: write at most {TITLE_LIMIT} characters."),
        ],
    )
    text = TextAreaField("Message", filters=[trimmed], validators=list(AnswerForm.text.kwargs["validators"]))

    @property
    def draft(self) -> Draft:
        return Draft(self.title.data, self.text.data)


class MessageForm(AnnouncementForm):
    to = SelectMultipleField(
        "To",
        choices=[],
        coerce=_number,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[DataRequired("Choose who is to read it.")],
        validate_choice=False,  # done below in words: somebody may have left since the page was opened
    )

    def offer(self, people: list[Person], chosen: set[int]) -> None:
        """List these people, with those ticked who were chosen on the page before."""
        self.to.choices = [SelectChoice(each.id, each.name) for each in people]
        if not self.is_submitted():
            self.to.data = [each.id for each in people if each.id in chosen]

    def validate_to(self, field: SelectMultipleField) -> None:
        if not set(field.data) <= {choice.value for choice in field.choices}:
            field.errors.append(NOT_THEIRS)
