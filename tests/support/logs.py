"""Records of the log for tests, in the fields that the shipped content asks for."""

from flask import Flask

from revision_app.links import queries as links
from revision_app.log import actions, library, queries
from revision_app.log.core.record import PURPOSE, Record
from revision_app.log.core.selection import Choice
from revision_app.web.clock import now
from tests.support.reflections import DECLARED

FORM = {
    "log-day": "2026-08-31",
    "log-client": "Client 7",
    "log-part": "Performed",
    "log-area": "Neck",
    "log-phototype": "V",
}
"""What the form of a new record sends at the least."""
VALUES = {"day": "2026-08-31", "client": "Client 7", "part": "Performed", "area": ["Neck"], "phototype": "V"}
SIGNED = {"name": "Demo Supervisor", "role": "Clinical supervisor", "registration": "PIN 12", "declared": "y"}
"""What somebody who countersigns sends."""


def a_record(app: Flask, learner_id: int, *, key: str = "", **values: object) -> int:
    with app.app_context():
        number = len(queries.said_of(learner_id))
        key = key or f"a test's record {number}"
        return actions.add(VALUES | values, key=key, learner_id=learner_id, at=now())


def the_record(app: Flask, record_id: int, learner_id: int) -> Record:
    with app.app_context():
        found = queries.record(record_id, learner_id=learner_id)
        assert found is not None
        return found


def a_link(app: Flask, record_id: int, learner_id: int) -> str:
    """The token of a link to countersign."""
    with app.app_context():
        return actions.make_link(record_id, learner_id=learner_id, at=now())


def countersigned(app: Flask, record_id: int, learner_id: int) -> None:
    token = a_link(app, record_id, learner_id)
    said = {"name": "Demo Supervisor", "role": "Clinical supervisor", "registration": "", "declaration": "I was there."}
    with app.app_context():
        actions.countersign(token, **said, actor_id=None, at=now())


def log_ids(app: Flask, learner_id: int) -> dict[str, object]:
    """What the addresses of the log name, of this learner."""
    record = a_record(app, learner_id)
    a_link(app, record, learner_id)
    selection = a_selection(app, learner_id, record)
    with app.app_context():
        made = links.links_of(record, purpose=PURPOSE)[0].id
    return {"record_id": record, "link_id": made, "selection_id": selection}


def a_selection(app: Flask, learner_id: int, *record_ids: int, criteria: tuple[str, ...] = ("1.1",)) -> int:
    with app.app_context():
        made = actions.start_selection("On the neck", learner_id=learner_id, at=now())
        choice = Choice("On the neck", record_ids, criteria)
        actions.save_selection(made, choice, learner_id=learner_id, revision=1, at=now())
        return made


def put_forward(app: Flask, selection_id: int, learner_id: int) -> int:
    """The selection handed in as it stands; the id of the piece."""
    with app.app_context():
        guide = library.guide()
        selection = queries.selection(selection_id, learner_id=learner_id)
        assert guide is not None
        assert selection is not None
        digest = selection.as_evidence(guide, queries.records_of(learner_id)).digest
        return actions.hand_in(
            selection_id,
            guide,
            DECLARED,
            learner_id=learner_id,
            revision=selection.revision,
            digest=digest,
            at=now(),
        )
