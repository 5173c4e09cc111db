"""What others say of a learner's work, for tests."""

from datetime import date

from flask import Flask

from revision_app.statements import actions
from revision_app.statements.core import Author, Said, StatementKind
from revision_app.web.clock import now

SAID = Said(
    "Depth on the neck",
    date(2026, 8, 31),
    Author("Demo Tutor", "Assessor", "Tutor of this learner"),
    {"minutes": 20, "exchanges": [["Why less?", "The skin is thinner."]], "comment": "Sure of it."},
    ("1.3",),
)


def a_statement(app: Flask, learner_id: int, author_id: int, *, number: int = 0) -> int:
    with app.app_context():
        about = {"learner_id": learner_id, "author_id": author_id, "key": f"a test's {number}"}
        return actions.record(StatementKind.DISCUSSION, SAID, **about, at=now())


def a_request(app: Flask, learner_id: int) -> tuple[int, str]:
    """That a learner asks a witness: its id, and the token of the link."""
    with app.app_context():
        return actions.ask_witness("The cheeks", "Demo Witness", learner_id=learner_id, at=now())
