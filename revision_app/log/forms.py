from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from ..criteria.core import Criterion
from ..evidence.forms import DeclarationForm
from ..shared.text import one_line
from ..web.forms import SiteForm
from .core.guide import Guide
from .core.record import Record
from .core.selection import TITLE_LIMIT, Choice


def _title() -> StringField:
    return StringField(
        "Title",
        filters=[one_line],
        validators=[
            InputRequired("Give the selection a title, so that you and your tutor can find it."),
            Length(min=1, max=TITLE_LIMIT, message=f"Write a title of at most {TITLE_LIMIT} characters."),
        ],
    )


class StartForm(SiteForm):
    title = _title()


class SelectionForm(SiteForm):
    title = _title()
    records = SelectMultipleField("Records", choices=[], coerce=str)
    criteria = SelectMultipleField("Criteria this shows", choices=[])

    @classmethod
    def asking(
        cls, guide: Guide, records: list[Record], criteria: tuple[Criterion, ...], choice: Choice
    ) -> "SelectionForm":
        """The form with what was posted, or else with the choice as it is kept."""
        data = {"title": choice.title, "records": list(map(str, choice.records)), "criteria": list(choice.criteria)}
        form = cls(data=data)
        form.records.choices = [SelectChoice(str(record.id), guide.title_of(record.values)) for record in records]
        form.criteria.choices = [SelectChoice(criterion.id, criterion.title) for criterion in criteria]
        return form

    @property
    def choice(self) -> Choice:
        records = tuple(int(choice.value) for choice in self.records.choices if choice.value in self.records.data)
        criteria = tuple(choice.value for choice in self.criteria.choices if choice.value in self.criteria.data)
        return Choice(self.title.data, records, criteria)


class HandInForm(DeclarationForm):
    anonymous = BooleanField(
        "Nothing here identifies anybody whom these records are about",
        validators=[InputRequired("Read the records for anything that could identify somebody, then tick this.")],
    )


def _asked(label: str, fault: str) -> StringField:
    return StringField(
        label,
        filters=[one_line],
        validators=[
            InputRequired(fault),
            Length(min=1, max=120, message=f"{label}: write between 1 and 120 characters."),
        ],
    )


class CountersignForm(SiteForm):
    name = _asked("Your name", "Write your name.")
    role = _asked("Your role", "Write what you were to the learner, such as supervisor.")
    registration = StringField(
        "Registration number",
        filters=[one_line],
        validators=[Length(max=60, message="Registration number: write at most 60 characters.")],
    )
    declared = BooleanField(validators=[InputRequired("Read the declaration, then tick it if it is true.")])
