from flask import Blueprint, Response, abort, render_template

from ..people.access import me, open_to
from ..people.core import Role
from ..web import prepared
from ..web.clock import LONDON, now
from . import library

bp = Blueprint("study", __name__)


@bp.get("/study/")
@open_to(*Role)
def units() -> str:
    return render_template("study/units.html", units=library.shelf().units.values())


@bp.get("/study/<unit_id>")
@open_to(*Role)
def unit(unit_id: str) -> Response:
    shelf = library.shelf()
    found = shelf.units.get(unit_id) or abort(404)
    before, after = shelf.beside(unit_id)
    page = prepared.page(
        ("unit", unit_id, me().role),
        "study/unit.html",
        unit=found,
        before=before,
        after=after,
        prerequisites=[shelf.units[name] for name in found.heading.prerequisites],
    )
    return page.response(unit=found, overdue=found.heading.review_by < now().astimezone(LONDON).date())


@bp.get("/references/")
@open_to(*Role)
def references() -> str:
    shelf = library.shelf()
    ordered = sorted(shelf.references.values(), key=lambda reference: (reference.authors.lower(), reference.year or 0))
    return render_template("study/references.html", references=ordered, cited_in=shelf.cited_in)
