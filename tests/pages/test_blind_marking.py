"""A cohort can be marked blind: until a piece is released no tutor's page leads from it to its learner, or back."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.accounts.models import PersonRow, RoleRow
from revision_app.cohorts.models import EnrolmentRow
from revision_app.db import db
from revision_app.evidence import actions as evidence
from revision_app.marking.actions import answers, decisions, second
from revision_app.marking.core.phrase import Wording
from revision_app.marking.queries import submissions
from revision_app.portfolio import queries as portfolios
from revision_app.web.clock import now
from revision_app.web.moments import shown
from tests.pages.test_marking import count, marks
from tests.pages.test_result_as_evidence import HAND_IN, sat
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.crowd import visits
from tests.support.reflections import ACHIEVED, REFERRED, a_comment, a_reflection, a_submission, a_text, rewritten

As = Callable[..., Browser]

NAME, EMAIL, TITLE, ID = "Zenobia Quillfeather", "zenobia@example.org", "The unrepeatable morning", 918_273
WHO = (NAME, "Zenobia", EMAIL, str(ID))
BLIND = {"second_share": "0", "tolerance": "0", "return_days": "", "blind": "y"}


@dataclass
class Veiled:
    """The only piece of a learner whose cohort is marked blind, and its two tutors."""

    app: Flask
    as_: As
    cohort: int
    reflection: int
    piece: int
    one: int
    two: int

    @property
    def path(self) -> str:
        return f"/submissions/{self.piece}"

    @property
    def name(self) -> str:
        """What the tutors call its learner."""
        page = self.as_(self.one).get(self.path).text
        return page.partition("<title>")[2].partition(",")[0].strip()

    @property
    def paths(self) -> list[str]:
        """Every page of tutors, about this piece and its learner."""
        ids: defaultdict[str, object] = defaultdict(lambda: 1)
        ids |= {"learner_id": ID, "person_id": ID, "cohort_id": self.cohort, "piece_id": self.piece}
        return sorted({visit.path for visit in visits(self.app, ids) if visit.role is Role.TUTOR})

    @property
    def near(self) -> tuple[str, ...]:
        """Those that may speak of the piece or of its learner."""
        about = f"/learners/{ID}", f"/learners/{ID}/portfolio", f"/learners/{ID}/statements", f"/cohorts/{self.cohort}"
        listed = "/marking/", "/marking/?order=learner", f"/marking/releases/?cohort={self.cohort}", "/cohorts/"
        return (*listed, *about, self.path, f"{self.path}/second", "/today")

    def pages(self, *paths: str) -> Iterator[tuple[str, str]]:
        """These pages as each of the two tutors sees them."""
        for browser in map(self.as_, (self.one, self.two)):
            for path in paths:
                answer = browser.get(path)
                led = browser.get(answer.location) if answer.status_code == 302 else answer
                yield path, led.get_data().decode(errors="replace")  # a workbook is no text; its CSV says the same

    def later(self) -> None:
        """Let an hour pass."""
        with self.app.app_context():
            self.app.extensions["frozen_now"] = now() + timedelta(hours=1)

    def mark(self, judged: object = ACHIEVED, seen: int = 0, **buttons: str) -> None:
        assert self.as_(self.one).post(self.path, marks(seen, {"1.1": judged}, **buttons)).status_code == 303


@pytest.fixture
def veiled(app: Flask, as_: As) -> Veiled:
    with app.app_context():
        db.session.add(PersonRow(id=ID, name=NAME, email=EMAIL, made_at=now()))
        db.session.flush()
        db.session.add(RoleRow(person_id=ID, role=Role.LEARNER))
        db.session.commit()
    one, two = (a_person(app, Role.TUTOR, name=f"Tutor {number}") for number in ("one", "two"))
    cohort = a_cohort(app, learners=(ID,), tutors=(one, two))
    administrator = as_(a_person(app, Role.ADMINISTRATOR))
    assert administrator.post(f"/marking/rules/{cohort}", BLIND).status_code == 303
    reflection = a_reflection(app, ID, a_text(TITLE))
    return Veiled(app, as_, cohort, reflection, a_submission(app, ID, of=reflection), one, two)


def as_handed_in(veiled: Veiled) -> None:
    pass


def begun(veiled: Veiled) -> None:
    veiled.mark(REFERRED)


def with_a_phrase(veiled: Veiled) -> None:
    with veiled.app.app_context():
        decisions.keep_phrase(Wording("Well done, {learner}."), author_id=veiled.one, at=now())


def asked_for_twice(veiled: Veiled) -> None:
    with veiled.app.app_context():
        second.ask(veiled.piece, veiled.two, actor_id=veiled.one, at=now())
    begun(veiled)


def ready(veiled: Veiled) -> None:
    veiled.mark()


def to_be_released(veiled: Veiled) -> None:
    veiled.mark()
    with veiled.app.app_context():
        on = now() + timedelta(days=1)
        decisions.release(veiled.piece, {"1.1": ACHIEVED}, assessor_id=veiled.one, seen=1, at=now(), on=on)


def withdrawn(veiled: Veiled) -> None:
    begun(veiled)
    with veiled.app.app_context():
        evidence.withdraw(veiled.piece, learner_id=ID, at=now())


def left_behind(veiled: Veiled) -> None:
    veiled.later()
    with veiled.app.app_context():
        left = now() - timedelta(minutes=1)
        db.session.execute(db.update(EnrolmentRow).where(EnrolmentRow.learner_id == ID).values(ended_at=left))
        db.session.commit()


STATES = (as_handed_in, begun, with_a_phrase, asked_for_twice, ready, to_be_released, withdrawn, left_behind)


@pytest.mark.parametrize("comes_to", STATES, ids=lambda state: state.__name__)
def test_before_the_release_no_page_of_tutors_shows_both_whose_and_which(
    veiled: Veiled, comes_to: Callable[[Veiled], None]
) -> None:
    comes_to(veiled)
    for path, page in veiled.pages(*(veiled.paths if comes_to is ready else veiled.near)):
        told = [word for word in WHO if word in page]
        if path.startswith((veiled.path, "/marking")) or path == "/today":
            assert not told, path
        assert not (told and (TITLE in page or veiled.path in page)), path
        if path == f"/learners/{ID}":
            told_of_it = "1 piece is with its marker." in page
            assert told_of_it == (comes_to is not withdrawn), path


def test_after_the_release_both_stand_there_again(veiled: Veiled) -> None:
    blind_name = veiled.name
    assert blind_name.startswith("Learner ")
    assert blind_name in veiled.as_(veiled.one).get("/marking/").text
    veiled.mark(release="1")
    pages = dict(veiled.pages(*veiled.near))
    for path in (veiled.path, f"{veiled.path}/second", "/marking/", f"/learners/{ID}"):
        assert NAME in pages[path], path
        assert TITLE in pages[path], path
        assert blind_name not in pages[path], path
    assert "with its marker" not in pages[f"/cohorts/{veiled.cohort}"]


def test_a_phrase_calls_the_learner_by_the_name_of_the_piece_and_the_learner_is_told(veiled: Veiled) -> None:
    with_a_phrase(veiled)
    learner, blind_name = veiled.as_(ID), veiled.name
    assert f"Well done, {blind_name}." in veiled.as_(veiled.one).get(veiled.path).text
    assert "It is marked without your name" in learner.get(f"/evidence/{veiled.piece}").text
    sent = marks(0, {"1.1": ACHIEVED}, release="1") | {"criterion-1.1-phrase": "1"}
    assert veiled.as_(veiled.one).post(veiled.path, sent).status_code == 303
    page = learner.get(f"/evidence/{veiled.piece}").text
    assert f"Well done, {blind_name}." in page
    assert f"a comment may call you {blind_name}" in page
    assert count(veiled.app, "phrase_uses") == 1


def test_what_is_handed_in_again_is_blind_too_and_what_was_released_leads_nowhere(veiled: Veiled) -> None:
    comment = a_comment(veiled.app, veiled.piece, veiled.one)
    veiled.mark(REFERRED, release="1")
    with veiled.app.app_context():
        answers.answer(veiled.piece, comment, "Because it was.", learner_id=ID, at=now())
    first_path = veiled.path
    rewritten(veiled.app, veiled.reflection, ID, a_text("Another title", description="It was not so."))
    veiled.piece = a_submission(veiled.app, ID, of=veiled.reflection)
    tutor = veiled.as_(veiled.one)
    page = tutor.get(veiled.path).text
    assert "What changed since the first submission" in page
    assert "Because it was." in page
    assert not [word for word in WHO if word in page]
    assert first_path not in page.replace(f"{veiled.path}/", "")
    assert "There is a second submission" not in tutor.get(first_path).text
    for path in (f"/learners/{ID}", f"/cohorts/{veiled.cohort}", f"/learners/{ID}/portfolio"):
        assert veiled.path not in tutor.get(path).text, path


def test_a_tutor_s_file_of_the_portfolio_leaves_the_piece_out_until_it_is_released(veiled: Veiled) -> None:
    def pieces(reader: int) -> int:
        with veiled.app.test_request_context():
            return len(portfolios.portfolio(ID, reader_id=reader, at=now()).pieces)

    assert (pieces(veiled.one), pieces(ID)) == (0, 1)
    veiled.mark(release="1")
    assert pieces(veiled.one) == 1


def test_a_piece_keeps_the_rules_of_the_day_it_was_handed_in(veiled: Veiled) -> None:
    administrator = veiled.as_(a_person(veiled.app, Role.ADMINISTRATOR))
    assert "Marked without learners’ names." in administrator.get("/marking/rules/").text
    assert "checked" in administrator.get(f"/marking/rules/{veiled.cohort}").text
    veiled.later()
    path, seen = f"/marking/rules/{veiled.cohort}", {name: BLIND[name] for name in BLIND if name != "blind"}
    for _ in range(2):
        assert administrator.post(path, seen).status_code == 303
    assert count(veiled.app, "marking_rules") == 2
    assert "marked blind" in administrator.get("/audit/").text
    assert NAME not in veiled.as_(veiled.one).get(veiled.path).text
    later = a_submission(veiled.app, ID)
    assert NAME in veiled.as_(veiled.one).get(f"/submissions/{later}").text


def test_what_others_hand_in_under_new_rules_unveils_nothing_of_before(veiled: Veiled) -> None:
    veiled.later()
    administrator = veiled.as_(a_person(veiled.app, Role.ADMINISTRATOR))
    assert (
        administrator.post(
            f"/marking/rules/{veiled.cohort}", {name: BLIND[name] for name in BLIND if name != "blind"}
        ).status_code
        == 303
    )
    veiled.later()
    other = a_person(veiled.app)
    with veiled.app.app_context():
        db.session.add(EnrolmentRow(cohort_id=veiled.cohort, learner_id=other, started_at=now()))
        db.session.commit()
    a_submission(veiled.app, other)
    for path, page in veiled.pages(veiled.path, "/marking/"):
        assert NAME not in page, path


def test_the_page_that_hands_in_says_that_no_name_is_shown(veiled: Veiled) -> None:
    words = "This is marked without your name"
    assert words in veiled.as_(ID).get(f"/journal/{a_reflection(veiled.app, ID)}/hand-in").text
    other = a_person(veiled.app)
    assert words not in veiled.as_(other).get(f"/journal/{a_reflection(veiled.app, other)}/hand-in").text


def test_the_page_that_puts_a_result_forward_says_so_and_what_the_tutor_sees(veiled: Veiled) -> None:
    attempt = sat(veiled.app, veiled.as_(ID))
    page = " ".join(veiled.as_(ID).get(f"{attempt}/evidence").text.split())
    assert "This is marked without your name" in page
    assert "your tutor sees this result and your declaration under a made-up name" in page
    handed_in = veiled.as_(ID).post(f"{attempt}/evidence", HAND_IN)
    of_tutor = veiled.as_(veiled.one).get(handed_in.location.replace("evidence", "submissions", 1)).text
    assert "By criterion" in of_tutor
    assert not any(word in of_tutor for word in WHO)


def test_one_of_several_cohorts_is_enough_and_one_that_was_left_asks_nothing(veiled: Veiled) -> None:
    def is_blind(learner: int) -> bool:
        with veiled.app.app_context():
            return submissions.hands_in_blind(learner, at=now())

    a_cohort(veiled.app, learners=(ID,))
    assert is_blind(ID)
    left_behind(veiled)
    assert not is_blind(ID)


def test_the_day_of_what_was_handed_in_blind_is_not_told_beside_a_name(veiled: Veiled) -> None:
    with veiled.app.app_context():
        day = shown(now()).date()
        veiled.app.extensions["frozen_now"] = now() + timedelta(days=20)
    for _, page in veiled.pages(f"/cohorts/{veiled.cohort}", f"/cohorts/{veiled.cohort}/criteria.csv", "/today"):
        assert NAME in page
        assert "Nothing sat or handed in for more than two weeks" in page
        assert f"{day.day} {day:%B}" not in page.partition(NAME)[2].partition("Write to them")[0]
