"""What tutors call the learner of a piece, and which decisions are locked; every page and action asks here."""

from collections.abc import Mapping
from typing import Protocol, cast

from flask import Flask, current_app

from ..web.opaque import opaque
from .core import blind
from .core.submission import Submission


class Locked(Protocol):
    """Whether the decision on a criterion of a piece is locked by whoever assures its quality."""

    def __call__(self, piece_id: int, criterion: str) -> bool: ...


def register(app: Flask, *, locked: Locked) -> None:
    app.extensions["locked decisions"] = locked


def is_locked(piece_id: int, criterion: str) -> bool:
    return cast(Locked, current_app.extensions["locked decisions"])(piece_id, criterion)


def blind_name(submission: Submission) -> str:
    """What the learner of a piece is called while it is blind."""
    return blind.blind_name(opaque("blind piece", submission.id))


def called(submission: Submission, names: Mapping[int, str]) -> str:
    """The name of the learner, of these by id, or that of the piece while it is blind."""
    return blind.learner_name(submission, names, blind=blind_name)
