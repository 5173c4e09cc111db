from datetime import datetime

from sqlalchemy import update

from ..accounts.core.own_work import must_be_anothers
from ..audit.actions import note_in_audit
from ..audit.core import AuditKind
from ..db import db, insert_missing, part_of_action, transaction
from .core import Signature
from .models import SignatureRow, TrainingRow


@part_of_action
def sign(signature: Signature) -> None:
    """Put a signature under the decisions on a piece."""
    sign_in = signature.sign_in
    db.session.add(
        SignatureRow(
            piece_id=signature.piece_id,
            deed=signature.deed,
            signer_id=signature.signer_id,
            digest=signature.digest,
            covers=signature.covers,
            at=signature.at,
            in_training=signature.in_training,
            sign_in=sign_in.name if sign_in else None,
            signed_in_at=sign_in.at if sign_in else None,
        )
    )


@transaction
def start_training(person_id: int, *, actor_id: int, at: datetime) -> None:
    """From now on what this person decides waits for a countersignature. A second click changes nothing."""
    training = insert_missing(TrainingRow, "id").values(person_id=person_id, by_id=actor_id, started_at=at)
    if db.session.scalar(training) is not None:
        note_in_audit(
            "assessor’s training began", kind=AuditKind.ACCOUNTS, actor_id=actor_id, subject_id=person_id, at=at
        )


@transaction
def end_training(person_id: int, *, actor_id: int, at: datetime) -> None:
    """This person signs alone from now on; what waits for a countersignature goes on waiting.

    Raises ``OwnWork``: nobody ends their own training.
    """
    must_be_anothers(person_id, actor_id=actor_id, what="This is your own training")
    going_on = TrainingRow.person_id == person_id, TrainingRow.ended_at.is_(None)
    ended = update(TrainingRow).where(*going_on).values(ended_at=at, ended_by_id=actor_id)
    if db.session.scalar(ended.returning(TrainingRow.id)) is not None:
        note_in_audit(
            "assessor’s training ended", kind=AuditKind.ACCOUNTS, actor_id=actor_id, subject_id=person_id, at=at
        )
