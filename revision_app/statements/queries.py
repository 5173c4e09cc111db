from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, select

from ..cohorts.queries import learners_taught_by
from ..db import db
from .core import Author, Said, Statement, WitnessRequest
from .models import StatementRow, WitnessRequestRow


def statements_about(learner_id: int) -> list[Statement]:
    """What was said of a learner's work, the latest first: for themselves."""
    return _statements(StatementRow.learner_id == learner_id)


def statement(statement_id: int, *, learner_id: int) -> Statement | None:
    return next(iter(_statements(StatementRow.id == statement_id, StatementRow.learner_id == learner_id)), None)


def statements_read_by(tutor_id: int, learner_id: int, *, at: datetime) -> list[Statement]:
    """What tutors recorded of a learner, for one who teaches them; what witnesses wrote is the learner's to show."""
    taught = StatementRow.learner_id.in_(learners_taught_by(tutor_id, at=at))
    return _statements(StatementRow.learner_id == learner_id, StatementRow.author_id.is_not(None), taught)


def made_by_form(key: str, *, author_id: int) -> Statement | None:
    return next(iter(_statements(StatementRow.key == key, StatementRow.author_id == author_id)), None)


def in_hand(learner_id: int) -> Select[str, int, str, datetime]:
    """What was said of a learner's work, for Today (``shared.feed.InHand``)."""
    kind = cast(StatementRow.kind, String).label("kind")
    mine = StatementRow.learner_id == learner_id
    return select(kind, StatementRow.id, StatementRow.title, StatementRow.at).where(mine)


def tagged(learner_id: int) -> Select[*tuple[Any, ...]]:
    """The same with the criteria that its author named (``progress.core.own_matrix.Drafted``)."""
    return in_hand(learner_id).add_columns(StatementRow.criteria)


def requests_of(learner_id: int) -> list[WitnessRequest]:
    """The statements that a learner asked for, without those taken back, the latest first."""
    return _requests(WitnessRequestRow.learner_id == learner_id)


def request(request_id: int, *, to_change: bool = False) -> WitnessRequest | None:
    """What somebody is asked; whoever asks for this has its link, or is its learner."""
    if to_change:
        db.session.execute(select(WitnessRequestRow.id).where(WitnessRequestRow.id == request_id).with_for_update())
    return next(iter(_requests(WitnessRequestRow.id == request_id)), None)


def _statements(*which: ColumnElement[bool]) -> list[Statement]:
    rows = db.session.scalars(select(StatementRow).where(*which).order_by(StatementRow.id.desc()))
    return [
        Statement(
            row.id,
            row.kind,
            row.learner_id,
            row.author_id,
            row.at,
            Said(
                row.title,
                date.fromisoformat(row.day),
                Author(row.name, row.standing, row.relation, row.conflict),
                row.content,
                tuple(row.criteria),
            ),
        )
        for row in rows
    ]


def _requests(which: ColumnElement[bool]) -> list[WitnessRequest]:
    rows = db.session.scalars(
        select(WitnessRequestRow)
        .where(which, WitnessRequestRow.taken_back_at.is_(None))
        .order_by(WitnessRequestRow.id.desc())
    )
    return [WitnessRequest(row.id, row.learner_id, row.about, row.witness, row.at, row.statement_id) for row in rows]
