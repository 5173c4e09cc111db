"""What of learners' work waits to be marked, as the features that keep it count it: cohorts know of no work."""

from collections.abc import Callable, Collection, Mapping
from typing import cast

from flask import Flask, current_app

from ..web.filters import count

Counted = Callable[[Collection[int]], int]
"""How much of the work of these learners waits."""


def register(app: Flask, waiting: Mapping[str, Counted]) -> None:
    """``waiting`` is by what one of its kind is called, such as "piece"."""
    app.extensions["waiting"] = waiting


def waiting(learner_ids: Collection[int]) -> list[str]:
    """What waits of these learners' work, each kind in words; empty where nothing does."""
    kinds = cast(Mapping[str, Counted], current_app.extensions["waiting"])
    found = ((name, counted(learner_ids)) for name, counted in kinds.items()) if learner_ids else ()
    return [count(number, name) for name, number in found if number]
