"""The kinds of evidence that the site's features have, and who says which pieces are settled."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol, cast

from flask import Flask, current_app
from sqlalchemy import Select

from .core import Draft, Kind, Piece
from .core.passage import paragraphs


class Settled(Protocol):
    """Of these pieces, those that whoever judges them has settled: their learner may put forward the next."""

    def __call__(self, piece_ids: Iterable[int], *, at: datetime) -> frozenset[int]: ...


class JudgedBy(Protocol):
    """The ids of pieces that are somebody's to read since they judge or judged them, as a subquery."""

    def __call__(self, person_id: int, /) -> Select[int]: ...


def register(app: Flask, kinds: Iterable[Kind], *, settled: Settled, judged_by: JudgedBy) -> None:
    by_name = {kind.name: kind for kind in kinds}
    app.extensions["evidence"] = {"kinds": by_name, "settled": settled, "judged_by": judged_by}
    app.jinja_env.globals["kind_of"] = kind_of
    app.jinja_env.globals["paragraphs"] = paragraphs


def kind_of(work: Piece | Draft) -> Kind:
    return cast(Kind, _registered()["kinds"][work.kind])


def shelves() -> dict[str, list[Kind]]:
    """The kinds that learners make, under the page that lists their drafts."""
    found: dict[str, list[Kind]] = {}
    for kind in (kind for kind in _registered()["kinds"].values() if kind.is_made):
        found.setdefault(kind.shelf, []).append(kind)
    return found


def settled(piece_ids: Iterable[int], *, at: datetime) -> frozenset[int]:
    return cast(Settled, _registered()["settled"])(piece_ids, at=at)


def judged_by(person_id: int) -> Select[int]:
    return cast(JudgedBy, _registered()["judged_by"])(person_id)


def _registered() -> dict[str, Any]:
    return cast(dict[str, Any], current_app.extensions["evidence"])
