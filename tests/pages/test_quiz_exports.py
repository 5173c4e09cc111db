"""Results of a cohort and a paper as CSV and XLSX."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from revision_app.accounts.core import Role
from revision_app.accounts.models import PersonRow
from revision_app.db import db
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_open_answer, offer
from tests.support.sitting import Sitting, later
from tests.support.statements import counted

FORMULA = '=HYPERLINK("http://example.org")'


@pytest.fixture
def people(app):
    offer(app, a_paper())
    tutor = a_person(app, Role.TUTOR)
    learners = [a_person(app, name=name) for name in ("Ada Learner", FORMULA)]
    return tutor, learners, a_cohort(app, learners=tuple(learners), tutors=(tutor,), name="Autumn 2026, Zoë’s")


@pytest.fixture
def export(people, as_):
    browser = as_(people[0])

    def get(kind: str):
        answer = browser.get(f"/sittings/{people[2]}/first-paper/results.{kind}")
        assert answer.status_code == 200
        assert f'"results-autumn-2026-zoes-first-paper.{kind}"' in answer.headers["Content-Disposition"]
        return answer

    return get


@pytest.fixture
def sat(app, as_, people) -> list[Sitting]:
    """Both have sat it, the first one twice."""
    sittings = [Sitting(as_(learner)) for learner in people[1]]
    sittings[0].answer(1, "b")
    sittings[0].submit()
    sittings[1].submit()
    again = Sitting(sittings[0].browser)
    again.answer(2, "a")
    again.submit()
    return [*sittings, again]


def rows_of_csv(answer) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))


def test_csv_and_xlsx_say_the_same(export, sat):
    book = load_workbook(BytesIO(export("xlsx").data))
    cells = [["" if cell is None else str(cell) for cell in row] for row in book.active.iter_rows(values_only=True)]
    assert cells == rows_of_csv(export("csv"))
    assert [row[:7] for row in cells[1:]] == [
        ["Ada Learner", "1", "2026-09-01 13:00:00", "1", "4", "no", "no"],
        ["Ada Learner", "2", "2026-09-01 13:00:00", "1", "4", "no", "no"],
        [f"'{FORMULA}", "1", "2026-09-01 13:00:00", "0", "4", "no", "no"],
    ]


def test_a_name_is_text_and_a_mark_a_number_in_the_workbook(export, sat):
    sheet = load_workbook(BytesIO(export("xlsx").data)).active
    assert (sheet["A2"].data_type, sheet["D3"].value, sheet["C3"].is_date) == ("s", 1, True)


def test_the_heading_stays_in_sight_and_columns_are_as_wide_as_what_they_hold(export, sat):
    sheet = load_workbook(BytesIO(export("xlsx").data)).active
    assert sheet.freeze_panes == "A2"
    widths = [sheet.column_dimensions[letter].width for letter in "AC"]
    assert widths == [len(FORMULA) + 3, len("2026-09-01 13:00:00") + 2]


def test_whoever_finished_none_is_listed_and_all_are_identified_by_the_reference(app, as_, people, export):
    with app.app_context():
        db.session.get(PersonRow, people[1][1]).reference = "A-7"
        db.session.commit()
    Sitting(as_(people[1][0])).submit()
    heading, sat, absent = rows_of_csv(export("csv"))
    assert (heading[-1], sat[-1], absent[-1]) == ("Reference", "", "A-7")
    assert absent[:3] == [f"'{FORMULA}", "none finished", ""]
    assert len(heading) == len(sat) == len(absent)


def test_what_waits_for_a_tutor_is_provisional(app, as_, people, export):
    offer(app, a_paper((an_open_answer("one"),)))
    sitting = Sitting(as_(people[1][0]))
    sitting.answer(1, "In my own words.")
    sitting.submit()
    assert rows_of_csv(export("csv"))[1][6] == "yes"


def test_time_that_ran_out_is_there_and_what_is_open_or_void_is_not(app, as_, people, export, sat):
    as_(people[0]).post(f"/attempts/{sat[0].id}/void", {"void-reason": "Somebody else sat it."})
    Sitting(as_(people[1][1]))
    assert len(rows_of_csv(export("csv"))) == 1 + 2
    later(app, minutes=21)
    assert len(rows_of_csv(export("csv"))) == 1 + 3


def test_a_file_costs_as_much_for_three_results_as_for_one(app, as_, people, export):
    def cost() -> int:
        export("csv")
        with counted(app) as sent:
            export("csv")
        return len(sent)

    Sitting(as_(people[1][0])).submit()
    one = cost()
    for learner in people[1]:
        Sitting(as_(learner)).submit()
    assert cost() == one <= 8
