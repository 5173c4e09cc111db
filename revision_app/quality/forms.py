from collections.abc import Iterable, Mapping

from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from ..cohorts.core import Cohort
from ..criteria.core import Criterion
from ..marking.core.submission import Outcome
from ..shared.text import one_line, trimmed
from ..web.forms import Between, SiteForm
from .core import MOST, REASON_LIMIT, SEED_LIMIT, Wanted

_SIZE = f"Type a whole number from 1 to {MOST}."


def _select(label: str) -> SelectField:
    return SelectField(label, filters=[one_line])


class SampleForm(SiteForm):
    """What a sample is to be drawn from."""

    assessor = _select("Assessor")
    cohort = _select("Cohort")
    criterion = _select("Criterion")
    outcome = _select("Decision")
    size = IntegerField(
        "How many decisions",
        [InputRequired(_SIZE), Between(1, MOST, _SIZE)],
        invalid_value_message=_SIZE,
        render_kw={"min": 1, "max": MOST},
    )
    seed = StringField(
        "Seed",
        filters=[one_line],
        validators=[
            DataRequired("Type a seed: any words, such as the date."),
            Length(max=SEED_LIMIT, message=f"Keep the seed to {SEED_LIMIT} characters."),
        ],
    )

    def __init__(
        self, assessors: Mapping[int, str], cohorts: Iterable[Cohort], criteria: Iterable[Criterion], *, seed: str
    ) -> None:
        super().__init__(data={"size": 5, "seed": seed})
        self.assessor.choices = [
            SelectChoice("", "All assessors"),
            *(SelectChoice(str(id_), name) for id_, name in assessors.items()),
        ]
        self.cohort.choices = [
            SelectChoice("", "All cohorts"),
            *(SelectChoice(str(cohort.id), cohort.name) for cohort in cohorts),
        ]
        self.criterion.choices = [
            SelectChoice("", "All criteria"),
            *(SelectChoice(each.id, f"{each.id} {each.title}") for each in criteria),
        ]
        self.outcome.choices = [
            SelectChoice("", "All decisions"),
            *(SelectChoice(outcome.value, outcome.value.capitalize()) for outcome in Outcome),
        ]
        for field in (self.assessor, self.cohort, self.criterion, self.outcome):
            field.data = field.data or ""

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            self.size.data,
            self.seed.data,
            int(self.assessor.data) if self.assessor.data else None,
            int(self.cohort.data) if self.cohort.data else None,
            self.criterion.data,
            Outcome(self.outcome.data) if self.outcome.data else None,
        )


class ReasonForm(SiteForm):
    """Why a decision is returned, or what is noted as it is confirmed; or why an assessor stands by it."""

    reason = TextAreaField(
        "Reason",
        filters=[trimmed],
        validators=[Length(max=REASON_LIMIT, message=f"Keep the reason to {REASON_LIMIT:,} characters.")],
    )
