from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, RadioField, SelectField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from ..accounts.core import Person, Role
from ..accounts.forms import EmailForm, NameForm, RolesForm, Ticks, name_field
from ..shared.text import trimmed
from ..web.clock import now
from ..web.filters import bdi
from ..web.forms import NOT_LISTED, YEARS, SiteForm
from ..web.moments import shown
from .core import Cohort, DatedCohort
from .core.cohort_dates import faults
from .core.enrolment import Deed


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


class CohortDatesForm(SiteForm):
    """From when until when a cohort is taught."""

    starts_on = DateField("Starts on", [Optional()])
    ends_on = DateField("Ends on", [Optional()])

    def __init__(self, cohort: DatedCohort, **given: Any) -> None:
        super().__init__(prefix="dates-", obj=cohort, **given)
        self._before = cohort.starts_on, cohort.ends_on

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        today = shown(now()).date()
        found = faults(self.starts_on.data, self.ends_on.data, before=self._before, today=today, ahead=YEARS)
        for name, fault in found.items():
            self[name].errors = [fault]
        return not found


class AssurerForm(SiteForm):
    """Who assures the quality of a cohort, or nobody."""

    assurer = SelectField("Internal quality assurer", coerce=int)

    def __init__(self, assurers: Iterable[Person], now_it_is: Person | None = None, **given: Any) -> None:
        super().__init__(prefix="assurer-", data={"assurer": now_it_is.id if now_it_is else 0}, **given)
        self.assurer.choices = [SelectChoice("0", "Nobody"), *_names(assurers)]


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


def _reason() -> TextAreaField:
    long = Length(max=500, message="Use at most %(max)d characters.")
    return TextAreaField("Reason", [DataRequired("Say why, in a few words."), long], filters=[trimmed])


class ArchiveForm(SiteForm):
    """Why a cohort is archived."""

    reason = _reason()

    def __init__(self, **given: Any) -> None:
        super().__init__(prefix="archive-", **given)


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


DEEDS = {
    Deed.PAUSE: "Pause: they start no timed paper, and nothing is due",
    Deed.RESUME: "Resume after a pause",
    Deed.COMPLETE: "Complete: they have finished and leave the cohort",
    Deed.WITHDRAW: "Withdraw: they leave without finishing",
    Deed.MOVE: "Move to another cohort",
}


class EnrolmentsForm(SiteForm):
    """What is done to learners of a cohort, and why. Where somebody is moved, ``to`` says into which cohort."""

    learners = Ticks("Learners", "Tick at least one learner.", coerce=int)
    deed = RadioField(
        "What",
        [InputRequired("Choose what is to happen.")],
        choices=[SelectChoice(deed.value, words) for deed, words in DEEDS.items()],
    )
    to = SelectField("Into", coerce=int, validate_choice=False)
    reason = _reason()

    def __init__(self, here: Cohort, learners: Iterable[Person], cohorts: Iterable[Cohort], **given: Any) -> None:
        super().__init__(prefix="change-", **given)
        self.learners.choices = [SelectChoice(str(person.id), bdi(person.name)) for person in learners]
        others = [cohort for cohort in cohorts if cohort.id != here.id]
        self.to.choices = [SelectChoice("0", "–"), *_cohorts(others)]

    def validate_to(self, field: SelectField) -> None:
        if self.deed.data == Deed.MOVE and str(field.data) not in {each.value for each in field.choices[1:]}:
            raise ValidationError("Choose the cohort that they move into.")

    @property
    def to_id(self) -> int | None:
        return self.to.data if self.deed.data == Deed.MOVE else None

    @property
    def into(self) -> str:
        """The name of the cohort that they move into."""
        return next((each.label for each in self.to.choices if each.value == str(self.to_id)), "")


def _cohorts(cohorts: Iterable[Cohort]) -> list[SelectChoice]:
    return [SelectChoice(str(cohort.id), cohort.name) for cohort in cohorts]


def _names(people: Iterable[Person]) -> list[SelectChoice]:
    return [SelectChoice(str(person.id), bdi(person.name) + f" ({person.email})") for person in people]
