"""Releasing now or at a time, one piece or many, and calling back what has not been shown yet."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.marking.actions import decisions
from revision_app.marking.queries import submissions as queries
from revision_app.web.clock import now
from tests.migrating.reading import main_text
from tests.pages.test_marking import TICKED, count, marks
from tests.pages.test_marking_races import at_once
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import ACHIEVED, REFERRED, a_reflection, a_submission, a_text, rewritten
from tests.support.statements import counted

As = Callable[..., Browser]

AT_FIVE = {"release": "later", "release_at": "2026-09-01T17:00"}  # the tests' clock shows 13:00 in London
SECRET = "Say why, with a source."  # in the comment of REFERRED


@pytest.fixture
def people(app: Flask) -> tuple[int, int, int]:
    """A learner, their tutor, and the cohort."""
    learner, tutor = a_person(app, name="Lea Green"), a_person(app, Role.TUTOR, name="Tom Brown")
    return learner, tutor, a_cohort(app, learners=(learner,), tutors=(tutor,), name="Autumn")


def travel(app: Flask, hours: float) -> None:
    with app.app_context():
        app.extensions["frozen_now"] = now() + timedelta(hours=hours)


def marked(app: Flask, learner: int, tutor: int, *, title: str = "A long day") -> tuple[int, int]:
    """A piece with its marking saved, and the id of the decision."""
    piece = a_submission(app, learner, of=a_reflection(app, learner, a_text(title)))
    with app.app_context():
        decisions.mark(piece, {"1.1": REFERRED}, assessor_id=tutor, seen=0, at=now())
        return piece, db.session.scalar(db.text(f"SELECT max(id) FROM decisions WHERE piece_id = {piece}"))


LEARNER_PAGES = ("/evidence/{piece}", "/journal/{reflection}", "/journal/", "/today", "/criteria/")


def test_before_its_moment_a_release_shows_nothing_anywhere_and_from_it_on_everything(
    app: Flask, as_: As, people: tuple[int, int, int]
) -> None:
    learner, tutor, cohort = people
    reflection = a_reflection(app, learner)
    piece = a_submission(app, learner, of=reflection)
    reader, assessor = as_(learner), as_(tutor)
    paths = [path.format(piece=piece, reflection=reflection) for path in LEARNER_PAGES]
    before = [main_text(reader.get(path).text) for path in paths]
    assert assessor.post(f"/submissions/{piece}", marks(0, {"1.1": REFERRED}, **AT_FIVE)).status_code == 303

    assert [main_text(reader.get(path).text) for path in paths] == before
    page = assessor.get(f"/submissions/{piece}").text
    assert "To be released today at 17:00, set by <bdi>Tom Brown</bdi>" in page
    assert "Call the release back" in page
    assert "Amend this decision" not in page
    assert "Nothing waits for you" in assessor.get("/marking/").text
    assert "Recently released" not in assessor.get("/marking/").text
    assert "Nothing is waiting to be marked" in assessor.get("/today").text
    assert "with tutor" in assessor.get(f"/cohorts/{cohort}").text.lower()
    with app.app_context():
        assert queries.settled([piece], at=now()) == frozenset()
        assert queries.claims([learner], at=now())[learner][0].outcome is None

    travel(app, 4)
    feedback, draft, _, today, criteria = (reader.get(path).text for path in paths)
    assert SECRET in feedback
    assert "Released today at 17:00" in feedback
    assert SECRET in draft
    assert "Your tutor asks for more" in today
    assert "referred" in criteria.lower()
    assert "Recently released" in assessor.get("/marking/").text
    assert "Amend this decision" in assessor.get(f"/submissions/{piece}").text
    with app.app_context():
        assert queries.settled([piece], at=now()) == {piece}


def test_the_next_is_handed_in_only_when_the_moment_has_come(app: Flask, as_: As, people: tuple[int, int, int]) -> None:
    learner, tutor, _ = people
    reflection = a_reflection(app, learner)
    piece = a_submission(app, learner, of=reflection)
    as_(tutor).post(f"/submissions/{piece}", marks(0, {"1.1": REFERRED}, **AT_FIVE))
    rewritten(app, reflection, learner, a_text(feelings="Calm."))
    again = as_(learner).post(f"/journal/{reflection}/hand-in", {"revision": 3, **TICKED})
    assert again.status_code != 303
    travel(app, 4)
    assert as_(learner).post(f"/journal/{reflection}/hand-in", {"revision": 3, **TICKED}).status_code == 303


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("", "Choose when the decisions are released."),
        ("2026-09-01T12:59", "That has passed. Choose a time to come."),
        ("2027-03-28T01:30", "There is no 01:30 on 28 March 2027"),
        ("soon", "Write it like 2026-12-05 17:00."),
        ("9999-01-01T10:00", "Choose a year from 2025 to 2031."),
        ("17\0:00", "Write it like"),
    ],
)
def test_a_moment_that_is_none_is_refused_in_words_and_releases_nothing(
    app: Flask, as_: As, people: tuple[int, int, int], moment: str, words: str
) -> None:
    learner, tutor, _ = people
    piece, decision = marked(app, learner, tutor)
    sent = {"release": "later", "release_at": moment}
    several = as_(tutor).post("/marking/releases/", {"piece": f"{piece}-{decision}", **sent})
    one = as_(tutor).post(f"/submissions/{piece}", marks(decision, {"1.1": ACHIEVED}, **sent))
    for page in (several, one):
        assert page.status_code == 422
        assert words in page.text
    assert "Well argued." in one.text  # what was typed
    assert count(app, "releases") == 0


def test_a_release_is_called_back_and_the_decisions_are_open_again(
    app: Flask, as_: As, people: tuple[int, int, int]
) -> None:
    learner, tutor, _ = people
    piece = a_submission(app, learner)
    browser = as_(tutor)
    browser.post(f"/submissions/{piece}", marks(0, {"1.1": REFERRED}, **AT_FIVE))
    refused = browser.post(f"/submissions/{piece}", marks(1, {"1.1": ACHIEVED}))
    assert refused.status_code == 409
    assert "Call the release back before you change them" in refused.text
    assert "Well argued." in refused.text  # what was typed

    for _ in range(2):  # the second click changes nothing
        assert browser.post(f"/submissions/{piece}/release/call-back").status_code == 303
    assert count(app, "releases") == 0
    assert browser.post(f"/submissions/{piece}", marks(1, {"1.1": ACHIEVED})).status_code == 303
    travel(app, 5)
    assert SECRET not in as_(learner).get(f"/evidence/{piece}").text
    with app.app_context():
        told = db.session.scalars(db.text("SELECT deed FROM audit_entries ORDER BY id")).all()
    assert [words for words in told if "release" in words] == ["release set", "release called back"]


def test_what_is_withdrawn_before_the_moment_is_never_shown(app: Flask, as_: As, people: tuple[int, int, int]) -> None:
    learner, tutor, _ = people
    piece = a_submission(app, learner)
    as_(tutor).post(f"/submissions/{piece}", marks(0, {"1.1": REFERRED}, **AT_FIVE))
    assert as_(learner).post(f"/evidence/{piece}/withdrawal").status_code == 303
    travel(app, 4)
    assert SECRET not in as_(learner).get(f"/evidence/{piece}").text
    assert "Your tutor asks for more" not in as_(learner).get("/today").text
    assert "Lea Green" not in as_(tutor).get("/marking/releases/").text
    refused = as_(tutor).post("/marking/releases/", {"piece": f"{piece}-1", "release": "now"})
    assert refused.status_code == 409
    assert "The learner withdrew this submission" in refused.text


def test_what_was_shown_is_not_called_back(app: Flask, as_: As, people: tuple[int, int, int]) -> None:
    learner, tutor, _ = people
    piece = a_submission(app, learner)
    as_(tutor).post(f"/submissions/{piece}", marks(0, {"1.1": REFERRED}, **AT_FIVE))
    travel(app, 4)
    refused = as_(tutor).post(f"/submissions/{piece}/release/call-back")
    assert refused.status_code == 409
    assert "can be called back only before its time" in refused.text
    assert SECRET in as_(learner).get(f"/evidence/{piece}").text


def test_a_cohort_is_released_together_with_a_preview_of_what_is_ready(
    app: Flask, as_: As, people: tuple[int, int, int]
) -> None:
    learner, tutor, cohort = people
    other = a_person(app, name="Olive Other")
    a_cohort(app, learners=(other,), tutors=(tutor,), name="Spring")
    first, second = (marked(app, learner, tutor, title=title) for title in ("One", "Two"))
    elsewhere, _ = marked(app, other, tutor, title="Of another cohort")
    unready = a_submission(app, learner, of=a_reflection(app, learner, a_text("Three")))
    browser = as_(tutor)
    assert "Release several at once" in browser.get("/marking/").text
    assert "Of another cohort" in browser.get("/marking/releases/").text
    page = browser.get(f"/marking/releases/?cohort={cohort}").text
    assert "Of another cohort" not in page
    assert "Ready (2)" in page
    assert "Not ready (1)" in page
    assert "1.1: Choose achieved, referred or not evidenced." in page
    assert count(app, "releases") == 0

    chosen = {"piece": [f"{piece}-{decision}" for piece, decision in (first, second)]}
    for _ in range(2):  # the second click changes nothing
        sent = browser.post(f"/marking/releases/?cohort={cohort}", {**chosen, "release": "now"})
        assert sent.status_code == 303
    assert "2 submissions released." in browser.get(sent.location).text
    assert SECRET in as_(learner).get(f"/evidence/{first[0]}").text
    assert SECRET in as_(learner).get(f"/evidence/{second[0]}").text
    assert SECRET not in as_(other).get(f"/evidence/{elsewhere}").text
    with app.app_context():
        assert queries.settled([unready, elsewhere], at=now()) == frozenset()


def test_a_cohort_is_released_at_a_time_and_each_piece_may_be_called_back(
    app: Flask, as_: As, people: tuple[int, int, int]
) -> None:
    learner, tutor, cohort = people
    pieces = [marked(app, learner, tutor, title=title) for title in ("One", "Two")]
    browser = as_(tutor)
    chosen = {"piece": [f"{piece}-{decision}" for piece, decision in pieces], **AT_FIVE}
    assert browser.post(f"/marking/releases/?cohort={cohort}", chosen).status_code == 303
    page = browser.get(f"/marking/releases/?cohort={cohort}").text
    assert "2 submissions will be released today at 17:00." in page
    assert "To be released (2)" in page
    back = browser.post(f"/submissions/{pieces[0][0]}/release/call-back?cohort={cohort}", {"listed": "1"})
    assert back.location == f"/marking/releases/?cohort={cohort}"
    travel(app, 4)
    assert SECRET not in as_(learner).get(f"/evidence/{pieces[0][0]}").text
    assert SECRET in as_(learner).get(f"/evidence/{pieces[1][0]}").text


def test_what_was_marked_meanwhile_keeps_all_of_them_from_their_release(
    app: Flask, as_: As, people: tuple[int, int, int]
) -> None:
    learner, tutor, _ = people
    (one, seen), (two, latest) = (marked(app, learner, tutor, title=title) for title in ("One", "Two"))
    with app.app_context():
        decisions.mark(one, {"1.1": ACHIEVED}, assessor_id=tutor, seen=seen, at=now())
    sent = {"piece": [f"{one}-{seen}", f"{two}-{latest}"], "release": "now"}
    page = as_(tutor).post("/marking/releases/", sent)
    assert page.status_code == 409
    assert "Marking of 1 of these was saved after you opened this page" in page.text
    assert count(app, "releases") == 0


@pytest.mark.parametrize("piece", ["", "1", "x-1", "1-1-1", "99999999999-1", "１-1", "-1-1", "\0-1"])
def test_pieces_that_are_none_are_refused(app: Flask, as_: As, people: tuple[int, int, int], piece: str) -> None:
    assert as_(people[1]).post("/marking/releases/", {"piece": piece, "release": "now"}).status_code == 422


def test_others_pieces_are_as_good_as_missing(app: Flask, as_: As, people: tuple[int, int, int]) -> None:
    learner, tutor, _ = people
    stranger = as_(a_person(app, Role.TUTOR))
    piece, decision = marked(app, learner, tutor)
    for sent in ({"piece": f"{piece}-{decision}", "release": "now"}, {"piece": "999999-1", "release": "now"}):
        assert stranger.post("/marking/releases/", sent).status_code == 404
    assert "A long day" not in stranger.get("/marking/releases/").text
    assert count(app, "releases") == 0


def test_the_enter_key_releases_nothing(app: Flask, as_: As, people: tuple[int, int, int]) -> None:
    learner, tutor, _ = people
    piece, decision = marked(app, learner, tutor)
    page = as_(tutor).post("/marking/releases/", {"piece": f"{piece}-{decision}"})
    assert page.status_code == 422
    assert count(app, "releases") == 0


def test_more_pieces_do_not_cost_the_page_more_statements(app: Flask, as_: As, people: tuple[int, int, int]) -> None:
    learner, tutor, cohort = people
    browser, sent = as_(tutor), []
    for title in ("One", "Two", "Three"):
        marked(app, learner, tutor, title=title)
        browser.get("/marking/releases/")
        with counted(app) as statements:
            browser.get(f"/marking/releases/?cohort={cohort}")
        sent.append(len(statements))
    assert sent[0] == sent[-1] <= 8


@pytest.mark.parametrize("_round", range(2))
def test_of_a_release_now_and_one_at_a_time_at_the_same_moment_one_is_told(app: Flask, _round: int) -> None:
    learner, one, two = a_person(app), a_person(app, Role.TUTOR), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(one, two))
    piece, decision = marked(app, learner, one)
    with app.app_context():
        at = now()
    given = at_once(
        app,
        lambda: decisions.release(piece, {"1.1": REFERRED}, assessor_id=one, seen=decision, at=at),
        lambda: decisions.release(
            piece, {"1.1": REFERRED}, assessor_id=two, seen=decision, at=at, on=at + timedelta(hours=1)
        ),
    )
    assert given.count(None) == 1
    assert count(app, "releases") == 1


def test_what_is_wrong_is_said_where_there_is_nothing_to_release_any_more(
    as_: As, people: tuple[int, int, int]
) -> None:
    refused = as_(people[1]).post("/marking/releases/", {"release": "now"})
    assert refused.status_code == 422
    assert "Nothing is ready to be released any more." in refused.text
