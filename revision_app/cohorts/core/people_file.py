"""A table of people as a centre writes it: which column is which, and what is wrong in each row by itself."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize

from ...accounts.core import EMAIL_LENGTH, NAME_LENGTH, NUMBER_LENGTH
from ...accounts.core.addresses import address_of, is_address
from ...shared.refusal import Refusal
from ...shared.text import one_line

_SEARCHED = 10  # rows among which the headings are looked for: a title may stand above them
_MOST_TUTORS = 20


class Column(StrEnum):
    """What a column holds, in the words of its usual heading."""

    NAME = "Name"
    FIRST_NAME = "First name"
    LAST_NAME = "Last name"
    EMAIL = "E-mail"
    REFERENCE = "Centre reference"
    NUMBER = "Awarding-body number"
    COHORT = "Cohort"
    TUTORS = "Tutors"
    ADJUSTMENTS = "Adjustments"


HEADINGS = {
    Column.NAME: "name, full name, learner, learner name, name of learner, student, student name, candidate,"
    " candidate name, participant",
    Column.FIRST_NAME: "first name, first names, forename, forenames, given name, given names",
    Column.LAST_NAME: "last name, surname, family name, second name",
    Column.EMAIL: "e mail, email, mail, e mail address, email address, learner email, student email, candidate email,"
    " contact email",
    Column.REFERENCE: "reference, ref, id, centre reference, center reference, centre ref, centre id, our reference,"
    " our ref, learner reference, learner ref, learner id, learner number, student reference, student id,"
    " student number, candidate reference",
    Column.NUMBER: "awarding body number, awarding body no, awarding body reference, awarding body id,"
    " awarding organisation number, awarding organisation reference, registration number, registration no,"
    " candidate number, candidate no, enrolment number, uln, unique learner number",
    Column.COHORT: "cohort, cohort name, group, class, course, course group, intake",
    Column.TUTORS: "tutor, tutors, tutor email, tutors email, tutor emails, tutor e mail, tutors e mail, tutor e mails,"
    " tutor address, tutor addresses, teacher, teachers, trainer, trainers, assessor, assessors",
    Column.ADJUSTMENTS: "adjustment, adjustments, reasonable adjustment, reasonable adjustments, access arrangement,"
    " access arrangements, extra time, exam arrangements",
}
"""What centres head each column with, in lower case and with single spaces for all that is no letter or figure."""

_KNOWN = {heading.strip(): column for column, headings in HEADINGS.items() for heading in headings.split(",")}
_SPOILT = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|#+)|#{3,}")
_ROUNDED = re.compile(r"[+-]?\d+[.,]?\d*[eE]\+\d+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HOW_TO_ADJUST = (
    "Write for example 25%, 15 minutes, breaks of 20 minutes, no time limit or no seconds, with semicolons between"
    " them, or none."
)


@dataclass(frozen=True, order=True)
class RowProblem:
    """Why a row is left out: where, what is wrong, and what to do about it."""

    row: int
    column: str
    fault: str
    remedy: str


@dataclass(frozen=True)
class PersonLine:
    """A row of the file that says who somebody is; ``None`` and empty where it says nothing. Rows count from 1."""

    row: int
    name: str
    email: str
    reference: str | None
    number: str | None
    cohort: str | None
    tutors: tuple[str, ...]
    adjustments: str | None = None


@dataclass(frozen=True)
class PeopleFile:
    """What a file says: the rows that are right by themselves, what is wrong with others, and unknown headings."""

    lines: tuple[PersonLine, ...]
    problems: tuple[RowProblem, ...]
    ignored: tuple[str, ...]


ReadAdjustments = Callable[[str], str]
"""Puts the words of an adjustment into one form; raises ``ValueError`` with what is wrong with them."""


class NoPeople(Refusal):
    """The table as a whole is none of people."""

    status = 422


def headings_in(rows: Sequence[Sequence[str]]) -> int:
    """How many headings of this table are known: of several readings of a file the one with most is meant."""
    return max((_known(row) for row in rows[:_SEARCHED]), default=0)


def read_people(rows: Sequence[Sequence[str]], adjustments: ReadAdjustments) -> PeopleFile:
    """The people of a table; raises ``NoPeople`` where there are none or it does not say which column is which."""
    head = max(range(min(_SEARCHED, len(rows))), key=lambda n: (_known(rows[n]), -n), default=0)
    columns, ignored = _columns(rows[head] if rows else ())
    cells = [
        (row, {column: one_line(_cell(line, at)) for column, at in columns.items()})
        for row, line in enumerate(rows[head + 1 :], head + 2)
    ]
    filled = [(row, texts) for row, texts in cells if any(texts.values())]
    if not filled:
        raise NoPeople("There is nobody in this file: below the headings every row is empty.")
    problems = {row: list(_faults(row, texts)) for row, texts in filled}
    for row, texts in filled:
        problems[row] += _read_adjustments(row, texts, adjustments)
    lines = [_line(row, texts) for row, texts in filled]
    for problem in _said_twice(lines):
        problems[problem.row].append(problem)
    listed = sorted(problem for of_row in problems.values() for problem in of_row)
    return PeopleFile(tuple(line for line in lines if not problems[line.row]), tuple(listed), ignored)


def _known(row: Sequence[str]) -> int:
    return len({_KNOWN[_plain(heading)] for heading in row if _plain(heading) in _KNOWN})


def _plain(heading: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", normalize("NFKC", one_line(heading)).casefold().replace("'", "")).split())


def _columns(head: Sequence[str]) -> tuple[dict[Column, int], tuple[str, ...]]:
    """Where each column stands, and the headings that are none of ours."""
    places: dict[Column, int] = {}
    ignored = []
    for at, heading in enumerate(head):
        column = _KNOWN.get(_plain(heading))
        if column is None:
            ignored += [one_line(heading)] if one_line(heading) else []
        elif column in places:
            twice = f"“{one_line(head[places[column]])}” and “{one_line(heading)}”"
            raise NoPeople(f"Two columns are headed as {column.value}: {twice}. Rename or remove one of them.")
        else:
            places[column] = at
    missing = [] if Column.EMAIL in places else [Column.EMAIL.value]
    if Column.NAME in places:
        ignored += [
            one_line(head[places.pop(part)]) for part in (Column.FIRST_NAME, Column.LAST_NAME) if part in places
        ]
    elif not {Column.FIRST_NAME, Column.LAST_NAME} <= places.keys():
        missing.insert(0, Column.NAME.value)
    if missing:
        raise NoPeople(
            f"The file has no column headed {' and none headed '.join(f'“{name}”' for name in missing)}. Write the"
            " headings into the first row, and a person into each row below."
        )
    return places, tuple(ignored)


def _cell(line: Sequence[str], at: int) -> str:
    return line[at] if at < len(line) else ""


def _line(row: int, texts: dict[Column, str]) -> PersonLine:
    tutors = dict.fromkeys(address_of(tutor) for tutor in _listed(texts.get(Column.TUTORS, "")))
    return PersonLine(
        row,
        _name(texts),
        address_of(texts[Column.EMAIL]),
        texts.get(Column.REFERENCE) or None,
        texts.get(Column.NUMBER) or None,
        texts.get(Column.COHORT) or None,
        tuple(tutors),
        texts.get(Column.ADJUSTMENTS) or None,
    )


def _name(texts: dict[Column, str]) -> str:
    if Column.NAME in texts:
        return texts[Column.NAME]
    return one_line(f"{texts[Column.FIRST_NAME]} {texts[Column.LAST_NAME]}")


def _listed(text: str) -> list[str]:
    return [tutor for tutor in re.split(r"[\s,;/|]+", text) if tutor]


# What may be wrong in a row


def _faults(row: int, texts: dict[Column, str]) -> Iterator[RowProblem]:
    spoilt = [column for column, text in texts.items() if _SPOILT.fullmatch(text)]
    for column in spoilt:
        fault = f"The cell holds an error of the spreadsheet: {texts[column]}"
        yield RowProblem(row, column, fault, "Put the right text in its place and save the file again.")
    for column, (check, least) in _CHECKS.items():
        if column in texts and column not in spoilt and (least or texts[column]):
            for fault, remedy in check(texts[column]):
                yield RowProblem(row, column, fault, remedy)
    if Column.NAME not in texts and not set(spoilt) & {Column.FIRST_NAME, Column.LAST_NAME}:
        for fault, remedy in _check_name(_name(texts)):
            yield RowProblem(row, Column.FIRST_NAME, fault, remedy)
    if texts.get(Column.TUTORS) and not texts.get(Column.COHORT):
        yield RowProblem(
            row,
            Column.COHORT,
            "There are tutors and no cohort",
            "Name the cohort that they teach, or remove the tutors.",
        )


def _read_adjustments(row: int, texts: dict[Column, str], read: ReadAdjustments) -> Iterator[RowProblem]:
    """Put what the row says of adjustments into one form, or say what is wrong with it."""
    said = texts.get(Column.ADJUSTMENTS)
    if not said or _SPOILT.fullmatch(said):
        return
    try:
        texts[Column.ADJUSTMENTS] = read(said)
    except ValueError as error:
        yield RowProblem(row, Column.ADJUSTMENTS, str(error), _HOW_TO_ADJUST)


Check = Callable[[str], Iterable[tuple[str, str]]]


def _check_name(text: str) -> Iterator[tuple[str, str]]:
    if not text:
        yield "The name is missing", "Type the person’s name."
    elif "@" in text:
        yield "The name is an address", "Type the person’s name here, and the address under E-mail."
    yield from _check_length(text, NAME_LENGTH)


def _check_email(text: str) -> Iterator[tuple[str, str]]:
    if not text:
        yield "The e-mail address is missing", "Type the address that they will sign in with."
    elif len(text) > EMAIL_LENGTH:
        yield from _check_length(text, EMAIL_LENGTH)
    elif not is_address(text):
        yield (
            f"“{_short(text)}” is not an e-mail address",
            "Write one address, like name@example.org, and nothing else.",
        )


def _check_number(text: str) -> Iterator[tuple[str, str]]:
    remedy = "Format the column as text in your spreadsheet, and type the number again."
    if _ROUNDED.fullmatch(text):
        yield f"The spreadsheet has rounded this number: {_short(text)}", remedy
    elif _DAY.fullmatch(text):
        yield f"The spreadsheet has made a date of this: {text}", remedy
    yield from _check_length(text, NUMBER_LENGTH)


def _check_cohort(text: str) -> Iterator[tuple[str, str]]:
    yield from _check_length(text, NAME_LENGTH)


def _check_tutors(text: str) -> Iterator[tuple[str, str]]:
    tutors = _listed(text)
    if len(tutors) > _MOST_TUTORS:
        yield f"There are {len(tutors)} tutors", f"Name at most {_MOST_TUTORS}."
    for tutor in tutors[:_MOST_TUTORS]:
        if len(tutor) > EMAIL_LENGTH or not is_address(tutor):
            yield (
                f"“{_short(tutor)}” is not an e-mail address",
                "Write the tutors’ e-mail addresses, with commas between them.",
            )


def _check_length(text: str, most: int) -> Iterator[tuple[str, str]]:
    if len(text) > most:
        yield f"This is {len(text)} characters long", f"Use at most {most} characters."


_CHECKS: dict[Column, tuple[Check, bool]] = {  # and whether something must stand there
    Column.NAME: (_check_name, True),
    Column.EMAIL: (_check_email, True),
    Column.REFERENCE: (_check_number, False),
    Column.NUMBER: (_check_number, False),
    Column.COHORT: (_check_cohort, False),
    Column.TUTORS: (_check_tutors, False),
}


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _said_twice(lines: Sequence[PersonLine]) -> Iterator[RowProblem]:
    """What belongs to one person and stands in several rows: each of them is told of the others."""
    once: tuple[tuple[Column, Callable[[PersonLine], str | None]], ...] = (
        (Column.EMAIL, lambda line: line.email),
        (Column.REFERENCE, lambda line: line.reference),
        (Column.NUMBER, lambda line: line.number),
    )
    for column, of in once:
        rows = defaultdict(list)
        for line in lines:
            if key := of(line):
                rows[key.casefold()].append(line.row)
        for same in rows.values():
            for row in same if len(same) > 1 else ():
                others = [str(other) for other in same if other != row][:5]
                where = f"row{'s' if len(others) > 1 else ''} {', '.join(others)}"
                yield RowProblem(
                    row, column, f"The same stands in {where}", "Keep one row for each person and remove the others."
                )
