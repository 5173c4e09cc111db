from collections.abc import Iterable

from wtforms import SelectMultipleField, StringField, SubmitField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from ...criteria.core import Criterion
from ...shared.text import one_line, trimmed
from ...web.forms import SiteForm
from ..files.core.file import StoredFile
from ..forms import DeclarationForm
from .core import ABOUT_LIMIT, MOST_FILES, TITLE_LIMIT, Text


def _title() -> StringField:
    return StringField(
        "Title",
        filters=[one_line],
        validators=[
            InputRequired("Give the set a title, so that you and your tutor can find it."),
            Length(min=1, max=TITLE_LIMIT, message=f"Write a title of at most {TITLE_LIMIT} characters."),
        ],
    )


class StartForm(SiteForm):
    title = _title()


class HandInForm(DeclarationForm):
    pass


class SetForm(SiteForm):
    title = _title()
    about = TextAreaField(
        "What the files show",
        filters=[trimmed],
        validators=[Length(max=ABOUT_LIMIT, message=f"Write at most {ABOUT_LIMIT:,} characters.")],
    )
    criteria = SelectMultipleField("Criteria this shows", choices=[])
    files = SelectMultipleField("Files", choices=[], coerce=str, validate_choice=True)
    hand_in = SubmitField("Continue to hand in")

    def validate_files(self, field: SelectMultipleField) -> None:
        if len(field.data or ()) > MOST_FILES:
            raise ValidationError(f"Choose at most {MOST_FILES} files. Make a second set for the others.")

    @classmethod
    def asking(cls, text: Text, criteria: Iterable[Criterion], files: Iterable[StoredFile]) -> "SetForm":
        """The form with what was posted, or else with the set as it is kept."""
        kept = {"title": text.title, "about": text.about, "criteria": text.criteria}
        form = cls(data=kept | {"files": [str(file_id) for file_id in text.files]})
        form.criteria.choices = [SelectChoice(criterion.id, criterion.title) for criterion in criteria]
        form.files.choices = [SelectChoice(str(file.id), file.title) for file in files]
        return form

    @property
    def text(self) -> Text:
        chosen = [choice.value for choice in self.criteria.choices if choice.value in self.criteria.data]
        files = [int(choice.value) for choice in self.files.choices if choice.value in self.files.data]
        return Text(self.title.data, self.about.data, tuple(chosen), tuple(files))
