"""The calendar of somebody's phone reads their dates at a private address: made, shown once, made anew and revoked."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from icalendar import Calendar, Event
from sqlalchemy import select

from revision_app.accounts.actions.people import deactivate_account
from revision_app.accounts.core import Role
from revision_app.audit.models import AuditRow
from revision_app.calendars.core import REMEMBERED
from revision_app.calendars.models import CalendarAddressRow
from revision_app.cohorts.models import EnrolmentRow
from revision_app.db import db
from revision_app.links.models import LinkTryRow
from revision_app.marking.actions.rules import set_rules
from revision_app.quiz.attempts.core.summary import Window
from revision_app.quiz.attempts.models import AssignmentRow
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, offer
from tests.support.reflections import a_submission
from tests.support.statements import counted

As = Callable[..., Browser]
NOTHING = "There is no calendar at this address."
DAY = timedelta(days=1)
on_one_database = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)


class Centre:
    """A learner and their tutor, with dates of each kind: today is 1 September."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        offer(app, a_paper())
        self.learner, self.tutor = a_person(app, name="Lea Green"), a_person(app, Role.TUTOR, name="Tom Brown")
        self.cohort = a_cohort(app, learners=(self.learner,), tutors=(self.tutor,), name="Autumn nights")
        with app.app_context():
            rules = {"second_share": 0, "tolerance": 0, "blind": False, "return_days": 7}
            set_rules(self.cohort, **rules, author_id=self.tutor, at=now())
            self.today = now()
        a_submission(app, self.learner)
        self.dates(Window(self.today + DAY, self.today + 2 * DAY, self.today + 3 * DAY))

    def dates(self, window: Window, *, withdrawn: bool = False) -> None:
        with self.app.app_context():
            said = {"cohort_id": self.cohort, "paper_id": "first-paper", "author_id": self.tutor, "at": now()}
            db.session.add(AssignmentRow(**said, **vars(window), withdrawn=withdrawn))
            db.session.commit()


@pytest.fixture
def centre(app: Flask) -> Centre:
    return Centre(app)


@pytest.fixture
def stranger(app: Flask) -> Browser:
    return Browser(app, None)


def make(browser: Browser) -> str:
    """Make the address, or make it anew, as the page does; the address without the host."""
    (seen,) = re.findall(r'name="seen"\s+value="(\d+)"', browser.get("/account/calendar").text)
    assert browser.post("/account/calendar", {"seen": seen}).status_code == 303
    (path,) = re.findall(
        r"readonly>http://[^/]+(/calendar/[\w-]{43}\.ics)</textarea>", browser.get("/account/calendar").text
    )
    return str(path)


def events(stranger: Browser, path: str) -> dict[str, Event]:
    answer = stranger.get(path)
    assert answer.status_code == 200
    found: list[Event] = Calendar.from_ical(answer.data).events
    assert len({event.uid for event in found}) == len(found)
    return {str(event["SUMMARY"]): event for event in found}


def test_a_learners_dates_are_read_without_a_sign_in(centre: Centre, as_: As, stranger: Browser) -> None:
    learner = as_(centre.learner)
    learner.post("/aim", {"day": "2026-10-16", "kind": "exam"})
    path = make(learner)
    answer = stranger.get(path)
    assert stranger.get(path).text == answer.text  # what apps know it by stays
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Set-Cookie" not in answer.headers
    found = events(stranger, path)
    assert {title: event.start for title, event in found.items()} == {
        "“First paper” opens": centre.today + DAY,
        "“First paper” closes": centre.today + 2 * DAY,
        "Results of “First paper” come": centre.today + 3 * DAY,
        "Work that you handed in is due back": date(2026, 9, 8),
        "Your exam": date(2026, 10, 16),
    }
    assert "DTSTART:20260902T120000Z" in answer.text
    assert found["“First paper” opens"]["URL"].endswith("/quizzes/first-paper")


def test_a_tutors_dates_are_those_of_their_cohorts(centre: Centre, as_: As, stranger: Browser) -> None:
    found = events(stranger, make(as_(centre.tutor)))
    assert {title: event.start for title, event in found.items()} == {
        "“First paper” opens": centre.today + DAY,
        "“First paper” closes": centre.today + 2 * DAY,
        "Results of “First paper” come": centre.today + 3 * DAY,
        "Work that you mark is due back": date(2026, 9, 8),
    }


def test_the_next_seven_days_of_a_plan_stand_in_it_with_their_minutes_alone(
    centre: Centre, as_: As, stranger: Browser
) -> None:
    learner = as_(centre.learner)
    time = dict.fromkeys("monday tuesday wednesday thursday friday saturday sunday".split(), "30") | {"saturday": "0"}
    off = {"days_off": "2026-09-02"}
    learner.post("/plan/", {"day": "2026-10-16", "kind": "exam"} | time | off)
    path = make(learner)
    planned = [event for event in Calendar.from_ical(stranger.get(path).data).events if "plan" in event["SUMMARY"]]
    assert [event.start for event in planned] == [date(2026, 9, day) for day in (1, 3, 4, 6, 7)], "5 is a Saturday"
    assert all(re.fullmatch(r"Your plan: ([5-9]|[12]\d|30) minutes", event["SUMMARY"]) for event in planned)
    assert planned[0]["URL"].endswith("/plan/")
    assert "how many minutes of your plan" in learner.get("/account/calendar").text
    learner.post("/plan/remove", {})
    assert not [title for title in events(stranger, path) if "plan" in title]


