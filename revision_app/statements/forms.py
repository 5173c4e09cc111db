from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ..criteria.core import Criterion
from ..evidence.files.core.file import StoredFile
from ..evidence.forms import DeclarationForm
from ..shared.text import one_line, trimmed
from ..study.core.practical.checklist import Checklist
from ..web.clock import LONDON, now
from ..web.forms import SiteForm
from .core import LINE_LIMIT, MOST_QUESTIONS, TEXT_LIMIT, Author, Said, StepOutcome, observed

EARLIEST = date(2000, 1, 1)
LONGEST = 600  # minutes


def _line(label: str, fault: str) -> StringField:
    return StringField(
        label,
        filters=[one_line],
        validators=[
            DataRequired(fault),
            Length(max=LINE_LIMIT, message=f"{label}: write at most {LINE_LIMIT} characters."),
        ],
    )


def _short(label: str) -> StringField:
    within = Length(max=LINE_LIMIT, message=f"{label}: write at most {LINE_LIMIT} characters.")
    return StringField(label, filters=[one_line], validators=[within])


def _ticks(label: str) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def _text(label: str, *first: Any) -> TextAreaField:
    within = Length(max=TEXT_LIMIT, message=f"{label}: write at most {TEXT_LIMIT:,} characters.")
    return TextAreaField(label, filters=[trimmed], validators=[*first, within])


def _day(label: str) -> DateField:
    return DateField(label, validators=[InputRequired("Write the day on which it was.")])


def _choices(criteria: tuple[Criterion, ...]) -> list[SelectChoice]:
    return [SelectChoice(criterion.id, f"{criterion.id} {criterion.title}") for criterion in criteria]


class _DatedForm(SiteForm):
    def validate_day(self, field: DateField) -> None:
        if field.data is None:
            field.errors.clear()
            raise ValidationError("Write the day as day, month and year, such as 3 5 2026.")
        if not EARLIEST <= field.data <= now().astimezone(LONDON).date():
            raise ValidationError("Write the day on which it was: today or before.")


class _RecordForm(_DatedForm):
    """What every record of a tutor has."""

    title = _line("Title", "Give it a title, so that you and the learner can find it.")
    day = _day("Day")
    standing = _line("What you are", "Write what makes you fit to say this, such as your qualification.")
    conflict = _short("Anything that could make you partial")
    comment = _text("Comment")
    criteria = _ticks("Criteria it bears on")

    def ask_of(self, criteria: tuple[Criterion, ...]) -> None:
        self.criteria.choices = _choices(criteria)

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(choice.value for choice in self.criteria.choices if choice.value in self.criteria.data)

    def said(self, name: str, content: dict[str, object], criteria: tuple[str, ...]) -> Said:
        author = Author(name, self.standing.data, "Tutor of this learner", self.conflict.data or "")
        return Said(self.title.data, self.day.data, author, {**content, "comment": self.comment.data}, criteria)


