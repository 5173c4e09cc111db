"""What learners declare of what they hand in: kept with the piece, and read by whoever judges it."""

from collections.abc import Callable

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.evidence.core import NotHandedIn
from revision_app.evidence.core.declaration import AI_USE_LIMIT, OWN_WORK, Declaration
from revision_app.evidence.models import DeclarationRow, PieceRow
from revision_app.evidence.queries import as_declared
from revision_app.journal import actions as journal
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import TICKED, a_reflection, a_submission, a_text

As = Callable[..., Browser]
SAID = "A chat assistant suggested the headings; every sentence is mine."


def test_a_declaration_is_kept_with_its_piece_and_read_by_learner_and_tutor(app: Flask, as_: As) -> None:
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    reflection = a_reflection(app, learner)
    writer = as_(learner)
    sent = writer.post(f"/journal/{reflection}/hand-in", {"revision": 2, **TICKED, "ai_use": SAID})
    for browser, path in ((writer, sent.location), (as_(tutor), sent.location.replace("evidence", "submissions"))):
        page = browser.get(path).text
        assert SAID in page
        assert OWN_WORK in page
    with app.app_context():
        piece = db.session.scalars(db.select(PieceRow)).one()
        kept = as_declared([piece.id], reader_id=learner)[1][piece.id]
        assert (kept.digest, kept.at) == (piece.digest, now())
        assert kept.sign_in is not None
        assert kept.sign_in.at == now()
        assert kept.sign_in.name not in set(db.session.scalars(db.text("SELECT digest FROM sign_ins")))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"own_work": ""}, "Hand in what is your own work, and tick that it is."),
        ({"ai_use": ""}, "Say how you used AI, or write “no AI”."),
        ({"ai_use": " \u200b\x00 "}, "Say how you used AI, or write “no AI”."),
        ({"ai_use": "a" * (AI_USE_LIMIT + 1)}, "Keep it to 1,000 characters."),
    ],
)
def test_what_is_not_declared_is_not_handed_in_and_what_was_typed_stays(
    app: Flask, as_: As, sent: dict[str, str], said: str
) -> None:
    learner = a_person(app)
    fields = {"revision": 2, **TICKED, "ai_use": SAID, **sent}
    page = as_(learner).post(f"/journal/{a_reflection(app, learner)}/hand-in", {k: v for k, v in fields.items() if v})
    assert page.status_code == 422
    assert said in page.text
    assert fields["ai_use"].strip(" \u200b\x00") in page.text
    with app.app_context():
        assert not db.session.scalars(db.select(PieceRow)).all()


def test_what_was_typed_comes_back_where_nothing_can_be_handed_in(app: Flask, as_: As) -> None:
    learner = a_person(app)
    reflection = a_reflection(app, learner)
    a_submission(app, learner, of=reflection)
    with app.app_context():
        journal.save(reflection, a_text(description="And what followed."), learner_id=learner, revision=2, at=now())
    page = as_(learner).post(f"/journal/{reflection}/hand-in", {"revision": 3, **TICKED, "ai_use": SAID})
    assert page.status_code == 409
    assert SAID in page.text


def test_no_kind_of_evidence_goes_around_it(app: Flask) -> None:
    learner = a_person(app)
    reflection = a_reflection(app, learner)
    with app.app_context():
        with pytest.raises(NotHandedIn, match="Say how you used AI"):
            journal.hand_in(reflection, Declaration("  "), learner_id=learner, revision=2, at=now())
        assert not db.session.scalars(db.select(DeclarationRow)).all()


def test_what_was_handed_in_before_declarations_says_so(app: Flask, as_: As) -> None:
    learner = a_person(app)
    submission = a_submission(app, learner)
    with app.app_context():
        db.session.execute(db.delete(DeclarationRow))
        db.session.commit()
    assert "Handed in before anything was declared with it." in as_(learner).get(f"/evidence/{submission}").text