@on_one_database
def test_nothing_of_anybody_is_in_it(centre: Centre, as_: As, stranger: Browser) -> None:
    for person in (centre.learner, centre.tutor):
        text = stranger.get(make(as_(person))).text.replace("\r\n ", "")
        for private in ("Lea", "Green", "Tom", "Brown", "Autumn", "A long day", "What happened", "example.org"):
            assert private not in text


def test_dates_that_move_keep_their_entries_and_withdrawn_ones_go(centre: Centre, as_: As, stranger: Browser) -> None:
    path = make(as_(centre.learner))
    before = events(stranger, path)["“First paper” opens"]
    centre.dates(Window(centre.today + 5 * DAY))
    after = events(stranger, path)
    assert after["“First paper” opens"].uid == before.uid
    assert after["“First paper” opens"].start == centre.today + 5 * DAY
    assert "“First paper” closes" not in after
    centre.dates(Window(), withdrawn=True)
    assert set(events(stranger, path)) == {"Work that you handed in is due back"}


@on_one_database
def test_whoever_left_has_no_dates_of_papers(centre: Centre, as_: As, stranger: Browser) -> None:
    path = make(as_(centre.learner))
    with centre.app.app_context():
        db.session.scalar(select(EnrolmentRow)).ended_at = now()
        db.session.commit()
    assert not [title for title in events(stranger, path) if "paper" in title]


@on_one_database
def test_an_address_is_shown_once_and_its_digest_alone_is_kept(centre: Centre, as_: As) -> None:
    learner = as_(centre.learner)
    path = make(learner)
    page = learner.get("/account/calendar").text
    assert path not in page
    assert "You made an address today at 13:00." in " ".join(page.split())
    with centre.app.app_context():
        kept = db.session.scalar(select(CalendarAddressRow.digest))
    assert kept
    assert kept not in path


def test_made_anew_or_revoked_the_one_before_says_what_no_address_says(
    centre: Centre, as_: As, stranger: Browser
) -> None:
    learner = as_(centre.learner)
    first, second = make(learner), make(learner)
    assert stranger.get(second).status_code == 200
    for _twice in range(2):
        assert learner.post("/account/calendar/revoke").status_code == 303
    answers = [stranger.get(path) for path in (first, second, f"/calendar/{'x' * 43}.ics", "/calendar/é.ics")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r"/static/\S+", "", answer.text) for answer in answers}) == 1
    assert NOTHING in answers[0].text
    assert "There is no address now" in learner.get("/account/calendar").text
    with centre.app.app_context():
        deeds = db.session.scalars(
            select(AuditRow.deed).where(AuditRow.subject_id == centre.learner).order_by(AuditRow.id)
        ).all()
        assert [deed for deed in deeds if "calendar" in deed] == [
            *["calendar address made"] * 2,
            "calendar address revoked",
        ]
        tries = db.session.scalars(select(LinkTryRow)).all()
    assert len(tries) == 2  # apps that ask on at an address that was revoked slow nobody


@on_one_database
def test_an_account_that_is_deactivated_has_no_calendar(centre: Centre, as_: As, stranger: Browser) -> None:
    path = make(as_(centre.learner))
    administrator = a_person(centre.app, Role.ADMINISTRATOR)
    with centre.app.app_context():
        deactivate_account(centre.learner, actor_id=administrator, at=now())
    answer = stranger.get(path)
    assert answer.status_code == 404
    assert NOTHING in answer.text


def test_of_two_windows_the_second_is_told_and_changes_nothing(centre: Centre, as_: As, stranger: Browser) -> None:
    learner = as_(centre.learner)
    path = make(learner)
    for seen in ("0", "", "two", "9" * 40, "\ud800".encode("utf-8", "surrogatepass")):
        answer = learner.post("/account/calendar", {"seen": seen})
        assert answer.status_code == 409
        assert "changed in another window" in answer.text
    assert stranger.get(path).status_code == 200


@on_one_database
def test_whoever_tries_addresses_is_slowed(centre: Centre, stranger: Browser) -> None:
    with centre.app.app_context():
        db.session.add_all(LinkTryRow(at=now(), address="127.0.0.1") for _ in range(60))
        db.session.commit()
    answer = stranger.get(f"/calendar/{'x' * 43}.ics")
    assert answer.status_code == 429
    assert "too many tries" in answer.text


def test_addresses_that_were_revoked_long_ago_are_forgotten(centre: Centre, as_: As) -> None:
    learner = as_(centre.learner)
    make(learner)
    make(learner)
    centre.app.extensions["frozen_now"] += REMEMBERED + DAY
    make(as_(centre.learner))
    with centre.app.app_context():
        rows = db.session.scalars(select(CalendarAddressRow).order_by(CalendarAddressRow.id)).all()
        assert [row.revoked_at is None for row in rows] == [False, True]
        assert isinstance(rows[0].revoked_at, datetime)


def test_a_calendar_takes_few_statements(centre: Centre, as_: As, stranger: Browser) -> None:
    both = a_person(centre.app, Role.LEARNER, Role.TUTOR)
    a_cohort(centre.app, learners=(both,), tutors=(both,))
    path = make(as_(both))
    with counted(centre.app) as sent:
        assert stranger.get(path).status_code == 200
    assert len(sent) <= 12
