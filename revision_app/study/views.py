from flask import Blueprint, abort, render_template

from ..people.access import open_to
from ..people.core import Role
from ..web.clock import LONDON, now
from . import library

bp = Blueprint("study", __name__)


@bp.get("/study/")
@open_to(*Role)
def units() -> str:
    return render_template("study/units.html", units=library.shelf().units.values())


@bp.get("/study/<unit_id>")
@open_to(*Role)
def unit(unit_id: str) -> str:
    shelf = library.shelf()
    found = shelf.units.get(unit_id) or abort(404)
    before, after = shelf.beside(unit_id)
    today = now().astimezone(LONDON).date()
    return render_template(
        "study/unit.html",
        unit=found,
        before=before,
        after=after,
        prerequisites=[shelf.units[name] for name in found.heading.prerequisites],
        overdue=found.heading.review_by < today,
    )


@bp.get("/references/")
@open_to(*Role)
def references() -> str:
    shelf = library.shelf()
    ordered = sorted(shelf.references.values(), key=lambda reference: (reference.authors.lower(), reference.year or 0))
    return render_template("study/references.html", references=ordered, cited_in=shelf.cited_in)
