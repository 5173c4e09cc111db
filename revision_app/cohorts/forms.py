from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import ValidationError
from wtforms.fields.choices import SelectChoice

from ..accounts.core import Person, Role
from ..accounts.forms import EmailForm, NameForm, RolesForm, Ticks, name_field
from .core import Cohort


class NewPersonForm(NameForm, EmailForm, RolesForm):
    cohorts = Ticks("Cohorts", coerce=int)

    def __init__(self, cohorts: Iterable[Cohort]) -> None:
        super().__init__()
        self.cohorts.choices = [SelectChoice(str(cohort.id), cohort.name) for cohort in cohorts]

    def validate_cohorts(self, field: Ticks) -> None:
        if field.data and not {Role.LEARNER, Role.TUTOR} & set(self.roles.data or ()):
            raise ValidationError("Only learners and tutors belong to cohorts. Choose such a role, or no cohort.")


class CohortForm(FlaskForm):
    name = name_field("Name", "Give the cohort a name.")


class EnrolForm(FlaskForm):
    learners = Ticks("Learners to enrol", "Tick at least one learner.", coerce=int)

    def __init__(self, learners: Iterable[Person]) -> None:
        super().__init__()
        self.learners.choices = _names(learners)


class AssignForm(FlaskForm):
    tutors = Ticks("Tutors to assign", "Tick at least one tutor.", coerce=int)

    def __init__(self, tutors: Iterable[Person]) -> None:
        super().__init__()
        self.tutors.choices = _names(tutors)


def _names(people: Iterable[Person]) -> list[SelectChoice]:
    return [SelectChoice(str(person.id), f"{person.name} ({person.email})") for person in people]
