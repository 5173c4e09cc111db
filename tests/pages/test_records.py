"""The records of a cohort: who was there, results, decisions and adjustments, to read and to take away."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from revision_app.accounts.core import Role
from revision_app.accounts.models import PersonRow
from revision_app.cohorts import actions as cohorts
from revision_app.cohorts.core.enrolment import Deed, fingerprint, plan
from revision_app.cohorts.queries import enrolled_in
from revision_app.db import db
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, offer
from tests.support.reflections import a_submission
from tests.support.sitting import Sitting, later
from tests.support.statements import counted

As = Callable[..., Browser]
FORMULA = "=Formula"
LONGER = {"extra_percent": "25", "extra_minutes": "0", "rest_minutes": "0", "reason": "Reads with a screen reader."}


@dataclass
class Centre:
    """Lea has sat the paper and left with a criterion achieved, Fay is absent, Pia is paused, Ada has time yet."""

    app: Flask
    as_: As
    cohort: int
    tutor: int
    admin: int
    ids: dict[str, int]

    def get(self, path: str = "", who: int | None = None) -> Any:
        return self.as_(who or self.admin).get(f"/cohorts/{self.cohort}/records{path}")

    def rows(self, who: int | None = None) -> dict[str, dict[str, str]]:
        text = self.get(".csv", who).data.decode("utf-8-sig")
        return {row["Learner"]: row for row in csv.DictReader(StringIO(text))}

    def changes(self, name: str, deed: Deed) -> None:
        at = now()
        chosen = [each for each in enrolled_in(self.cohort, at=at) if each.person.id == self.ids[name]]
        seen = fingerprint(deed, None, plan(deed, chosen))
        cohorts.change_enrolments(
            self.cohort, [self.ids[name]], deed, to_id=None, reason="Why.", seen=seen, actor_id=self.admin, at=at
        )


@pytest.fixture
def centre(app: Flask, as_: As) -> Centre:
    offer(app, a_paper())
    names = {"lea": "Lea Left", "fay": FORMULA, "pia": "Pia Paused", "ada": "Ada Slow"}
    ids = {key: a_person(app, name=name) for key, name in names.items()}
    tutor, admin = a_person(app, Role.TUTOR), a_person(app, Role.ADMINISTRATOR)
    cohort = a_cohort(app, learners=tuple(ids.values()), tutors=(tutor,), name="Autumn 2026, Zoë’s")
    made = Centre(app, as_, cohort, tutor, admin, ids)
    as_(tutor).post(f"/cohorts/{cohort}/papers/first-paper", {"closes_at": "2026-09-01T14:00"})
    as_(tutor).post(f"/learners/{ids['ada']}/adjustments", LONGER)
    sitting = Sitting(as_(ids["lea"]))
    sitting.answer(1, "b")
    sitting.submit()
    a_submission(app, ids["lea"], criteria=("1.1",), released_by=tutor)
    later(app, minutes=5)
    with app.app_context():
        db.session.get_one(PersonRow, ids["lea"]).reference = "A-7"
        db.session.commit()
        made.changes("lea", Deed.WITHDRAW)
        made.changes("pia", Deed.PAUSE)
    later(app, minutes=57)  # two minutes after the close, and three before Ada's own
    return made


def test_every_learner_is_listed_with_whether_they_were_there_and_leavers_last_and_marked(centre: Centre) -> None:
    rows = centre.rows()
    said = {name: (row["Place"], row["First paper"]) for name, row in rows.items()}
    assert said == {
        "Ada Slow": ("in the cohort", "not yet"),
        f"'{FORMULA}": ("in the cohort", "absent"),
        "Pia Paused": ("paused", "paused"),
        "Lea Left": ("withdrawn", "sat"),
    }
    assert list(rows)[-1] == "Lea Left"
    lea = rows["Lea Left"]
    assert (lea["Reference"], lea["Left"], lea["First paper marks"]) == ("A-7", "2026-09-01 13:05:00", "1")
    assert rows["Ada Slow"]["Adjustments"] == "25% extra time"
    assert "screen reader" not in centre.get(".csv").text + centre.get().text
    later(centre.app, minutes=4)
    assert centre.rows()["Ada Slow"]["First paper"] == "absent"


def test_the_page_says_the_same_and_is_found_from_the_cohort(centre: Centre) -> None:
    page = centre.get().text
    for words in ("Lea Left", "A-7", "withdrawn on 1 September 2026", "Absent", "1 of 4", "25% extra time"):
        assert words in page, words
    path = f'href="/cohorts/{centre.cohort}/records"'
    assert path in centre.as_(centre.tutor).get(f"/cohorts/{centre.cohort}").text
    assert path in centre.as_(centre.admin).get(f"/cohorts/{centre.cohort}/people").text


def test_the_workbook_has_typed_cells_a_frozen_heading_and_the_cohort_in_its_name(centre: Centre) -> None:
    answer = centre.get(".xlsx", centre.tutor)
    assert '"records-autumn-2026-zoes.xlsx"' in answer.headers["Content-Disposition"]
    sheet = load_workbook(BytesIO(answer.data)).active
    heading = [cell.value for cell in sheet[1]]
    lea = dict(zip(heading, sheet[5], strict=True))
    assert sheet.freeze_panes == "A2"
    assert (lea["First paper marks"].value, lea["Left"].is_date, lea["Learner"].data_type) == (1, True, "s")
    assert {"A2", "A3"} <= {cell.coordinate for cell in sheet["A"] if cell.data_type == "s"}


def test_of_a_leaver_a_tutor_reads_the_decisions_of_the_time_in_which_they_taught(centre: Centre) -> None:
    with centre.app.app_context():
        newcomer = a_person(centre.app, Role.TUTOR)
        cohorts.assign(centre.cohort, [newcomer], actor_id=centre.admin, at=now())
    elsewhere = a_person(centre.app, Role.TUTOR)
    a_cohort(centre.app, learners=(centre.ids["lea"],), tutors=(elsewhere,))
    a_submission(centre.app, centre.ids["lea"], criteria=("1.2",), released_by=elsewhere)
    for reader, expected in ((centre.tutor, "achieved"), (centre.admin, "achieved"), (newcomer, "not started")):
        lea = centre.rows(reader)["Lea Left"]
        assert (lea["1.1 decision"], lea["1.2 decision"]) == (expected, "not started")


def test_nobody_reads_their_own_marks_here_before_a_learner_would(app: Flask, as_: As) -> None:
    offer(app, a_paper())
    both = a_person(app, *Role, name="Own")
    cohort = a_cohort(app, learners=(both,), tutors=(both,))
    Sitting(as_(both, Role.LEARNER)).submit()
    for role in (Role.TUTOR, Role.ADMINISTRATOR):
        browser = as_(both, role)
        assert "0 of 4" not in browser.get(f"/cohorts/{cohort}/records").text
        heading, own = list(csv.reader(StringIO(browser.get(f"/cohorts/{cohort}/records.csv").text)))
        assert dict(zip(heading, own, strict=True))["First paper marks"] == ""


def test_a_cohort_that_is_new_says_so_and_one_that_is_not_yours_is_missing(app: Flask, as_: As, centre: Centre) -> None:
    other = a_cohort(app)
    assert "Nobody has been in this cohort yet." in as_(centre.admin).get(f"/cohorts/{other}/records").text
    for file in ("", ".csv", ".xlsx"):
        assert as_(centre.admin).get(f"/cohorts/{other}/records{file}").status_code == 200
        assert as_(centre.tutor).get(f"/cohorts/{other}/records{file}").status_code == 404
        assert as_(centre.ids["ada"]).get(f"/cohorts/{other}/records{file}").status_code == 403
        assert as_(centre.admin).get(f"/cohorts/999999/records{file}").status_code == 404


def test_records_cost_as_much_for_more_learners(centre: Centre) -> None:
    def cost() -> int:
        centre.get(who=centre.tutor)
        with counted(centre.app) as sent:
            centre.get(who=centre.tutor)
        return len(sent)

    before = cost()
    with centre.app.app_context():
        cohorts.enrol(centre.cohort, [a_person(centre.app) for _ in range(5)], actor_id=None, at=now())
    assert cost() == before <= 12
