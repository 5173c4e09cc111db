from collections.abc import Iterable

from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from ..accounts.core import Person, Role
from ..accounts.forms import EmailForm, NameForm, RolesForm, Ticks, name_field
from ..web.filters import bdi
from ..web.forms import NOT_LISTED, SiteForm
from .core import Cohort


class NewPersonForm(NameForm, EmailForm, RolesForm):
    cohorts = Ticks("Cohorts", coerce=int)

    def __init__(self, cohorts: Iterable[Cohort]) -> None:
        super().__init__()
        self.cohorts.choices = _cohorts(cohorts)

    def validate_cohorts(self, field: Ticks) -> None:
        if field.data and not {Role.LEARNER, Role.TUTOR} & set(self.roles.data or ()):
            raise ValidationError("Only learners and tutors belong to cohorts. Choose such a role, or no cohort.")


class PeopleFileForm(SiteForm):
    file = FileField("Spreadsheet", [FileRequired("Choose a file.")], render_kw={"accept": ".xlsx,.csv,.tsv,.txt"})


class CohortForm(SiteForm):
    name = name_field("Name", "Give the cohort a name.")


class EnrolForm(SiteForm):
    learners = Ticks("Learners to enrol", "Tick at least one learner.", coerce=int)

    def __init__(self, learners: Iterable[Person]) -> None:
        super().__init__()
        self.learners.choices = _names(learners)


class AssignForm(SiteForm):
    tutors = Ticks("Tutors to assign", "Tick at least one tutor.", coerce=int)

    def __init__(self, tutors: Iterable[Person]) -> None:
        super().__init__()
        self.tutors.choices = _names(tutors)


def _one_cohort(label: str) -> SelectField:
    return SelectField(label, [InputRequired(NOT_LISTED)], coerce=int)


class PlaceForm(SiteForm):
    """Into which cohort a learner goes, and out of which one; with ``leaves`` empty they are in none before."""

    leaves = _one_cohort("Out of")
    to = _one_cohort("Into")

    def __init__(self, leaves: Iterable[Cohort], to: Iterable[Cohort]) -> None:
        super().__init__(prefix="place-")
        self.leaves.choices, self.to.choices = _cohorts(leaves), _cohorts(to)
        if not self.leaves.choices:
            del self.leaves

    @property
    def chosen(self) -> str:
        """The name of the cohort that they go into."""
        return next(choice.label for choice in self.to.choices if choice.value == str(self.to.data))


def _cohorts(cohorts: Iterable[Cohort]) -> list[SelectChoice]:
    return [SelectChoice(str(cohort.id), cohort.name) for cohort in cohorts]


def _names(people: Iterable[Person]) -> list[SelectChoice]:
    return [SelectChoice(str(person.id), bdi(person.name) + f" ({person.email})") for person in people]
