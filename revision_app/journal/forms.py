from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from ..accounts.forms import NOT_LISTED
from ..criteria.core import Criterion
from ..evidence.forms import DeclarationForm
from ..shared.text import one_line, trimmed
from .core.guide import Guide, Stage
from .core.text import STAGE_LIMIT, TITLE, TITLE_LIMIT, WORDING_LIMIT, Found, Text


def _title() -> StringField:
    return StringField(
        "Title",
        filters=[one_line],
        validators=[
            InputRequired("Give the reflection a title, so that you and your tutor can find it."),
            Length(min=1, max=TITLE_LIMIT, message=f"Write a title of at most {TITLE_LIMIT} characters."),
        ],
    )


def _within_limit(_form: FlaskForm, stage: Field) -> None:
    over = len(stage.data) - STAGE_LIMIT
    if over > 0:
        raise ValidationError(
            f"{stage.label.text} is {over:,} characters over the limit of {STAGE_LIMIT:,}. Shorten it."
        )


class StartForm(FlaskForm):
    title = _title()


class HandInForm(DeclarationForm):
    anonymous = BooleanField(
        "Nothing here identifies my client",
        validators=[
            InputRequired("Read your reflection for anything that could identify your client, then tick this.")
        ],
    )


class WordingForm(FlaskForm):
    """Another wording for one finding of the anonymity check, or for all that are like it."""

    passage = SelectField(choices=[TITLE, *Stage])
    start = IntegerField(validators=[InputRequired()])
    end = IntegerField(validators=[InputRequired()])
    wording = StringField(
        filters=[one_line],
        validators=[Length(max=WORDING_LIMIT, message=f"Write a wording of at most {WORDING_LIMIT} characters.")],
    )
    everywhere = SubmitField()

    @property
    def found(self) -> Found:
        return Found(self.passage.data, self.start.data, self.end.data)


class NameForm(FlaskForm):
    """A name that is no client's, or that is to be checked again after all."""

    name = StringField(filters=[one_line], validators=[Length(min=1, max=WORDING_LIMIT)])


class ReflectionForm(FlaskForm):
    """The six stages as text areas named by stage, beside the title and the criteria."""

    title = _title()
    criteria = SelectMultipleField("Criteria this shows", choices=[], invalid_choice_message=NOT_LISTED)
    kept_back = SelectMultipleField("Keep to myself", choices=[], invalid_choice_message=NOT_LISTED)
    hand_in = SubmitField("Continue to hand in")

    @classmethod
    def asking(cls, guide: Guide, criteria: tuple[Criterion, ...], text: Text) -> "ReflectionForm":
        """The form with what was posted, or else with the text as it is kept."""
        form = cls(data={"title": text.title, "criteria": text.criteria, "kept_back": text.kept_back, **text.writing})
        form.criteria.choices = [SelectChoice(criterion.id, criterion.title) for criterion in criteria]
        form.kept_back.choices = [SelectChoice(prompt.id.value, prompt.title) for prompt in guide.stages]
        for prompt in guide.stages:
            form[prompt.id].label.text = prompt.title
        return form

    @property
    def text(self) -> Text:
        chosen = [choice.value for choice in self.criteria.choices if choice.value in self.criteria.data]
        kept_back = tuple(stage for stage in Stage if stage in self.kept_back.data)
        return Text(self.title.data, {stage: self[stage].data for stage in Stage}, tuple(chosen), kept_back)


for _stage in Stage:
    setattr(
        ReflectionForm,
        _stage.value,
        TextAreaField(filters=[trimmed], validators=[_within_limit]),
    )
