"""A centre names how many days marking takes: tutor and learner are told the date, and what is overdue comes first."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.marking.actions.rules import set_rules
from revision_app.web.clock import now
from tests.pages.test_marking import count
from tests.pages.test_marking_queue import listed
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import a_submission

As = Callable[..., Browser]
DAY = timedelta(days=1)
RULES = {"second_share": "0", "tolerance": "0"}


class Centre:
    """A learner in a cohort of its own for each of two, taught by one tutor."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.learner, self.other = a_person(app, name="Lea Green"), a_person(app, name="Zoe Adams")
        self.tutor, self.administrator = a_person(app, Role.TUTOR), a_person(app, Role.ADMINISTRATOR)
        self.cohort = a_cohort(app, learners=(self.learner,), tutors=(self.tutor,), name="Autumn")
        self.elsewhere = a_cohort(app, learners=(self.other,), tutors=(self.tutor,), name="Spring")

    def pass_by(self, length: timedelta) -> None:
        self.app.extensions["frozen_now"] += length

    def promise(self, days: int | None, cohort: int | None = None) -> None:
        with self.app.app_context():
            set_rules(
                cohort or self.cohort,
                second_share=0,
                tolerance=0,
                blind=False,
                return_days=days,
                author_id=self.administrator,
                at=now(),
            )


@pytest.fixture
def centre(app: Flask) -> Centre:
    return Centre(app)


def test_an_administrator_names_a_time_and_tutor_and_learner_are_told_the_date(centre: Centre, as_: As) -> None:
    administrator, tutor, learner = (as_(each) for each in (centre.administrator, centre.tutor, centre.learner))
    assert "No time to return is set, so nobody is told one." in administrator.get("/marking/rules/").text
    before = a_submission(centre.app, centre.learner)
    centre.pass_by(timedelta(minutes=1))
    path = f"/marking/rules/{centre.cohort}"
    assert administrator.post(path, RULES | {"return_days": "7"}).status_code == 303
    assert "Due back 7 days after handing in." in administrator.get("/marking/rules/").text
    assert 'value="7"' in administrator.get(path).text
    piece = a_submission(centre.app, centre.learner)
    due = (centre.app.extensions["frozen_now"] + 7 * DAY).strftime("%-d %B")

    told = f"Your centre aims to return it by {due}."
    assert told in learner.get(f"/evidence/{piece}").text
    assert told in learner.get("/journal/").text
    assert f"due back by {due}" in learner.get("/today").text
    assert "Your centre" not in learner.get(f"/evidence/{before}").text  # handed in before anybody promised anything
    for page in ("/marking/", f"/submissions/{piece}"):
        assert f"Due back by {due}" in tutor.get(page).text
    centre.pass_by(3 * DAY)
    assert "3 days ago" in tutor.get("/marking/").text
    assert "3 days ago" in tutor.get(f"/submissions/{piece}").text

    assert administrator.post(path, RULES | {"return_days": ""}).status_code == 303
    assert told in learner.get(f"/evidence/{piece}").text  # a date that somebody was told stays
    assert "No time to return is set" in administrator.get("/marking/rules/").text
    with centre.app.app_context():
        said = db.session.scalars(
            db.text("SELECT detail FROM audit_entries WHERE deed = 'marking rules set' ORDER BY id")
        ).all()
    assert [words.rpartition(", ")[2] for words in said] == ["due back after 7 days", "no time to return"]


def test_a_date_that_was_told_stays_whatever_is_promised_to_those_who_come_later(centre: Centre, as_: As) -> None:
    centre.promise(7)
    piece = a_submission(centre.app, centre.learner)
    told = f"Your centre aims to return it by {(centre.app.extensions['frozen_now'] + 7 * DAY).strftime('%-d %B')}."
    centre.pass_by(DAY)
    centre.promise(20)
    centre.pass_by(DAY)
    a_submission(centre.app, centre.other)
    assert told in as_(centre.learner).get(f"/evidence/{piece}").text


def test_what_is_overdue_stands_first_and_is_told_on_today(centre: Centre, as_: As) -> None:
    oldest = a_submission(centre.app, centre.other)
    centre.promise(2)
    centre.pass_by(timedelta(minutes=1))
    promised = a_submission(centre.app, centre.learner)
    tutor, learner = as_(centre.tutor), as_(centre.learner)
    centre.pass_by(2 * DAY)
    assert listed(tutor.get("/marking/").text) == [oldest, promised]
    assert "overdue" not in tutor.get("/today").text.lower()
    centre.pass_by(DAY)
    page = tutor.get("/marking/").text
    assert listed(page) == [promised, oldest]
    assert "1 submission is overdue" in page
    assert "and listed first" in page
    assert "Mark the first" in page
    assert "Overdue: it was due back by" in page
    assert "Overdue: it was due back by" in tutor.get(f"/submissions/{promised}").text
    today = tutor.get("/today").text
    assert "1 submission is overdue" in today
    assert today.index(f"/submissions/{promised}") < today.index(f"/submissions/{oldest}")
    assert "Your centre aimed to return it by" in learner.get(f"/evidence/{promised}").text
    assert listed(tutor.get("/marking/?order=learner").text) == [promised, oldest]  # Lea before Zoe


