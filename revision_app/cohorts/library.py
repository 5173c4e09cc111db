"""What other features know of learners: what they sit, what waits to be marked, and their adjustments."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from flask import Flask, current_app

from ..web.filters import count

Counted = Callable[[Collection[int]], int]
"""How much of the work of these learners waits."""


class Keep(Protocol):
    """Set the adjustments of these learners, by their ids; part of an action."""

    def __call__(self, adjustments: Mapping[int, str], /, *, author_id: int, at: datetime) -> None: ...


@dataclass(frozen=True)
class Adjusting:
    """Adjustments in words. ``read`` puts words into one form and raises ``ValueError`` with what is wrong in them.

    ``standing`` says how those of everybody stand who has any, in the same form.
    """

    read: Callable[[str], str]
    standing: Callable[[], Mapping[int, str]]
    keep: Keep


class Sitting(Protocol):
    """How many timed papers these learners sit at a moment."""

    def __call__(self, learner_ids: Collection[int], /, *, at: datetime) -> int: ...


def register(app: Flask, waiting: Mapping[str, Counted], adjusting: Adjusting, sitting: Sitting) -> None:
    """``waiting`` is by what one of its kind is called, such as "piece"."""
    app.extensions["sitting"] = sitting
    app.extensions["waiting"] = waiting
    app.extensions["adjusting"] = adjusting


def adjusting() -> Adjusting:
    return cast(Adjusting, current_app.extensions["adjusting"])


def sitting(learner_ids: Collection[int], *, at: datetime) -> int:
    return cast(Sitting, current_app.extensions["sitting"])(learner_ids, at=at)


def waiting(learner_ids: Collection[int]) -> list[str]:
    """What waits of these learners' work, each kind in words; empty where nothing does."""
    kinds = cast(Mapping[str, Counted], current_app.extensions["waiting"])
    found = ((name, counted(learner_ids)) for name, counted in kinds.items()) if learner_ids else ()
    return [count(number, name) for name, number in found if number]
