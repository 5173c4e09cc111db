"""Which column is which, and what is wrong in a row by itself."""

from collections.abc import Sequence

import pytest

from revision_app.cohorts.core.people_file import HEADINGS, Column, NoPeople, PeopleFile
from revision_app.cohorts.core.people_file import read_people as read
from revision_app.quiz.attempts.core.adjustment import read_adjustment

HEAD = ("Name", "E-mail", "Centre reference", "Awarding-body number", "Cohort", "Tutors")
GOOD = ("Ada Learner", "ada@example.org", "C1", "Q1", "Autumn", "tom@example.org")


def read_people(rows: Sequence[Sequence[str]]) -> PeopleFile:
    return read(rows, lambda text: read_adjustment(text).words)


def problems(*rows: tuple[str, ...]) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.fault) for problem in read_people([HEAD, *rows]).problems]


def changed(at: int, text: str) -> tuple[str, ...]:
    return (*GOOD[:at], text, *GOOD[at + 1 :])


def test_columns_stand_in_any_order_under_any_heading_that_a_centre_would_write() -> None:
    for column, headings in HEADINGS.items():
        if column in (Column.FIRST_NAME, Column.LAST_NAME, Column.ADJUSTMENTS):
            continue
        for heading in headings.split(","):
            head = [heading.strip().upper() if name == column else name for name in HEAD]
            (line,) = read_people([head[::-1], GOOD[::-1]]).lines
            assert (line.name, line.email, line.reference, line.number, line.cohort) == GOOD[:5], heading
            assert line.tutors == ("tom@example.org",)


def test_a_title_may_stand_above_the_headings_and_rows_are_counted_from_the_first() -> None:
    file = read_people([("Learners 2026",), (), ("E-mail address:", "Full_Name"), (), ("ada@example.org", "Ada")])
    assert [(line.row, line.name) for line in file.lines] == [(5, "Ada")]


def test_first_and_last_names_are_put_together_and_unknown_columns_are_listed() -> None:
    file = read_people([("Surname", "Shoe size", "Forename", "Email"), ("O'Neil", "7", "Ada", "ada@example.org")])
    assert (file.lines[0].name, file.ignored) == ("Ada O'Neil", ("Shoe size",))


def test_names_keep_joiners_and_marks_and_addresses_come_in_one_form() -> None:
    (line,) = read_people([("Name", "Email"), (" علی\u200cرضا  Zoe\u0308 ", "ADA@Example.org")]).lines
    assert (line.name, line.email) == ("علی\u200cرضا Zoë", "ada@example.org")


@pytest.mark.parametrize(
    ("row", "column", "fault"),
    [
        (changed(0, ""), "Name", "The name is missing"),
        (changed(0, "ada@example.org"), "Name", "The name is an address"),
        (changed(0, "a" * 121), "Name", "This is 121 characters long"),
        (changed(1, ""), "E-mail", "The e-mail address is missing"),
        (changed(1, "ada at example.org"), "E-mail", "“ada at example.org” is not an e-mail address"),
        (
            changed(1, "a@example.org; b@example.org"),
            "E-mail",
            "“a@example.org; b@example.org” is not an e-mail address",
        ),
        (changed(1, "a" * 250 + "@example.org"), "E-mail", "This is 262 characters long"),
        (changed(2, "1.23E+10"), "Centre reference", "The spreadsheet has rounded this number: 1.23E+10"),
        (changed(2, "2026-03-01"), "Centre reference", "The spreadsheet has made a date of this: 2026-03-01"),
        (changed(3, "9" * 41), "Awarding-body number", "This is 41 characters long"),
        (changed(3, "#REF!"), "Awarding-body number", "The cell holds an error of the spreadsheet: #REF!"),
        (changed(4, "a" * 121), "Cohort", "This is 121 characters long"),
        (changed(4, ""), "Cohort", "There are tutors and no cohort"),
        (changed(5, "Tom"), "Tutors", "“Tom” is not an e-mail address"),
        (changed(5, ",".join(f"t{n}@example.org" for n in range(21))), "Tutors", "There are 21 tutors"),
    ],
)
def test_what_is_wrong_in_a_row_is_said_by_row_and_column(row: tuple[str, ...], column: str, fault: str) -> None:
    assert problems(row) == [(2, column, fault)]


def test_an_address_a_reference_or_a_number_that_stands_twice_names_both_rows() -> None:
    same = ("Other", "ADA@example.org", "c1", "q1", "", "")
    assert problems(GOOD, ("Third", "third@example.org", "", "", "", ""), same) == [
        (2, "Awarding-body number", "The same stands in row 4"),
        (2, "Centre reference", "The same stands in row 4"),
        (2, "E-mail", "The same stands in row 4"),
        (4, "Awarding-body number", "The same stands in row 2"),
        (4, "Centre reference", "The same stands in row 2"),
        (4, "E-mail", "The same stands in row 2"),
    ]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "no column headed “Name” and none headed “E-mail”"),
        ([("Ada", "ada@example.org")], "no column headed “Name” and none headed “E-mail”"),
        ([("Name", "Phone"), ("Ada", "1")], "no column headed “E-mail”"),
        ([("First name", "E-mail"), ("Ada", "ada@example.org")], "no column headed “Name”"),
        ([("Name", "E-mail"), ("", "")], "There is nobody in this file"),
        ([("Name", "E-mail", "Email"), GOOD], "Two columns are headed as E-mail: “E-mail” and “Email”"),
    ],
)
def test_a_table_that_is_none_of_people_is_refused_in_words(rows: list[tuple[str, ...]], words: str) -> None:
    with pytest.raises(NoPeople, match=words):
        read_people(rows)


def test_adjustments_are_read_under_any_heading_in_one_form() -> None:
    for heading in HEADINGS[Column.ADJUSTMENTS].split(","):
        head, row = ("Name", "Email", heading.strip()), ("Ada", "ada@example.org", "Breaks: 20 min; 25 %")
        (line,) = read_people([head, row]).lines
        assert line.adjustments == "25% extra time; breaks of 20 minutes in all, while the clock stands still", heading


def test_an_adjustment_that_is_none_says_how_to_write_one() -> None:
    (problem,) = read_people([("Name", "Email", "Adjustments"), ("Ada", "ada@example.org", "a scribe")]).problems
    assert (problem.row, problem.column, problem.fault) == (2, "Adjustments", "“a scribe” is no adjustment")
    assert "Write for example 25%" in problem.remedy
