"""What a piece in somebody's queue asks of them."""

from enum import StrEnum

from ...signing.core import Signatures
from .second import SecondMarking


class Task(StrEnum):
    """The values are how addresses say them."""

    MARK = "mark"
    SECOND = "second"
    AGREE = "agree"
    COUNTERSIGN = "countersign"
    RELEASE = "release"
    """Both markers have settled on one outcome, and the learner does not see it yet."""
    SIGNED = "signed"
    """Somebody in training signed it, and somebody else has to countersign."""


def task(second: SecondMarking, signatures: Signatures, *, tutor_id: int, in_training: bool) -> Task:
    """What a piece that waits for a tutor asks of them; ``in_training`` says how they sign."""
    if second.to_agree:
        return Task.AGREE
    if second.marker_id == tutor_id or second.may_take(tutor_id):
        return Task.SECOND
    if waiting := signatures.waiting:
        return Task.SIGNED if in_training or waiting.signer_id == tutor_id else Task.COUNTERSIGN
    return Task.RELEASE if second.required and second.settled else Task.MARK