class ObservationForm(_RecordForm):
    setting = _line("Where, and with whom", "Write where it was and who was treated, without a name.")
    grade = SelectField("As a whole", choices=[])
    happened = _ticks("What fails it")

    @classmethod
    def asking(cls, checklist: Checklist, criteria: tuple[Criterion, ...]) -> "ObservationForm":
        """The form with a field for each step of the checklist."""
        form = _with_steps(checklist)()
        form.ask_of(criteria)
        form.grade.choices = [SelectChoice("", "Choose")] + [
            SelectChoice(grade.name, f"{grade.name}: {grade.means}") for grade in checklist.overall
        ]
        form.happened.choices = [SelectChoice(fail.id, fail.text.plain) for fail in checklist.fails]
        return form

    def validate_grade(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError("Say how it was as a whole.")

    def step(self, step_id: str) -> RadioField:
        return self[_field_of(step_id)]

    def observation(self, checklist: Checklist, name: str) -> Said:
        outcomes = {step.id: StepOutcome(self.step(step.id).data) for step in checklist.steps}
        content, shown = observed(checklist, outcomes, self.happened.data, self.grade.data)
        wanted = {*shown, *self.chosen}
        criteria = tuple(choice.value for choice in self.criteria.choices if choice.value in wanted)
        return self.said(name, {"setting": self.setting.data, **content}, criteria)


def _with_steps(checklist: Checklist) -> type[ObservationForm]:
    choices = [SelectChoice(outcome.value, outcome.value.capitalize()) for outcome in StepOutcome]
    fields = {
        _field_of(step.id): RadioField(step.text.plain, choices=choices, default=StepOutcome.NOT_SEEN.value)
        for step in checklist.steps
    }
    return type("ObservationForm", (ObservationForm,), fields)


def _field_of(step_id: str) -> str:
    return "step_" + step_id.replace("-", "_")


class DiscussionForm(_RecordForm):
    """Questions and answers in pairs; those left empty are left out."""

    minutes = IntegerField(
        "Minutes it took",
        validators=[
            InputRequired("Write how many minutes it took, as a whole number."),
            NumberRange(1, LONGEST, message=f"Write a whole number of minutes between 1 and {LONGEST}."),
        ],
    )

    @property
    def pairs(self) -> list[tuple[TextAreaField, TextAreaField]]:
        return [(self[f"question_{n}"], self[f"answer_{n}"]) for n in range(1, MOST_QUESTIONS + 1)]

    def validate_question_1(self, field: TextAreaField) -> None:
        if not any(question.data for question, _ in self.pairs):
            raise ValidationError("Write at least one question and what the learner answered.")

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        for question, answer in self.pairs:
            if bool(question.data) != bool(answer.data):
                lacking = answer if question.data else question
                lacking.errors = [*lacking.errors, f"Write the {'answer' if question.data else 'question'} as well."]
                sound = False
        return sound

    def discussion(self, name: str) -> Said:
        exchanges = [[question.data, answer.data] for question, answer in self.pairs if question.data]
        return self.said(name, {"minutes": self.minutes.data, "exchanges": exchanges}, self.chosen)


for _n in range(1, MOST_QUESTIONS + 1):
    setattr(DiscussionForm, f"question_{_n}", _text(f"Question {_n}"))
    setattr(DiscussionForm, f"answer_{_n}", _text(f"Answer {_n}"))


class AskForm(SiteForm):
    witness = _line("Whom you ask", "Write who saw it, so that you know whose link it is.")
    about = _line("What they saw", "Write what you ask about, without a client’s name.")


class WitnessForm(_DatedForm):
    name = _line("Your name", "Write your name.")
    standing = _line("What you are", "Write your role or qualification.")
    relation = _line("How you know the learner", "Write how you know the learner.")
    partial = RadioField(
        "Could anything make you partial?",
        choices=[SelectChoice("no", "No"), SelectChoice("yes", "Yes, and I say what below")],
        validators=[InputRequired("Say whether anything could make you partial: family, friendship, money.")],
    )
    conflict = _short("If yes, what could make you partial")
    day = _day("Day on which you saw it")
    saw = _text("What you saw", DataRequired("Describe what you saw."))
    declared = BooleanField(
        "This is true, I saw it myself, and it names no client",
        validators=[InputRequired("Read what you wrote, then tick this if it is true.")],
    )

    def validate_conflict(self, field: StringField) -> None:
        if self.partial.data == "yes" and not field.data:
            raise ValidationError("Say what could make you partial.")
        if self.partial.data == "no" and field.data:
            raise ValidationError("You chose no. Choose yes, or empty this.")

    def statement(self, about: str) -> Said:
        conflict = self.conflict.data if self.partial.data == "yes" else ""
        author = Author(self.name.data, self.standing.data, self.relation.data, conflict)
        return Said(about, self.day.data, author, {"saw": self.saw.data})


class HandInForm(DeclarationForm):
    criteria = _ticks("Criteria this shows")
    recordings = _ticks("Recordings of it")

    @classmethod
    def asking(
        cls, criteria: tuple[Criterion, ...], suggested: tuple[str, ...], recordings: Iterable[StoredFile]
    ) -> "HandInForm":
        form = cls(data={"criteria": list(suggested)})
        form.criteria.choices = _choices(criteria)
        form.recordings.choices = [SelectChoice(str(file.id), file.title) for file in recordings]
        return form

    @property
    def chosen_recordings(self) -> tuple[int, ...]:
        ticked = self.recordings.data or ()
        return tuple(int(choice.value) for choice in self.recordings.choices if choice.value in ticked)

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(choice.value for choice in self.criteria.choices if choice.value in self.criteria.data)
