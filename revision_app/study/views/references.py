from flask import render_template

from ...people.access import open_to
from ...people.core import Role
from ...web.offline import keepable
from .. import library
from .blueprint import bp


@bp.get("/references/")
@open_to(*Role)
@keepable
def references() -> str:
    shelf = library.shelf()
    ordered = sorted(shelf.references.values(), key=lambda reference: (reference.authors.lower(), reference.year or 0))
    return render_template("study/references.html", references=ordered, cited_in=shelf.cited_in)
