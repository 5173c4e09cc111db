"""The states of evidence and journal in definitions.md: what each of them allows whom, and what it refuses.

What comes after a decision there (sample-eligible, accepted, returned by a verifier, locked) has no pages yet.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.db import Base, db
from revision_app.evidence import actions as evidence
from revision_app.marking.actions import decisions as marking
from revision_app.marking.core.submission import Judgement
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import ACHIEVED, REFERRED, TICKED, a_reflection, a_submission, a_text, revision_of

COPY = "What the copy says."
NO_PIECE = 99_999

# done: it happened. same: welcome, and nothing is new. no: refused, and nothing is changed. none: as good as missing.
# For what is read, done means that the words are shown. Planned: decisions wait for the time of their release.
TABLE = """
                                        | private | submitted | in assessment | planned | decided | returned | withdrawn
the learner saves the draft             | done    | done      | done          | done    | done    | done     | done
the learner opens the draft             | done    | done      | done          | done    | done    | done     | done
a tutor opens the draft                 | no      | no        | no            | no      | no      | no       | no
an administrator opens the draft        | no      | no        | no            | no      | no      | no       | no
another learner opens the draft         | none    | none      | none          | none    | none    | none     | none
the learner hands in what it says       | done    | same      | same          | same    | no      | no       | done
the learner hands in a reworked draft   | done    | no        | no            | no      | done    | done     | done
the learner withdraws the copy          | none    | done      | done          | done    | no      | no       | same
another learner withdraws the copy      | none    | none      | none          | none    | none    | none     | none
the learner reads the copy              | none    | done      | done          | done    | done    | done     | done
a tutor reads the copy                  | none    | done      | done          | done    | done    | done     | no
an administrator reads the copy         | no      | no        | no            | no      | no      | no       | no
another learner reads the copy          | none    | none      | none          | none    | none    | none     | none
a tutor saves a decision                | none    | done      | done          | no      | no      | no       | no
a tutor releases the decisions          | none    | done      | done          | no      | no      | no       | no
a tutor amends a decision               | none    | no        | no            | no      | done    | done     | no
another cohort's tutor saves a decision | none    | none      | none          | none    | none    | none     | none
"""
_HEAD, *_ROWS = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip("\n").splitlines()]
CASES = [(state, deed, said) for deed, *cells in _ROWS for state, said in zip(_HEAD[1:], cells, strict=True)]

DECISION = {"criterion-1.1-outcome": "not evidenced", "criterion-1.1-comment": "Another word."}
AMENDED = {"criterion": "1.1", "amend-1.1-outcome": "not evidenced", "amend-1.1-reason": "I read it again."}


class World(NamedTuple):
    app: Flask
    learner: int
    tutor: int
    reflection: int
    piece: int

    def as_learner(self) -> Browser:
        return Browser(self.app, self.learner)

    def as_tutor(self) -> Browser:
        return Browser(self.app, self.tutor, Role.TUTOR)

    def stranger(self, role: Role = Role.LEARNER) -> Browser:
        return Browser(self.app, a_person(self.app, role), role)

    @property
    def latest(self) -> int:
        with self.app.app_context():
            return db.session.scalar(db.text("SELECT coalesce(max(id), 0) FROM decisions"))

    def reworked(self) -> dict[str, object]:
        return {
            "revision": revision_of(self.app, self.reflection, self.learner),
            "title": "A long day",
            "criteria": "1.1",
            "description": COPY,
            "feelings": "Calm.",
        }

    def handing_in(self) -> dict[str, object]:
        return {"revision": revision_of(self.app, self.reflection, self.learner), **TICKED}


def _world(app: Flask, state: str) -> World:
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    reflection = a_reflection(app, learner, a_text(description=COPY))
    if state == "private":
        return World(app, learner, tutor, reflection, NO_PIECE)
    piece = a_submission(app, learner, of=reflection)
    with app.app_context():
        match state:
            case "in assessment":
                marking.mark(piece, {"1.1": Judgement(comment="Begun.")}, assessor_id=tutor, seen=0, at=now())
            case "planned":
                tomorrow = now() + timedelta(days=1)
                marking.release(piece, {"1.1": ACHIEVED}, assessor_id=tutor, seen=0, at=now(), on=tomorrow)
            case "decided":
                marking.release(piece, {"1.1": ACHIEVED}, assessor_id=tutor, seen=0, at=now())
            case "returned":
                marking.release(piece, {"1.1": REFERRED}, assessor_id=tutor, seen=0, at=now())
            case "withdrawn":
                evidence.withdraw(piece, learner_id=learner, at=now())
    return World(app, learner, tutor, reflection, piece)


def _read(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    if answer.status_code == 404:
        return "none"
    return "done" if answer.status_code == 200 and COPY in answer.text else "no"


def _sent(world: World, browser: Browser, path: str, sent: dict[str, object]) -> str:
    browser.get("/account")
    before = _rows(world.app)
    answer = browser.post(path, sent)
    changed = _rows(world.app) != before
    told = {303: "same", 403: "no", 404: "none", 409: "no", 422: "no"}[answer.status_code]
    assert not changed or told == "same", answer.text
    return "done" if changed else told


def _rework_and_hand_in(world: World) -> str:
    browser = world.as_learner()
    browser.post(f"/journal/{world.reflection}", world.reworked())
    return _sent(world, browser, f"/journal/{world.reflection}/hand-in", world.handing_in())


def _mark(world: World, browser: Browser, **more: str) -> str:
    return _sent(world, browser, f"/submissions/{world.piece}", {"seen": world.latest, **DECISION, **more})


DEEDS: dict[str, Callable[[World], str]] = {
    "the learner saves the draft": lambda w: _sent(w, w.as_learner(), f"/journal/{w.reflection}", w.reworked()),
    "the learner opens the draft": lambda w: _read(w.as_learner(), f"/journal/{w.reflection}"),
    "a tutor opens the draft": lambda w: _read(w.as_tutor(), f"/journal/{w.reflection}"),
    "an administrator opens the draft": lambda w: _read(w.stranger(Role.ADMINISTRATOR), f"/journal/{w.reflection}"),
    "another learner opens the draft": lambda w: _read(w.stranger(), f"/journal/{w.reflection}"),
    "the learner hands in what it says": lambda w: _sent(
        w, w.as_learner(), f"/journal/{w.reflection}/hand-in", w.handing_in()
    ),
    "the learner hands in a reworked draft": _rework_and_hand_in,
    "the learner withdraws the copy": lambda w: _sent(w, w.as_learner(), f"/evidence/{w.piece}/withdrawal", {}),
    "another learner withdraws the copy": lambda w: _sent(w, w.stranger(), f"/evidence/{w.piece}/withdrawal", {}),
    "the learner reads the copy": lambda w: _read(w.as_learner(), f"/evidence/{w.piece}"),
    "a tutor reads the copy": lambda w: _read(w.as_tutor(), f"/submissions/{w.piece}"),
    "an administrator reads the copy": lambda w: _read(w.stranger(Role.ADMINISTRATOR), f"/submissions/{w.piece}"),
    "another learner reads the copy": lambda w: _read(w.stranger(), f"/evidence/{w.piece}"),
    "a tutor saves a decision": lambda w: _mark(w, w.as_tutor()),
    "a tutor releases the decisions": lambda w: _mark(w, w.as_tutor(), release="1"),
    "a tutor amends a decision": lambda w: _sent(
        w, w.as_tutor(), f"/submissions/{w.piece}/amendments", {"seen": w.latest, **AMENDED}
    ),
    "another cohort's tutor saves a decision": lambda w: _mark(w, w.stranger(Role.TUTOR)),
}


@pytest.mark.parametrize(("state", "deed", "said"), CASES, ids=[f"{state}: {deed}" for state, deed, _ in CASES])
def test_what_a_state_allows_and_refuses(app: Flask, state: str, deed: str, said: str) -> None:
    assert DEEDS[deed](_world(app, state)) == said


def _rows(app: Flask) -> list[tuple[str, list[str]]]:
    """Everything in the database but who read what."""
    with app.app_context():
        return [
            (table.name, sorted(str(tuple(row)) for row in db.session.execute(table.select())))
            for table in Base.metadata.sorted_tables
            if table.name != "audit_entries"
        ]
