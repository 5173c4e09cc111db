"""What an import of people would do: decided from the file and from who is there, before and again while it is done."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from hashlib import sha256

from ...accounts.core import Account, NewAccount, Role, State
from ...shared.refusal import Refusal
from . import Cohort
from .people_file import Column, PersonLine, RowProblem


@dataclass(frozen=True)
class Centre:
    """Who is there now: all accounts and cohorts, and who learns and teaches in which, as pairs of ids.

    ``adjustments`` are those of learners in words, by their ids; ``asked_by`` is who looks or imports, ``archived``
    are the names of the cohorts that take no new learners.
    """

    accounts: tuple[Account, ...]
    cohorts: tuple[Cohort, ...]
    enrolled: frozenset[tuple[int, int]]
    teaching: frozenset[tuple[int, int]]
    adjustments: Mapping[int, str]
    asked_by: int
    archived: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PlannedPerson:
    """What happens to the person of a row. ``account`` is theirs if they have one; nothing is said by blank cells.

    ``cohort`` is the name of the one that they are newly enrolled in, ``adjustments`` what is newly set;
    ``changes`` say what is, and what was before.
    """

    row: int
    account: Account | None
    becomes: NewAccount
    cohort: str | None
    adjustments: str | None
    changes: tuple[str, ...]

    @property
    def is_new(self) -> bool:
        return self.account is None

    @property
    def is_unchanged(self) -> bool:
        return self.account is not None and not self.changes


@dataclass(frozen=True)
class NewCohort:
    """A cohort that the file names and the centre has not got; ``like`` is one of nearly the same name."""

    name: str
    rows: int
    like: str | None


@dataclass(frozen=True)
class PlannedTutor:
    """A tutor who is newly assigned to a cohort."""

    cohort: str
    tutor: Account


@dataclass(frozen=True)
class Plan:
    """All that an import would do, and why some rows are left out."""

    people: tuple[PlannedPerson, ...]
    tutors: tuple[PlannedTutor, ...]
    new_cohorts: tuple[NewCohort, ...]
    making: frozenset[str]
    problems: tuple[RowProblem, ...]

    @property
    def new(self) -> list[PlannedPerson]:
        return [person for person in self.people if person.is_new]

    @property
    def changed(self) -> list[PlannedPerson]:
        return [person for person in self.people if person.account and person.changes]

    @property
    def new_addresses(self) -> list[tuple[Account, NewAccount]]:
        """Whose address changes: the account as it is, and what it becomes."""
        known = ((person.account, person.becomes) for person in self.people)
        return [(account, becomes) for account, becomes in known if account and account.email != becomes.email]

    @property
    def unchanged(self) -> list[PlannedPerson]:
        return [person for person in self.people if person.is_unchanged]

    @property
    def fingerprint(self) -> str:
        """Tells this plan from any other, so that what is done is what was looked at."""
        people = [
            (
                person.row,
                person.account and person.account.id,
                person.becomes,
                person.cohort,
                person.adjustments,
                person.changes,
            )
            for person in self.people
        ]
        tutors = [(place.cohort, place.tutor.id) for place in self.tutors]
        problems = [(problem.row, str(problem.column), problem.fault) for problem in self.problems]
        return sha256(repr((people, tutors, sorted(self.making), problems)).encode()).hexdigest()

    @property
    def imported(self) -> int:
        """How many people something happens to."""
        return len(self.new) + len(self.changed)

    @property
    def left_out(self) -> int:
        """How many rows have problems."""
        return len({problem.row for problem in self.problems})


class PlanChanged(Refusal):
    """What an import would do is another thing than what was looked at."""

    def __init__(self) -> None:
        super().__init__(
            "What would be imported has changed: by what you ticked, or by what somebody did meanwhile. Nothing has"
            " been imported. Look at it again."
        )


def unknown_cohorts(lines: Iterable[PersonLine], cohorts: Iterable[Cohort]) -> list[NewCohort]:
    """The cohorts that a file names and the centre has not got, each once, as its first row writes it."""
    known = {cohort.name.casefold(): cohort.name for cohort in cohorts}
    rows: dict[str, list[str]] = {}
    for line in lines:
        if line.cohort and line.cohort.casefold() not in known:
            rows.setdefault(line.cohort.casefold(), []).append(line.cohort)
    likes = {key: get_close_matches(key, known, n=1, cutoff=0.85) for key in rows}
    return [
        NewCohort(names[0], len(names), known[likes[key][0]] if likes[key] else None) for key, names in rows.items()
    ]


def plan(
    lines: Iterable[PersonLine], problems: Iterable[RowProblem], centre: Centre, *, making: frozenset[str]
) -> Plan:
    """What would happen to each row; ``making`` are the new cohorts that shall be made, by name.

    A person is found by the centre's reference, then by the address. Rows that cannot be followed become problems.
    """
    lines = list(lines)
    unknown = unknown_cohorts(lines, centre.cohorts)
    making &= {cohort.name for cohort in unknown}
    names = {cohort.name.casefold(): cohort.name for cohort in centre.cohorts}
    names |= {cohort.casefold(): cohort for cohort in making}
    likes = {cohort.name.casefold(): cohort.like for cohort in unknown}
    rows = _Rows(lines, centre, names, likes)
    found = [(line, rows.problems(line)) for line in lines]
    good = [line for line, faults in found if not faults]
    all_problems = sorted([*problems, *(fault for _, faults in found for fault in faults)])
    return Plan(
        tuple(rows.person(line) for line in good),
        tuple(rows.tutors(good)),
        tuple(unknown),
        making,
        tuple(all_problems),
    )


class _Rows:
    """The rows and the centre, by what rows are looked up with."""

    def __init__(
        self,
        lines: Iterable[PersonLine],
        centre: Centre,
        cohorts: Mapping[str, str],
        likes: Mapping[str, str | None],
    ) -> None:
        self._by_email = {account.email: account for account in centre.accounts}
        self._by_reference = {account.reference.casefold(): account for account in centre.accounts if account.reference}
        self._ids = {cohort.name: cohort.id for cohort in centre.cohorts}
        self._enrolled, self._teaching = centre.enrolled, centre.teaching
        self._adjustments, self._asked_by = centre.adjustments, centre.asked_by
        self._cohorts, self._likes, self._archived = cohorts, likes, centre.archived
        self._rows_of: dict[int, list[int]] = {}
        for line in lines:
            if account := self._account(line):
                self._rows_of.setdefault(account.id, []).append(line.row)

    def person(self, line: PersonLine) -> PlannedPerson:
        account = self._account(line)
        cohort = self._cohorts[line.cohort.casefold()] if line.cohort else None
        adjustments = self._adjusted(line)
        adjusted = [f"adjustments: {adjustments}"] if adjustments else []
        if account is None:
            enrolment = [f"enrolled in {cohort}"] if cohort else []
            return PlannedPerson(line.row, None, _new(line), cohort, adjustments, (*enrolment, *adjusted))
        becomes = NewAccount(
            line.name, line.email, line.reference or account.reference, line.number or account.awarding_body_number
        )
        if cohort and (account.id, self._ids.get(cohort, 0)) in self._enrolled:
            cohort = None
        enrolment = [f"enrolled in {cohort}"] if cohort else []
        changes = (*_changes(account, becomes), *enrolment, *adjusted)
        return PlannedPerson(line.row, account, becomes, cohort, adjustments, changes)

    def _adjusted(self, line: PersonLine) -> str | None:
        """What is to be set newly of the adjustments that a row says; ``None`` where it stands so already."""
        account = self._account(line)
        standing = self._adjustments.get(account.id, "none") if account else "none"
        return line.adjustments if line.adjustments != standing else None

    def tutors(self, lines: Iterable[PersonLine]) -> Iterable[PlannedTutor]:
        """The tutors whom a cohort has not got, each once."""
        asked = dict.fromkeys(
            (self._cohorts[line.cohort.casefold()], tutor) for line in lines if line.cohort for tutor in line.tutors
        )
        for cohort, email in asked:
            tutor = self._by_email[email]
            if (tutor.id, self._ids.get(cohort, 0)) not in self._teaching:
                yield PlannedTutor(cohort, tutor)

    def problems(self, line: PersonLine) -> list[RowProblem]:
        return [
            RowProblem(line.row, column, fault, remedy)
            for check in (self._whose, self._cohort, self._tutors, self._own)
            for column, fault, remedy in check(line)
        ]

    def _account(self, line: PersonLine) -> Account | None:
        by_reference = self._by_reference.get(line.reference.casefold()) if line.reference else None
        return by_reference or self._by_email.get(line.email)

    def _whose(self, line: PersonLine) -> Iterable[tuple[str, str, str]]:
        account, namesake = self._account(line), self._by_email.get(line.email)
        if account is None:
            return
        if namesake and namesake.id != account.id:
            yield (
                Column.EMAIL,
                f"The reference is that of {account.name}, and the address that of {namesake.name}",
                "Correct whichever is wrong.",
            )
            return
        others = [str(row) for row in self._rows_of[account.id] if row != line.row]
        if others:
            yield (
                Column.EMAIL,
                f"This is {account.name}, who also stands in row {', '.join(others[:5])}",
                "Keep one row for each person and remove the others.",
            )
        if line.reference and account.reference and account.reference.casefold() != line.reference.casefold():
            yield (
                Column.REFERENCE,
                f"{account.name} has this address and another reference, {account.reference}",
                "Correct the reference here or on their page, or the address.",
            )
        if account.state is State.DEACTIVATED:
            yield Column.EMAIL, f"The account of {account.name} is deactivated", "Reactivate it on their page first."
        if Role.LEARNER not in account.roles:
            yield Column.EMAIL, f"{account.name} is not a learner here", "Make them one on their page first."
        if line.email != account.email and account.roles != {Role.LEARNER}:
            yield (
                Column.EMAIL,
                f"{account.name} has another role too, so a file does not change the address they sign in with",
                f"Write {account.email}.",
            )

    def _own(self, line: PersonLine) -> Iterable[tuple[str, str, str]]:
        account = self._account(line)
        if account and account.id == self._asked_by and self._adjusted(line):
            yield Column.ADJUSTMENTS, "These are your own adjustments", "Somebody else has to set them."

    def _cohort(self, line: PersonLine) -> Iterable[tuple[str, str, str]]:
        if line.cohort and line.cohort.casefold() not in self._cohorts:
            like = self._likes[line.cohort.casefold()]
            meant = f"If “{like}” is meant, write that. " if like else ""
            yield Column.COHORT, f"There is no cohort “{line.cohort}”", f"{meant}To have it made, tick it above."
        elif line.cohort and self._cohorts[line.cohort.casefold()] in self._archived:
            yield Column.COHORT, f"The cohort “{line.cohort}” is archived", "Name another cohort, or leave it empty."

    def _tutors(self, line: PersonLine) -> Iterable[tuple[str, str, str]]:
        for email in line.tutors:
            tutor = self._by_email.get(email)
            if tutor is None:
                yield (
                    Column.TUTORS,
                    f"Nobody has the address {email}",
                    "Correct it, or add the tutor under People first.",
                )
            elif tutor.state is State.DEACTIVATED:
                yield Column.TUTORS, f"The account of {tutor.name} is deactivated", "Name another tutor."
            elif Role.TUTOR not in tutor.roles:
                yield (
                    Column.TUTORS,
                    f"{tutor.name} is not a tutor here",
                    "Make them one on their page, or name another.",
                )
            elif email == line.email:
                yield Column.TUTORS, "This learner would be their own tutor", "Name somebody else."


def _new(line: PersonLine) -> NewAccount:
    return NewAccount(line.name, line.email, line.reference, line.number)


def _changes(account: Account, becomes: NewAccount) -> Iterable[str]:
    was = replace(becomes, name=account.name, email=account.email)
    was = replace(was, reference=account.reference, awarding_body_number=account.awarding_body_number)
    said: tuple[tuple[str, Callable[[NewAccount], str | None]], ...] = (
        ("name", lambda person: person.name),
        ("e-mail", lambda person: person.email),
        ("reference", lambda person: person.reference),
        ("awarding-body number", lambda person: person.awarding_body_number),
    )
    for word, of in said:
        if of(was) != of(becomes):
            yield f"{word} {of(becomes)}, before {of(was) or 'none'}"
