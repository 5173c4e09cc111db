"""The kinds of evidence that the site's features have, and who says which pieces are settled."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol, cast

from flask import Flask, current_app

from .core import Draft, Kind, Piece
from .core.passage import paragraphs


class Settled(Protocol):
    """Of these pieces, those that whoever judges them has settled: their learner may put forward the next."""

    def __call__(self, piece_ids: Iterable[int], *, at: datetime) -> frozenset[int]: ...


def register(app: Flask, kinds: Iterable[Kind], *, settled: Settled) -> None:
    app.extensions["evidence"] = {"kinds": {kind.name: kind for kind in kinds}, "settled": settled}
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


def _registered() -> dict[str, Any]:
    return cast(dict[str, Any], current_app.extensions["evidence"])
