"""Signatures on decisions: made in the transaction that releases, amends or countersigns, or not at all."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from ...accounts.core import SignInMark
from ...db import db, part_of_action
from ...evidence.queries import digests
from ...signing.actions import sign
from ...signing.core import Deed, NotSigned, Signature, Signatures, digest
from ...signing.queries import is_in_training, signatures
from ..core.signed import as_signed
from ..core.submission import Submission
from ..models import DecisionRow


@part_of_action
def sign_release(
    marked: Submission,
    *,
    assessor_id: int,
    sign_in: SignInMark | None,
    at: datetime,
    on: datetime | None = None,
) -> bool:
    """Sign what is decided; whether it may be released, which somebody in training has to wait for.

    Who presses the button twice signs once. Raises ``NotSigned`` where somebody in training chooses the moment.
    """
    signature = _signature(marked, Deed.RELEASED, assessor_id, sign_in, at)
    if signature.in_training and on:
        raise NotSigned("You are in training, so whoever countersigns releases it. Release it without a time.")
    before = Signatures.of(signatures([marked.id])[marked.id], signature.covers).waiting
    if before is None or before.signer_id != assessor_id:
        sign(signature)
    return not signature.in_training


@part_of_action
def sign_amendment(amended: Submission, *, assessor_id: int, sign_in: SignInMark | None, at: datetime) -> None:
    """Sign the decisions anew. Raises ``NotSigned``: what the learner has read is amended by no one in training."""
    signature = _signature(amended, Deed.AMENDED, assessor_id, sign_in, at)
    if signature.in_training:
        raise NotSigned("You are in training. An assessor who is not has to amend what the learner has read.")
    sign(signature)


@part_of_action
def sign_again(signed: Submission, *, assessor_id: int, sign_in: SignInMark | None, at: datetime) -> Signature:
    """Countersign what somebody in training signed; their signature. Raises ``OwnWork``, ``NotSigned``."""
    signature = _signature(signed, Deed.COUNTERSIGNED, assessor_id, sign_in, at)
    found = Signatures.of(signatures([signed.id])[signed.id], signed.latest)
    first = found.must_be_countersigned_by(assessor_id, learner_id=signed.learner_id, in_training=signature.in_training)
    if first.digest != signature.digest:
        raise NotSigned("What was signed is not what is decided here now. Ask for it to be signed again.")
    sign(signature)
    return first


def _signature(
    submission: Submission, deed: Deed, signer_id: int, sign_in: SignInMark | None, at: datetime
) -> Signature:
    """A signature on the decisions as they are, those of this action included."""
    db.session.flush()
    covers = db.session.scalar(select(func.max(DecisionRow.id)).where(DecisionRow.piece_id == submission.id)) or 0
    signed = as_signed(submission, digests([submission.id])[submission.id])
    unsigned = Signature(submission.id, deed, signer_id, digest(signed), covers, at)
    return replace(unsigned, in_training=is_in_training(signer_id), sign_in=sign_in)
