from typing import Any, get_args

from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from ...criteria.library import qualification
from ...shared.text import one_line
from ...web.forms import Between, SiteForm
from ..bank import library
from ..bank.core.items import KINDS
from ..bank.core.items.base import Level
from .core.recipe import MOST_MINUTES, MOST_QUESTIONS, Only, Recipe

LONGEST_NAME = 80
NOW, AT_END = "now", "end"
ONLY = {
    Only.ANY: "All questions",
    Only.NEW: "New to me",
    Only.MISSED: "I missed",
    Only.CERTAIN_AND_WRONG: "I was certain and wrong",
    Only.FLAGGED: "I flagged",
}


def _any(label: str) -> SelectField:
    return SelectField(label, default="", choices=[])


def _number(label: str, most: int, fault: str, *validators: Any, **more: Any) -> IntegerField:
    return IntegerField(
        label,
        [*validators, Between(1, most, fault)],
        invalid_value_message=fault,
        render_kw={"min": 1, "max": most},
        **more,
    )


class RecipeForm(SiteForm):
    """What a learner chooses for an own test; an empty choice may be anything."""

    only = RadioField("Which questions", default=Only.ANY, choices=[SelectChoice(o, ONLY[o]) for o in Only])
    unit = _any("Unit")
    criterion = _any("Criterion")
    kind = _any("Kind of question")
    level = _any("Difficulty")
    count = _number(
        "How many questions", MOST_QUESTIONS, f"Type a whole number from 1 to {MOST_QUESTIONS}.", default=10
    )
    minutes = _number(
        "Time limit in minutes",
        MOST_MINUTES,
        f"Type a whole number from 1 to {MOST_MINUTES}, or leave it empty for no limit.",
        Optional(),
    )
    reasons = RadioField(
        "Reasons",
        default=NOW,
        choices=[SelectChoice(NOW, "As soon as I ask"), SelectChoice(AT_END, "At the end")],
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        items = library.bank().items.values()
        units = sorted({version.item.section.partition("#")[0] for version in items})
        kinds = {version.item.kind for version in items if version.item.kind != "branching_case"}
        levels = {version.item.difficulty for version in items}
        criteria = qualification().criteria
        self.unit.choices = [_ANY, *(SelectChoice(unit, unit.replace("-", " ").capitalize()) for unit in units)]
        self.criterion.choices = [_ANY, *(SelectChoice(c.id, f"{c.id} {c.title}") for c in criteria)]
        self.kind.choices = [_ANY, *(SelectChoice(name, KINDS[name].NAME) for name in KINDS if name in kinds)]
        self.level.choices = [
            _ANY,
            *(SelectChoice(name, name.capitalize()) for name in get_args(Level) if name in levels),
        ]

    @classmethod
    def of(cls, chosen: Recipe) -> "RecipeForm":
        reasons = AT_END if chosen.at_end else NOW
        return cls(formdata=None, data={**vars(chosen), "reasons": reasons})

    @property
    def recipe(self) -> Recipe:
        return Recipe(
            self.unit.data or None,
            self.criterion.data or None,
            self.kind.data or None,
            self.level.data or None,
            Only(self.only.data),
            self.count.data,
            self.minutes.data,
            self.reasons.data == AT_END,
        )


class NameForm(SiteForm):
    """The name of a recipe."""

    name = StringField(
        "Name",
        filters=[one_line],
        validators=[
            InputRequired("Give the recipe a name, so that you find it again."),
            Length(min=1, max=LONGEST_NAME, message=f"Write a name of 1 to {LONGEST_NAME} characters."),
        ],
    )


_ANY = SelectChoice("", "Any")
