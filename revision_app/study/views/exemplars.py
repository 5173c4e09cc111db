"""Pieces of evidence of made-up learners, with an assessor's notes."""

from flask import Response, abort

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...web import prepared
from .. import library
from ..core.exemplars import TESTS, Exemplar
from .blueprint import bp


@bp.get("/exemplars/")
@open_to(*Role)
def exemplars() -> Response:
    key = ("exemplars", me().role)
    return prepared.page(key, "study/exemplars.html", lambda: {"shelf": library.shelf(), "tests": TESTS}).response()


@bp.get("/exemplars/<exemplar_id>")
@open_to(*Role)
def exemplar(exemplar_id: str) -> Response:
    piece = library.shelf().exemplars.pieces.get(exemplar_id) or abort(404)
    return prepared.page(("exemplar", piece.id, me().role), "study/exemplar.html", lambda: _around(piece)).response()


def _around(piece: Exemplar) -> dict[str, object]:
    """A piece with those that its page leads to: the others of its criterion, or of its kind."""
    shelf = library.shelf()
    beside = shelf.exemplars.reflections if piece.quality else shelf.exemplars.on(piece.criterion)
    return {"shelf": shelf, "piece": piece, "others": [other for other in beside if other.id != piece.id]}


@bp.app_template_global()
def has_exemplars() -> bool:
    """Whether the centre's files bring any; pages that lead to them ask."""
    return bool(library.shelf().exemplars)