def test_the_day_is_that_of_london_and_lasts_to_its_end(centre: Centre, as_: As) -> None:
    """Handed in at 23:30 UTC on a day in June, which is the next day in London."""
    centre.app.extensions["frozen_now"] = now_in_june = centre.app.extensions["frozen_now"].replace(
        year=2027, month=6, day=1, hour=23, minute=30
    )
    centre.promise(1)
    piece, tutor = a_submission(centre.app, centre.learner), as_(centre.tutor)
    assert "Due back by 3 June" in tutor.get(f"/submissions/{piece}").text
    centre.app.extensions["frozen_now"] = now_in_june.replace(day=3, hour=22, minute=59)
    assert "Due back by 3 June" in tutor.get(f"/submissions/{piece}").text
    centre.app.extensions["frozen_now"] = now_in_june.replace(day=3, hour=23, minute=0)
    assert "Overdue: it was due back by 3 June" in tutor.get(f"/submissions/{piece}").text


def test_of_two_cohorts_the_shorter_time_holds_and_only_the_latest_rule_of_each(centre: Centre, as_: As) -> None:
    for days, cohort in ((2, centre.cohort), (14, centre.cohort)):
        centre.promise(days, cohort)
    both = a_cohort(centre.app, learners=(centre.learner,), tutors=(centre.tutor,))
    centre.promise(10, both)
    centre.promise(1, centre.elsewhere)
    piece = a_submission(centre.app, centre.learner)
    due = (centre.app.extensions["frozen_now"] + 10 * DAY).strftime("%-d %B")
    assert f"Due back by {due}" in as_(centre.tutor).get(f"/submissions/{piece}").text


def test_released_withdrawn_and_untaught_pieces_have_no_date(centre: Centre, as_: As) -> None:
    centre.promise(5)
    alone = a_person(centre.app)
    centre.promise(5, a_cohort(centre.app, learners=(alone,)))
    learner = as_(centre.learner)
    released = a_submission(centre.app, centre.learner, released_by=centre.tutor)
    withdrawn = a_submission(centre.app, centre.learner)
    assert learner.post(f"/evidence/{withdrawn}/withdrawal").status_code == 303
    for browser, piece in ((learner, released), (learner, withdrawn), (as_(alone), a_submission(centre.app, alone))):
        assert "Your centre" not in browser.get(f"/evidence/{piece}").text
        assert "Your centre" not in browser.get("/journal/").text
        assert "due back" not in browser.get("/today").text


@pytest.mark.parametrize("days", ["0", "91", "-1", "x", "1.5", "9" * 400, "\N{ARABIC-INDIC DIGIT SEVEN}x"])
def test_a_time_that_is_none_comes_back_in_words(centre: Centre, as_: As, days: str) -> None:
    sent = RULES | {"return_days": days}
    answer = as_(centre.administrator).post(f"/marking/rules/{centre.cohort}", sent)
    assert answer.status_code == 422
    assert "Type a whole number of days from 1 to 90, or leave it empty." in answer.text
    assert f'value="{days}"' in answer.text
    assert count(centre.app, "marking_rules") == 0


def test_the_rules_say_how_long_pieces_took_once_there_are_five(centre: Centre, as_: As) -> None:
    administrator, tutor = as_(centre.administrator), as_(centre.tutor)
    assert "Nothing was returned in the last 12 weeks." in administrator.get("/marking/rules/").text
    pieces = [a_submission(centre.app, centre.learner) for _ in range(5)]
    for number, piece in enumerate(pieces, 1):
        centre.pass_by(DAY)
        sent = {"seen": 0, "criterion-1.1-outcome": "achieved", "release": "1"}
        assert tutor.post(f"/submissions/{piece}", sent).status_code == 303
        if number == 4:
            assert "4 pieces were returned in the last 12 weeks." in administrator.get("/marking/rules/").text
    page = " ".join(administrator.get("/marking/rules/").text.split())
    assert "5 pieces returned in the last 12 weeks, half of them within 3 days (median)." in page
    centre.pass_by(timedelta(weeks=12))
    assert "Nothing was returned in the last 12 weeks." in as_(centre.administrator).get("/marking/rules/").text
