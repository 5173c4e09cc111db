from collections.abc import Iterable, Sequence
from functools import lru_cache

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

from ..criteria.core import Criterion
from ..evidence.core.passage import Part
from ..evidence.forms import DeclarationForm, PassageField
from ..shared.text import one_line, trimmed
from ..web.forms import SiteForm
from . import library
from .core.guide import NO_CONTEXT, Guide
from .core.reflection import Reflection
from .core.text import STAGE_LIMIT, TITLE_LIMIT, WORDING_LIMIT, Found, Text


def _title() -> StringField:
    return StringField(
        "Title",
        filters=[one_line],
        validators=[
            InputRequired("Give the reflection a title, so that you and your tutor can find it."),
            Length(min=1, max=TITLE_LIMIT, message=f"Write a title of at most {TITLE_LIMIT} characters."),
        ],
    )


def _within_limit(_form: SiteForm, stage: Field) -> None:
    over = len(stage.data) - STAGE_LIMIT
    if over > 0:
        raise ValidationError(
            f"{stage.label.text} is {over:,} characters over the limit of {STAGE_LIMIT:,}. Shorten it."
        )


class StartForm(SiteForm):
    title = _title()
    context = SelectField("What it is about", default="", choices=[])
    model = SelectField("How to reflect", default="", choices=[])

    @classmethod
    def offering(cls, models: library.Models, continued: Reflection | None = None) -> "StartForm":
        """The form with what can be chosen; going on from another, its context and model are chosen already."""
        form = cls(data={"context": continued.text.context, "model": continued.model} if continued else {})
        form.context.choices = _contexts(models.guide)
        form.model.choices = [("", models.guide.model), *((name, each.name) for name, each in models.others.items())]
        for field in (form.context, form.model):
            if not form.is_submitted() and field.data not in [value for value, *_ in field.choices]:
                field.data = ""  # what the other was begun with is no longer there
        return form


def _contexts(guide: Guide) -> list[tuple[str, str]]:
    return [("", NO_CONTEXT), *((context.id, context.title) for context in guide.contexts)]


class HandInForm(DeclarationForm):
    anonymous = BooleanField(
        "Nothing here identifies my client",
        validators=[
            InputRequired("Read your reflection for anything that could identify your client, then tick this.")
        ],
    )


class PassageForm(SiteForm):
    """Words of a draft, and the criterion that they show: one of those that the draft is tagged with."""

    passage = PassageField("Words in your reflection")
    criterion = SelectField("Criterion they show", filters=[one_line])

    @classmethod
    def offering(cls, parts: Sequence[Part], criteria: Iterable[Criterion]) -> "PassageForm":
        form = cls()
        form.passage.offer(parts)
        form.criterion.choices = [SelectChoice(each.id, f"{each.id} {each.title}") for each in criteria]
        return form

    def validate_passage(self, field: PassageField) -> None:
        if not field.passage:
            raise ValidationError("Choose the words that show it.")


class WordingForm(SiteForm):
    """Another wording for one finding of the anonymity check, or for all that are like it."""

    passage = StringField()
    start = IntegerField(validators=[InputRequired()])
    end = IntegerField(validators=[InputRequired()])
    wording = StringField(
        filters=[one_line],
        validators=[Length(max=WORDING_LIMIT, message=f"Write a wording of at most {WORDING_LIMIT} characters.")],
    )
    everywhere = SubmitField()

    def validate_passage(self, passage: Field) -> None:
        if passage.data not in self.passages:
            raise ValidationError("There is no such passage.")

    @classmethod
    def of(cls, text: Text) -> "WordingForm":
        form = cls()
        form.passages = text.passages
        return form

    @property
    def found(self) -> Found:
        return Found(self.passage.data, self.start.data, self.end.data)


class NameForm(SiteForm):
    """A name that is no client's, or that is to be checked again after all."""

    name = StringField(filters=[one_line], validators=[Length(min=1, max=WORDING_LIMIT)])


class ReflectionForm(SiteForm):
    """The stages as text areas named by stage, beside the title, the criteria and what it is about."""

    title = _title()
    criteria = SelectMultipleField("Criteria this shows", choices=[])
    kept_back = SelectMultipleField("Keep to myself", choices=[])
    context = SelectField("What this is about", default="", choices=[])
    depth = SelectField(choices=["", "on", "off"], default="")
    hand_in = SubmitField("Continue to hand in")
    passages = SubmitField("Mark where it shows them")

    @classmethod
    def asking(cls, guide: Guide, criteria: tuple[Criterion, ...], draft: Reflection) -> "ReflectionForm":
        """The form with what was posted, or else with the draft as it is kept."""
        text = draft.text
        about = {"title": text.title, "criteria": text.criteria, "kept_back": text.kept_back, "context": text.context}
        form = _with_stages(text.stages)(data={**about, **text.writing})
        form.stages = text.stages
        form.context.choices = _contexts(guide)
        if text.context not in [value for value, *_ in form.context.choices]:
            form.context.choices.append((text.context, text.context))  # its file no longer has it
        form.criteria.choices = [SelectChoice(criterion.id, criterion.title) for criterion in criteria]
        form.kept_back.choices = [SelectChoice(name, draft.asking.title_of(name)) for name in text.stages]
        for name in text.stages:
            form[name].label.text = draft.asking.title_of(name)
        return form

    @property
    def text(self) -> Text:
        chosen = [choice.value for choice in self.criteria.choices if choice.value in self.criteria.data]
        kept_back = tuple(name for name in self.stages if name in self.kept_back.data)
        writing = {name: self[name].data for name in self.stages}
        return Text(self.title.data, writing, tuple(chosen), kept_back, self.context.data, self.stages)


@lru_cache(maxsize=64)
def _with_stages(names: tuple[str, ...]) -> type[ReflectionForm]:
    """The form with a text area for each of these stages."""
    areas = {str(name): TextAreaField(filters=[trimmed], validators=[_within_limit]) for name in names}
    return type("ReflectionFormWithStages", (ReflectionForm,), areas)
