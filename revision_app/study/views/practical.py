"""Practice for a practical assessment: a checklist, drills, and questions to answer aloud.

Where a centre's files lack one of them, its address shows the overview of what there is.
"""

import secrets

from flask import Response, abort, render_template, request

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...web import prepared
from ...web.offline import keepable
from .. import library
from .blueprint import bp

LONGEST_SEED = 20  # characters


@bp.get("/practical/")
@open_to(*Role)
@keepable
def practical() -> Response:
    return _page("practical")


@bp.get("/practical/checklist")
@open_to(*Role)
@keepable
def checklist() -> Response:
    return _page("checklist" if library.shelf().checklist else "practical")


@bp.get("/practical/drills")
@open_to(*Role)
@keepable
def drills() -> Response:
    return _page("drills" if library.shelf().drills else "practical")


@bp.get("/practical/viva/all")
@open_to(*Role)
@keepable
def viva_bank() -> Response:
    return _page("viva_bank" if library.shelf().viva else "practical")


@bp.get("/practical/viva")
@open_to(*Role)
def viva() -> str:
    """One question at a time: on a ``criterion`` or all, the ``n``-th in the order that a ``seed`` gives."""
    viva = library.shelf().viva or abort(404)
    criterion = request.args.get("criterion") or None
    seed = request.args.get("seed", "")[:LONGEST_SEED]
    questions = viva.asked(criterion, seed) or abort(404)
    n = request.args.get("n", 1, type=int)
    if not 1 <= n <= len(questions):
        abort(404)
    values = {"criterion": criterion, "seed": seed, "n": n, "of": len(questions), "fresh_seed": secrets.token_hex(4)}
    return render_template("study/viva.html", viva=viva, one=questions[n - 1], shelf=library.shelf(), **values)


def _page(name: str) -> Response:
    return prepared.page((name, me().role), f"study/{name}.html", lambda: {"shelf": library.shelf()}).response()


@bp.app_template_global()
def has_practical() -> bool:
    """Whether the centre's files bring any of it; the page of units asks."""
    shelf = library.shelf()
    return bool(shelf.checklist or shelf.drills or shelf.viva)
