"""Two tutors mark one piece, neither sees the other's decisions before both have finished, and they agree."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from revision_app.accounts.actions import people
from revision_app.accounts.core import Role
from revision_app.accounts.core.own_work import OwnWork
from revision_app.db import db
from revision_app.marking.actions import decisions, rules
from revision_app.marking.actions import second as actions
from revision_app.marking.core.second import NotSecondMarker
from revision_app.web.clock import now
from tests.pages.test_marking import card, count, marks
from tests.pages.test_marking_races import at_once
from tests.pages.test_own_data import tables, taken
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import ACHIEVED, REFERRED, a_submission

As = Callable[..., Browser]

FIRSTS, SECONDS, AGREED = "Say why, with a source.", "Well argued.", "The source is on page two."


@dataclass
class Twice:
    """A piece, its learner, two tutors of the cohort, and one who teaches elsewhere."""

    piece: int
    learner: Browser
    one: Browser
    two: Browser
    stranger: Browser
    ids: dict[str, int]

    @property
    def path(self) -> str:
        return f"/submissions/{self.piece}"

    def ask(self, who: str = "stranger") -> None:
        assert self.one.post(f"{self.path}/second/marker", {"marker": self.ids[who]}).status_code == 303

    def first(self) -> None:
        assert self.one.post(self.path, marks(0, {"1.1": REFERRED})).status_code == 303
        assert self.one.post(f"{self.path}/second/first-finished").status_code == 303

    def second(self, who: str = "stranger") -> None:
        sent = marks(0, {"1.1": ACHIEVED}, finish="1")
        assert getattr(self, who).post(f"{self.path}/second", sent).status_code == 303


@pytest.fixture
def twice(app: Flask, as_: As) -> Twice:
    ids = {"learner": a_person(app, name="Lea Green")}
    ids |= {name: a_person(app, Role.TUTOR, name=f"Tutor {name}") for name in ("one", "two", "stranger")}
    ids["cohort"] = a_cohort(app, learners=(ids["learner"],), tutors=(ids["one"], ids["two"]))
    a_cohort(app, tutors=(ids["stranger"],))
    piece = a_submission(app, ids["learner"])
    return Twice(piece, *(as_(ids[name]) for name in ("learner", "one", "two", "stranger")), ids)


def agreed(judged: object = ACHIEVED, reason: str = AGREED) -> dict[str, object]:
    return {"criterion": "1.1", "agree-1.1-reason": reason, **card("agree-1.1", judged)}


def test_a_tutor_asks_another_both_decide_alone_agree_and_the_learner_sees_only_that(app: Flask, twice: Twice) -> None:
    assert "Ask for a second marker" in twice.one.get(twice.path).text
    assert "Tutor stranger" in twice.one.get(f"{twice.path}/second").text
    assert twice.stranger.get(twice.path).status_code == 404
    twice.ask()
    assert "For you to mark second" in twice.stranger.get("/marking/").text
    assert "Lea Green" in twice.stranger.get("/today").text
    twice.first()
    assert "Release decisions" not in twice.one.get(twice.path).text

    led = twice.stranger.get(twice.path)
    assert led.location == f"{twice.path}/second"
    for page in (led.location, "/marking/", "/today", "/marking/releases/"):
        assert FIRSTS not in twice.stranger.get(page).text
        assert REFERRED.next_step not in twice.stranger.get(page).text
    twice.second()
    assert "There is nothing" not in twice.stranger.get("/marking/").text
    both = twice.one.get(f"{twice.path}/second").text
    assert FIRSTS in both
    assert SECONDS in both
    assert "They differ on 1.1." in both
    assert "The two markers differ on 1.1" in twice.one.get("/marking/").text
    assert twice.one.post(twice.path, marks(1, {"1.1": REFERRED}, release="1")).status_code == 409

    assert twice.stranger.post(f"{twice.path}/second/agreements", agreed()).status_code == 303
    record = twice.two.get(f"{twice.path}/second").text
    for words in (FIRSTS, SECONDS, AGREED, "The two markers agree now."):
        assert words in record
    assert "Both markers have finished" in twice.one.get("/marking/").text
    assert twice.one.post(twice.path, marks(2, {"1.1": ACHIEVED}, release="1")).status_code == 303
    feedback = twice.learner.get(f"/evidence/{twice.piece}").text
    assert SECONDS in feedback
    assert FIRSTS not in feedback
    assert AGREED not in feedback
    assert "achieved" in feedback.lower()
    with app.app_context():
        deeds = db.session.scalars(db.text("SELECT deed FROM audit_entries WHERE kind = 'work' ORDER BY id")).all()
    assert deeds[-5:] == [
        "second marker named",
        "first marking finished",
        "second marking finished",
        "outcome agreed",
        "decisions released",
    ]


def test_two_who_come_to_the_same_outcome_have_nothing_to_agree_on(twice: Twice) -> None:
    twice.ask("two")
    twice.first()
    assert twice.two.post(f"{twice.path}/second", marks(0, {"1.1": REFERRED}, finish="1")).status_code == 303
    assert "Both markers came to the same outcomes." in twice.two.get(f"{twice.path}/second").text
    assert twice.one.post(twice.path, marks(1, {"1.1": REFERRED}, release="1")).status_code == 303


def test_a_share_of_a_cohorts_pieces_gets_a_second_marker_and_earlier_pieces_keep_their_rules(
    app: Flask, twice: Twice, as_: As
) -> None:
    administrator = as_(a_person(app, Role.ADMINISTRATOR))
    assert "Marking rules" in administrator.get("/today").text
    path = f"/marking/rules/{twice.ids['cohort']}"
    with app.app_context():
        app.extensions["frozen_now"] = now().replace(minute=30)
    for _ in range(2):
        assert administrator.post(path, {"second_share": "100", "tolerance": "0"}).status_code == 303
    assert count(app, "marking_rules") == 1
    assert "100% of pieces" in administrator.get("/marking/rules/").text
    assert "This piece is marked twice" not in twice.one.get(twice.path).text  # it was handed in before

    chosen = Twice(a_submission(app, twice.ids["learner"]), **{k: v for k, v in vars(twice).items() if k != "piece"})
    assert "This piece is marked twice" in chosen.one.get(chosen.path).text
    chosen.first()
    assert "For you to mark second" in chosen.two.get("/marking/").text
    led = chosen.two.get(chosen.path)
    assert led.location == f"{chosen.path}/second"
    assert FIRSTS not in chosen.two.get(led.location).text
    assert chosen.one.post(f"{chosen.path}/second/take").status_code == 409
    for _ in range(2):
        assert chosen.two.post(f"{chosen.path}/second/take").status_code == 303
    chosen.second("two")
    assert "They differ on 1.1." in chosen.two.get(led.location).text


@pytest.mark.parametrize(
    "sent", [{}, {"second_share": "101", "tolerance": "0"}, {"second_share": "x", "tolerance": "9" * 400}]
)
def test_rules_that_are_none_come_back_in_words(app: Flask, twice: Twice, as_: As, sent: dict[str, str]) -> None:
    page = as_(a_person(app, Role.ADMINISTRATOR)).post(f"/marking/rules/{twice.ids['cohort']}", sent)
    assert page.status_code == 422
    assert "Type a whole number from 0 to" in page.text
    assert count(app, "marking_rules") == 0


def test_nobody_marks_both_sides(twice: Twice) -> None:
    twice.ask("two")
    twice.first()
    assert twice.one.post(f"{twice.path}/second", marks(0, {"1.1": ACHIEVED})).status_code == 409
    assert twice.two.post(twice.path, marks(1, {"1.1": ACHIEVED})).status_code == 409
    assert twice.two.post(f"{twice.path}/amendments", {"criterion": "1.1"}).status_code == 409
    assert twice.two.post(f"{twice.path}/second/first-finished").status_code == 409
    assert twice.stranger.post(f"{twice.path}/second", marks(0, {"1.1": ACHIEVED})).status_code == 404
    assert twice.stranger.get(f"{twice.path}/second").status_code == 404


@pytest.mark.parametrize("marker", ["", "0", "x", "9" * 30, "learner", "one"])
def test_only_another_tutor_is_asked(app: Flask, twice: Twice, marker: str) -> None:
    refused = twice.one.post(f"{twice.path}/second/marker", {"marker": twice.ids.get(marker, marker)})
    assert refused.status_code == 409
    assert count(app, "second_markings") == 0


def test_somebody_else_may_be_asked_until_the_second_marker_has_finished(twice: Twice) -> None:
    twice.ask("stranger")
    assert twice.stranger.post(f"{twice.path}/second", marks(0, {"1.1": ACHIEVED})).status_code == 303
    twice.ask("two")  # whoever began may have left
    assert SECONDS not in twice.two.get(f"{twice.path}/second").text
    assert twice.stranger.post(f"{twice.path}/second", marks(1, {"1.1": REFERRED})).status_code == 404
    twice.second("two")
    refused = twice.one.post(f"{twice.path}/second/marker", {"marker": twice.ids["stranger"]})
    assert refused.status_code == 409
    assert "has finished already" in refused.text


def test_what_is_lacking_comes_back_in_place_with_what_was_typed(twice: Twice) -> None:
    twice.ask()
    odd = {"seen": 0, "criterion-1.1-outcome": "referred", "criterion-1.1-comment": "What I typed.", "finish": "1"}
    page = twice.stranger.post(f"{twice.path}/second", odd)
    assert page.status_code == 422
    assert "A referral needs one next step" in page.text
    assert "What I typed." in page.text
    twice.first()
    twice.second()
    for sent, words in ((agreed(reason=" "), "Say why this is the outcome."), (agreed(REFERRED, ""), FIRSTS)):
        page = twice.one.post(f"{twice.path}/second/agreements", sent)
        assert page.status_code == 422
        assert words in page.text
    late = twice.stranger.post(f"{twice.path}/second", marks(1, {"1.1": REFERRED}))
    assert late.status_code == 409


def test_a_released_piece_waits_for_no_second_marker(app: Flask, twice: Twice) -> None:
    assert twice.one.post(twice.path, marks(0, {"1.1": ACHIEVED}, release="1")).status_code == 303
    refused = twice.one.post(f"{twice.path}/second/marker", {"marker": twice.ids["two"]})
    assert refused.status_code == 409
    assert "the second marking is over" in refused.text


def test_a_release_of_several_leaves_out_what_two_have_not_settled(app: Flask, twice: Twice) -> None:
    twice.ask("two")
    twice.first()
    page = twice.one.get("/marking/releases/").text
    assert "Ready (0)" in page
    assert "It waits for the second marker." in page
    refused = twice.one.post("/marking/releases/", {"piece": f"{twice.piece}-1", "release": "now"})
    assert refused.status_code == 409
    assert "This piece has a second marker." in refused.text
    assert count(app, "releases") == 0


def test_somebody_who_learns_is_not_asked_to_mark_their_own(app: Flask, twice: Twice) -> None:
    both = a_person(app, Role.LEARNER, Role.TUTOR)
    a_cohort(app, learners=(both,), tutors=(twice.ids["one"],))
    piece = a_submission(app, both)
    with app.app_context(), pytest.raises(OwnWork):
        actions.ask(piece, both, actor_id=twice.ids["one"], at=now())


def test_once_all_who_could_agree_have_left_a_tutor_of_the_learner_settles_it(
    app: Flask, twice: Twice, as_: As
) -> None:
    twice.ask()
    twice.first()
    twice.second()
    administrator = a_person(app, Role.ADMINISTRATOR)
    assert "The two markers differ" not in twice.two.get("/marking/").text
    for name in ("one", "stranger"):
        refused = twice.two.post(f"{twice.path}/second/agreements", agreed())
        assert refused.status_code == 409
        assert "Agree on this outcome" not in twice.two.get(f"{twice.path}/second").text
        with app.app_context():
            people.deactivate_account(twice.ids[name], actor_id=administrator, at=now())
    assert "The two markers differ on 1.1" in twice.two.get("/marking/").text
    page = twice.two.get(f"{twice.path}/second").text
    assert "any tutor of the learner settles it" in page
    assert "Agree on this outcome for 1.1" in page
    elsewhere = as_(a_person(app, Role.TUTOR))
    assert elsewhere.post(f"{twice.path}/second/agreements", agreed()).status_code == 404
    assert twice.two.post(f"{twice.path}/second/agreements", agreed()).status_code == 303
    assert twice.two.post(twice.path, marks(2, {"1.1": ACHIEVED}, release="1")).status_code == 303
    assert SECONDS in twice.learner.get(f"/evidence/{twice.piece}").text


@pytest.mark.parametrize("_round", range(2))
def test_of_two_who_take_a_piece_at_once_one_is_told(app: Flask, twice: Twice, _round: int) -> None:
    third = a_person(app, Role.TUTOR)
    with app.app_context():
        cohort, author = twice.ids["cohort"], twice.ids["one"]
        db.session.execute(
            db.text("INSERT INTO cohort_tutors (cohort_id, tutor_id, started_at) VALUES (:c, :t, :at)"),
            {"c": cohort, "t": third, "at": now().replace(tzinfo=None)},
        )
        db.session.commit()
        chosen = {"second_share": 100, "tolerance": 0, "return_days": None, "blind": False}
        rules.set_rules(cohort, **chosen, author_id=author, at=now())
        decisions.mark(twice.piece, {"1.1": REFERRED}, assessor_id=author, seen=0, at=now())
        at = now()
    given = at_once(
        app,
        lambda: actions.take(twice.piece, actor_id=twice.ids["two"], at=at),
        lambda: actions.take(twice.piece, actor_id=third, at=at),
    )
    assert sorted(given, key=str) == sorted([None, NotSecondMarker], key=str)
    assert count(app, "second_markings") == 1


# Comments at passages, and what is half typed

MINE, THEIRS = "As the first marker reads it.", "As the second marker reads it."
HERE = {"comment-passage": "description:0:13", "add_comment": "1"}
JSON = {"Accept": "application/json"}


def test_neither_marker_reads_the_others_comments_before_both_have_finished(app: Flask, twice: Twice) -> None:
    twice.ask("two")
    path = f"{twice.path}/second"
    assert twice.one.post(twice.path, {"seen": 0, "comment-text": MINE, **HERE}).status_code == 303
    done = twice.two.post(path, {"seen": 0, "comment-text": THEIRS, **HERE})
    assert done.location == f"{path}#comments"
    twice.first()
    own = twice.two.get(path).text
    assert f"{THEIRS}</textarea>" in own
    assert '<mark class="passage">What happened</mark>' in own
    assert MINE not in own
    for page in (twice.path, path, "/marking/", "/marking/releases/"):
        assert THEIRS not in twice.one.get(page).text
    twice.second("two")
    for reader in (twice.one, twice.two):
        both = reader.get(path).text
        assert MINE in both
        assert THEIRS in both
        assert "<bdi>Tutor two</bdi>, second marker" in " ".join(both.split())
    assert THEIRS not in twice.one.get(twice.path).text


def test_the_learner_reads_no_comment_of_the_second_marker(app: Flask, twice: Twice) -> None:
    twice.ask()
    path = f"{twice.path}/second"
    assert twice.stranger.post(path, {"seen": 0, "comment-text": THEIRS, **HERE}).status_code == 303
    twice.first()
    sent = marks(0, {"1.1": REFERRED}, finish="1")
    assert twice.stranger.post(path, sent).status_code == 303
    assert twice.one.post(twice.path, marks(1, {"1.1": REFERRED}, release="1")).status_code == 303
    assert THEIRS not in twice.learner.get(f"/evidence/{twice.piece}").text
    assert THEIRS not in json.dumps(tables(taken(app, twice.learner)))
    assert twice.learner.post(f"/evidence/{twice.piece}/comments/1", {"text": "Why?"}).status_code == 404
    assert THEIRS in twice.stranger.get(path).text


def test_comments_of_who_was_asked_first_are_not_the_next_second_markers(twice: Twice) -> None:
    twice.ask("stranger")
    assert twice.stranger.post(f"{twice.path}/second", {"seen": 0, "comment-text": THEIRS, **HERE}).status_code == 303
    twice.ask("two")
    assert THEIRS not in twice.two.get(f"{twice.path}/second").text
    twice.first()
    twice.second("two")
    assert THEIRS not in twice.one.get(f"{twice.path}/second").text


def test_a_finished_second_marker_comments_no_more_and_what_they_typed_comes_back(app: Flask, twice: Twice) -> None:
    twice.ask()
    twice.second()
    late = twice.stranger.post(f"{twice.path}/second", marks(1, {"1.1": ACHIEVED}) | HERE | {"comment-text": THEIRS})
    assert late.status_code == 409
    assert THEIRS in late.text
    assert count(app, "comments") == 0
    typed = twice.stranger.post(f"{twice.path}/second/typed", {"revision": 0, "comment-text": THEIRS}, headers=JSON)
    assert typed.status_code == 409


def test_what_a_second_marker_half_typed_is_theirs_alone_and_comes_back(twice: Twice) -> None:
    twice.ask("two")
    sent = marks(0, {"1.1": REFERRED}, revision="0", auto="1") | {"comment-text": THEIRS}
    kept = twice.two.post(f"{twice.path}/second/typed", sent, headers=JSON)
    assert kept.json["revision"] == 1
    page = twice.two.get(f"{twice.path}/second").text
    for words in (f"{THEIRS}</textarea>", f"{REFERRED.comment}</textarea>", "not saved as marking yet"):
        assert words in page
    for path in (twice.path, f"{twice.path}/second"):
        assert THEIRS not in twice.one.get(path).text
    other = marks(0, {"1.1": ACHIEVED}, revision="0")
    parted = twice.two.post(f"{twice.path}/second", other)
    assert parted.status_code == 409
    assert "You typed elsewhere" in parted.text
    assert THEIRS in parted.text
    assert twice.one.post(f"{twice.path}/second/typed", sent, headers=JSON).status_code == 409
