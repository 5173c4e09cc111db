from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import Select, select

from ..accounts.core import SignInMark
from ..db import built_once, db
from .core import Signature, Training
from .models import SignatureRow, TrainingRow


def signatures(piece_ids: Iterable[int]) -> dict[int, list[Signature]]:
    """The signatures on each of these pieces, the oldest first; ask first whether its decisions may be seen."""
    found = defaultdict(list)
    for row in db.session.scalars(*_signatures(set(piece_ids))):
        found[row.piece_id].append(_signature(row))
    return found


@built_once
def _signatures(piece_ids: Collection[int]) -> Select[SignatureRow]:
    return select(SignatureRow).where(SignatureRow.piece_id.in_(piece_ids)).order_by(SignatureRow.id)


def signed_by(person_id: int) -> Select[int]:
    """The pieces on which somebody signed decisions: a subquery."""
    return select(SignatureRow.piece_id).where(SignatureRow.signer_id == person_id)


def signatures_and_training(piece_ids: Iterable[int], person_id: int) -> tuple[dict[int, list[Signature]], bool]:
    """``signatures`` of these pieces and ``is_in_training`` of a person, in one statement."""
    rows = db.session.execute(*_signatures_and_training(set(piece_ids), person_id)).all()
    found = defaultdict(list)
    for _, row in rows:
        if row is not None:
            found[row.piece_id].append(_signature(row))
    return found, bool(rows[0].in_training)


@built_once
def _signatures_and_training(piece_ids: Collection[int], person_id: int) -> Select[bool, SignatureRow | None]:
    goes_on = select(TrainingRow.id).where(TrainingRow.person_id == person_id, TrainingRow.ended_at.is_(None))
    person = select(goes_on.exists().label("in_training")).subquery("person")
    both = select(person.c.in_training, SignatureRow).select_from(person)
    return both.outerjoin(SignatureRow, SignatureRow.piece_id.in_(piece_ids)).order_by(SignatureRow.id)


def training(person_id: int) -> list[Training]:
    """Every time that somebody spent in training, the latest first."""
    asked = select(TrainingRow).where(TrainingRow.person_id == person_id).order_by(TrainingRow.id.desc())
    return [
        Training(row.person_id, row.by_id, row.started_at, row.ended_at, row.ended_by_id)
        for row in db.session.scalars(asked)
    ]


def is_in_training(person_id: int) -> bool:
    asked = select(TrainingRow.id).where(TrainingRow.person_id == person_id, TrainingRow.ended_at.is_(None))
    return db.session.scalar(asked) is not None


def _signature(row: SignatureRow) -> Signature:
    sign_in = SignInMark(row.sign_in, row.signed_in_at) if row.sign_in and row.signed_in_at else None
    return Signature(row.piece_id, row.deed, row.signer_id, row.digest, row.covers, row.at, row.in_training, sign_in)
